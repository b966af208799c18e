import { format, texts } from '$src/text';
import de from './de';
import en from './en';

/** The texts of runbooks and runs; approvals speak of the same. */
export const t = texts(en, de);

export const nodesText = (count: number): string => t.nodes(count, format.number(count));

/** Within today the clock alone. */
export function whenText(at: Date | undefined, now: number): string {
  if (!at) return '–';
  return at.toDateString() === new Date(now).toDateString() ? format.clock(at) : format.moment(at);
}

/** What a reading is held against stays on one line. */
export const readingText = (text: string): string =>
  text.replace(/has to be ([<>=!]+) (\S+)/, 'has to be\u00a0$1\u00a0$2');
