// The language of the app: what the person chose, or the browser's. Reading it in markup makes the markup follow.
export type Language = 'en' | 'de';

const key = 'flotilla.language';

function initial(): Language {
  const chosen = globalThis.localStorage?.getItem(key);
  if (chosen === 'en' || chosen === 'de') return chosen;
  return globalThis.navigator?.language?.startsWith('de') ? 'de' : 'en';
}

let current = $state<Language>(initial());

export const language = {
  get current(): Language {
    return current;
  },
  set(next: Language): void {
    current = next;
    globalThis.localStorage?.setItem(key, next);
    document.documentElement.lang = next;
  },
};

/** What the other languages need: the same names, and the same kind of text behind each. */
export type Translation<E> = {
  [K in keyof E]: E[K] extends (...args: infer A) => string ? (...args: A) => string : string;
};

/**
 * The texts of a page: `const t = texts(en, de)`, then `t.title` or `t.nodes(3)`. A text that is missing in German, or
 * takes something else, does not compile.
 */
export function texts<E extends object>(en: E, de: Translation<E>): Translation<E> {
  return new Proxy({} as Translation<E>, {
    get: (_, name) => (current === 'de' ? de : (en as Translation<E>))[name as keyof E],
  });
}
