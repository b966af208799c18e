// The time, once a second for whatever shows an age, and only while something does.
import { createSubscriber } from 'svelte/reactivity';

let fixed: number | undefined;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

export const now = {
  get current(): number {
    if (fixed !== undefined) return fixed;
    subscribe();
    return Date.now();
  },
  /** For stories and pictures. */
  fix(at: Date): void {
    fixed = at.getTime();
  },
};
