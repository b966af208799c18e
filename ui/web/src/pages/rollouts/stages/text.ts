import { texts } from '$src/text';
import de from './de';
import en from './en';

export const t = texts(en, de);
