// Whether the server answers at all: told by every call, asked for when it did not. The bar at the top and every action
// that would be lost follow it.
import { writable, type Readable } from 'svelte/store';
import { systemClock, type Clock } from './clock';
import { backoff } from './freshness';

export type ConnectionState =
  { state: 'online' } | { state: 'offline'; since: Date; /** The last answer. */ asOf?: Date; nextTry: Date };

export interface Connection {
  readonly state: Readable<ConnectionState>;
  answered(): void;
  failed(): void;
  tryNow(): void;
  /** Called when the server answers again. Returns what ends it. */
  onReturn(run: () => void): () => void;
}

/** `ping` succeeds when the server answers anything. */
export function createConnection(
  ping: () => Promise<unknown>,
  clock: Clock = systemClock,
  random: () => number = Math.random,
): Connection {
  const store = writable<ConnectionState>({ state: 'online' });
  const returns = new Set<() => void>();
  let since: Date | undefined;
  let asOf: Date | undefined;
  let failures = 0;
  let cancelTimer = () => {};

  function plan(): void {
    cancelTimer();
    const delay = backoff(++failures, random);
    const nextTry = new Date(clock.now() + delay);
    store.set({ state: 'offline', since: since!, nextTry, ...(asOf ? { asOf } : {}) });
    cancelTimer = clock.after(delay, tryNow);
  }

  function tryNow(): void {
    cancelTimer();
    ping().then(answered, plan);
  }

  function answered(): void {
    asOf = new Date(clock.now());
    if (!since) return;
    cancelTimer();
    since = undefined;
    failures = 0;
    store.set({ state: 'online' });
    for (const run of returns) run();
  }

  return {
    state: { subscribe: store.subscribe },
    answered,
    failed() {
      if (since) return;
      since = new Date(clock.now());
      plan();
    },
    tryNow: () => since && tryNow(),
    onReturn(run) {
      returns.add(run);
      return () => returns.delete(run);
    },
  };
}
