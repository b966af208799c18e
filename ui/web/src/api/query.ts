// One question to the server that a panel shows the answer of. What was answered stays until something newer is there:
// a failed refresh keeps it, a hidden page does not ask.
import { writable, type Readable } from 'svelte/store';
import { documentVisibility, systemClock, type Clock, type Visibility } from './clock';
import { backoff, uneven, type Freshness } from './freshness';
import { toProblem, type Problem } from './problem';

export interface QueryState<T> {
  /** The last good answer. */
  data?: T;
  /** Why there is nothing newer. */
  error?: Problem;
  /** Nothing yet, and asked: since when, in milliseconds of the clock. */
  loadingSince?: number;
  /** There is something, and something newer was asked for. */
  refreshing: boolean;
  freshness: Freshness;
}

export interface Query<T> extends Readable<QueryState<T>> {
  /** Asks again now; what is under way is given up. */
  refresh(): void;
  /** Gives up what is under way. */
  cancel(): void;
  stop(): void;
}

export interface QueryOptions {
  /** Milliseconds between answers; nothing: only when told. */
  every?: number;
  clock?: Clock;
  visibility?: Visibility;
  random?: () => number;
}

export function query<T>(ask: (signal: AbortSignal) => Promise<T>, options: QueryOptions = {}): Query<T> {
  const { every, clock = systemClock, visibility = documentVisibility, random = Math.random } = options;
  let state: QueryState<T> = { refreshing: false, freshness: { state: 'stale' } };
  const store = writable(state);
  let running: AbortController | undefined;
  let cancelTimer = () => {};
  let failures = 0;
  let dueAt = 0;
  let stopped = false;

  const set = (next: QueryState<T>) => store.set((state = next));

  function schedule(delay: number): void {
    cancelTimer();
    dueAt = clock.now() + delay;
    cancelTimer = visibility.hidden() ? () => {} : clock.after(delay, begin);
  }

  function succeeded(data: T): void {
    failures = 0;
    set({ data, refreshing: false, freshness: { state: 'live', asOf: new Date(clock.now()) } });
    if (every) schedule(uneven(every, random));
  }

  function failed(error: unknown): void {
    const problem = toProblem(error);
    failures += 1;
    const { loadingSince: _, ...rest } = state;
    const delay = problem.isOffline ? backoff(failures, random) : every ? uneven(every, random) : undefined;
    const freshness: Freshness = { ...state.freshness, state: problem.isOffline ? 'offline' : 'stale' };
    if (delay !== undefined && problem.isOffline) freshness.nextTry = new Date(clock.now() + delay);
    set({ ...rest, error: problem, refreshing: false, freshness });
    if (delay !== undefined) schedule(delay);
  }

  function begin(): void {
    if (stopped) return;
    cancelTimer();
    running?.abort();
    const mine = (running = new AbortController());
    set({
      ...state,
      refreshing: state.data !== undefined,
      ...(state.data === undefined ? { loadingSince: clock.now() } : {}),
    });
    ask(mine.signal).then(
      (data) => running === mine && !stopped && ((running = undefined), succeeded(data)),
      (error: unknown) => running === mine && !stopped && ((running = undefined), failed(error)),
    );
  }

  const endVisibility = visibility.onChange(() => {
    if (stopped || dueAt === 0) return;
    cancelTimer();
    if (!visibility.hidden()) schedule(Math.max(0, dueAt - clock.now()));
  });

  begin();
  return {
    subscribe: store.subscribe,
    refresh: begin,
    cancel() {
      running?.abort();
      running = undefined;
      const { loadingSince: _, ...rest } = state;
      set({ ...rest, refreshing: false });
    },
    stop() {
      stopped = true;
      cancelTimer();
      endVisibility();
      running?.abort();
    },
  };
}
