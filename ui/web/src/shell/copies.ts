// What stays on this device so that it can be read without the server: text only, one day at most, gone at log-out.
const prefix = 'flotilla.copy.';
const lasts = 24 * 3600 * 1000;

interface Copy {
  at: number;
  /** Whose session read it. */
  account: string;
  text: string;
}

export function keepCopy(name: string, account: string, text: string, at: Date): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify({ at: at.getTime(), account, text } satisfies Copy));
  } catch {
    // No room, or not allowed: then there is no copy.
  }
}

/** Nothing when there is none, it is too old, or somebody else's. `account` undefined: nobody can say who it is. */
export function readCopy(
  name: string,
  account: string | undefined,
  now: number,
): { text: string; at: Date } | undefined {
  try {
    const copy = JSON.parse(localStorage.getItem(prefix + name) ?? 'null') as Copy | null;
    if (!copy || typeof copy.text !== 'string') return undefined;
    if (now - copy.at > lasts) {
      localStorage.removeItem(prefix + name);
      return undefined;
    }
    if (account !== undefined && account !== copy.account) return undefined;
    return { text: copy.text, at: new Date(copy.at) };
  } catch {
    return undefined;
  }
}

export function forgetCopies(): void {
  const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
  for (const name of names.filter((each) => each.startsWith(prefix))) localStorage.removeItem(name);
}
