import { format, texts } from '$src/text';
import de from './de';
import en from './en';

export const t = texts(en, de);
export const nodesText = (count: number): string => t.nodes(count, format.number(count));
