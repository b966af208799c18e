import type { Translation } from '$src/text';
import type en from './en';

export default {
  title: 'Protokoll',
  filter: 'Einträge filtern',
  filterHint: 'actor:operator-1 action:CreateRollout object:node/*',
  total: (count) => `${count} Einträge`,
  seq: 'Nr.',
  when: 'Wann',
  who: 'Wer',
  what: 'Was',
  object: 'Woran',
  detail: 'Einzelheit',
  empty: 'Noch ist nichts geschehen.',
  nothing: (filter) => `Kein Eintrag passt zu ${filter}.`,
  clear: 'Filter aufheben',
  verify: 'Kette prüfen',
  verifyHow: 'Jeder Eintrag trägt die Prüfsumme des vorigen: Was später geändert wurde, fällt auf.',
  intact: (count) => `Unversehrt: ${count} Einträge.`,
  broken: (seq, problem) => `Gebrochen bei Eintrag ${seq}: ${problem}`,
  head: 'Neueste Prüfsumme',
  export: 'Als CSV ausgeben',
  exporting: (count) => `${count} Einträge gelesen`,
  exported: (count) => `${count} Einträge ausgegeben.`,
  exportCut: (count) =>
    `Die ersten ${count} Einträge wurden ausgegeben; für den Rest den Filter enger fassen.`,
  needsAuditor:
    'Dafür braucht es die Rolle Prüfer für die ganze Flotte. Ein Sicherheitsadministrator kann sie geben.',
  chosen: (seq) => `Eintrag ${seq}`,
  before: 'Vorher',
  after: 'Nachher',
  previous: 'Prüfsumme davor',
  hash: 'Prüfsumme',
} satisfies Translation<typeof en>;
