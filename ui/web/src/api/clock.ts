// Time and visibility as parts that tests replace.
export interface Clock {
  now(): number;
  /** Returns what cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds);
    return () => clearTimeout(handle);
  },
};

export interface Visibility {
  hidden(): boolean;
  /** Returns what ends it. */
  onChange(run: () => void): () => void;
}

export const documentVisibility: Visibility = {
  hidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onChange(run) {
    if (typeof document === 'undefined') return () => {};
    document.addEventListener('visibilitychange', run);
    return () => document.removeEventListener('visibilitychange', run);
  },
};
