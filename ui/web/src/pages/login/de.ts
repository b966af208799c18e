import type { Translation } from '$src/text';
import type en from './en';

export default {
  title: 'Bei Flotilla anmelden',
  invited: 'Eingeladen oder Passwort verloren?',
  useInvitation: 'Einmalcode verwenden',
} satisfies Translation<typeof en>;
