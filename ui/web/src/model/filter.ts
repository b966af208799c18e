// Texts of the selector language as a person types them: which part the server did not like, and what may be left out.
export interface FilterFault {
  before: string;
  /** The term that it is about; may be empty at the end. */
  term: string;
  after: string;
  message: string;
}

/** Errors of selectors say "at character N: ..."; nothing when this one says no place. */
export function faultOf(filter: string, message: string): FilterFault | undefined {
  const found = /at character (\d+): (.*)/s.exec(message);
  if (!found) return undefined;
  const at = Math.min(filter.length, Math.max(0, Number(found[1]) - 1));
  const start = filter.lastIndexOf(' ', at - 1) + 1;
  const space = filter.indexOf(' ', at);
  const end = space < 0 ? filter.length : space;
  return {
    before: filter.slice(0, start),
    term: filter.slice(start, end),
    after: filter.slice(end),
    message: found[2]!.split('\n')[0]!,
  };
}

/** Terms that stand beside each other and all must hold; the whole text when it is more than that. */
export function termsOf(filter: string): string[] {
  const text = filter.trim();
  if (!text) return [];
  if (/["()]|(^|\s)(or|not|and)(\s|$)/.test(text)) return [text];
  return text.split(/\s+/);
}

export const without = (filter: string, term: string): string =>
  termsOf(filter)
    .filter((each) => each !== term)
    .join(' ');
