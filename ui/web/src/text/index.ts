import de from './de';
import en from './en';
import { texts } from './language.svelte';

export { language, texts, type Language, type Translation } from './language.svelte';
export { format } from './format.svelte';

/** The texts of the shell and of the components. Pages have their own: src/pages/<page>/en.ts and de.ts. */
export const t = texts(en, de);
