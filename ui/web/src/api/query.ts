// One question to the server that a panel shows the answer of. What was answered stays until something newer is there:
// a failed refresh keeps it, a hidden page does not ask.
import { writable, type Readable } from 'svelte/store';
import { givenApi } from './calls';
import type { Connection } from './connection';
import { documentVisibility, systemClock, type Clock, type Visibility } from './clock';
import { backoff, uneven, type Freshness } from './freshness';
import type { About, Line } from './line';
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
  /** It is asked again when this changes, but not more often than `every`. Then time alone makes it ask seldom. */
  about?: About;
  /** How long nothing is asked while nothing changes. */
  atLatest?: number;
  line?: Line;
  /** Tells when the server answers again after it did not. */
  connection?: Pick<Connection, 'onReturn'>;
  clock?: Clock;
  visibility?: Visibility;
  random?: () => number;
}

// What changes at once is asked for once; a thousand browsers do not ask at once.
const merge = 250;
// What the server has a topic for is told exactly: it may be asked for sooner than by a period.
const pace = 1000;
// Some things are so because time went by, and nobody writes that down.
const seldom = 30_000;
// How old the answer may look while the stream says that nothing changed.
const renew = 5000;

export function query<T>(ask: (signal: AbortSignal) => Promise<T>, options: QueryOptions = {}): Query<T> {
  const {
    every,
    about,
    clock = systemClock,
    visibility = documentVisibility,
    random = Math.random,
  } = options;
  const { atLatest = seldom } = options;
  const { line, connection } = { ...givenApi(), ...options };
  const shortest = about === undefined || about === 'anything' ? (every ?? pace) : pace;
  let state: QueryState<T> = { refreshing: false, freshness: { state: 'stale' } };
  const store = writable(state);
  let running: AbortController | undefined;
  let cancelTimer = () => {};
  let failures = 0;
  let dueAt = 0;
  let begunAt = 0;
  let changed = false;
  let stopped = false;

  const set = (next: QueryState<T>) => store.set((state = next));

  function schedule(delay: number): void {
    cancelTimer();
    dueAt = clock.now() + delay;
    cancelTimer = visibility.hidden() ? () => {} : clock.after(delay, begin);
  }

  const period = () => every && uneven(about && line?.isLive() ? Math.max(every, atLatest) : every, random);

  /** When what changed may be asked for. */
  const soonest = () => Math.max(Math.round(merge * (1 + random())), begunAt + shortest - clock.now());

  function succeeded(data: T): void {
    failures = 0;
    set({ data, refreshing: false, freshness: { state: 'live', asOf: new Date(clock.now()) } });
    const next = changed ? soonest() : period();
    if (next) schedule(next);
  }

  function failed(error: unknown): void {
    const problem = toProblem(error);
    failures += 1;
    const { loadingSince: _, ...rest } = state;
    const delay = problem.isOffline ? backoff(failures, random) : changed ? soonest() : period();
    const freshness: Freshness = { ...state.freshness, state: problem.isOffline ? 'offline' : 'stale' };
    if (delay !== undefined && problem.isOffline) freshness.nextTry = new Date(clock.now() + delay);
    set({ ...rest, error: problem, refreshing: false, freshness });
    if (delay !== undefined) schedule(delay);
  }

  function begin(): void {
    if (stopped) return;
    cancelTimer();
    running?.abort();
    begunAt = clock.now();
    changed = false;
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
    if (stopped || running || dueAt === 0) return;
    cancelTimer();
    if (!visibility.hidden()) schedule(Math.max(0, dueAt - clock.now()));
  });

  const endFollowing =
    about &&
    line?.follow(about, {
      changed() {
        if (changed) return;
        changed = true;
        // What is under way may have been read before: it is asked again after it.
        if (!running && failures === 0) schedule(soonest());
      },
      alive() {
        const { asOf, state: how } = state.freshness;
        if (running || changed || how !== 'live' || !asOf || clock.now() - asOf.getTime() < renew) return;
        set({ ...state, freshness: { state: 'live', asOf: new Date(clock.now()) } });
      },
      away() {
        if (every && !running && dueAt > clock.now() + every) schedule(uneven(every, random));
      },
    });
  const endReturn = connection?.onReturn(begin);

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
      endFollowing?.();
      endReturn?.();
      running?.abort();
    },
  };
}
