// The one stream of a page: things as they change. It goes on where it was cut off, closes while nobody looks, and says
// how much was caught up.
import { writable, type Readable } from 'svelte/store';
import { WatchService, type Deleted, type Thing, type Topic, type WatchResponse } from '$gen/watch_pb';
import { clientOf } from './calls';
import { documentVisibility, systemClock, type Clock, type Visibility } from './clock';
import { backoff, type Freshness } from './freshness';
import { toProblem } from './problem';

export interface WatchChanges {
  /** Everything there is: what was known before is void. */
  snapshot: boolean;
  revision: bigint;
  upserts: Thing[];
  deletes: Deleted[];
}

export interface Watch {
  readonly freshness: Readable<Freshness>;
  /** Changes that came at once after the stream had been away; 0 when there is nothing to tell. */
  readonly caughtUp: Readable<number>;
  retryNow(): void;
  stop(): void;
}

export interface WatchOptions {
  clock?: Clock;
  visibility?: Visibility;
  random?: () => number;
  open?: (topics: Topic[], from: bigint, signal: AbortSignal) => AsyncIterable<WatchResponse>;
}

const closeAfterHidden = 30_000;

const openStream: NonNullable<WatchOptions['open']> = (topics, fromRevision, signal) =>
  clientOf(WatchService).watch({ topics, fromRevision }, { signal });

export function watch(
  topics: Topic[],
  fromRevision: bigint,
  onChanges: (changes: WatchChanges) => void,
  options: WatchOptions = {},
): Watch {
  const {
    clock = systemClock,
    visibility = documentVisibility,
    random = Math.random,
    open = openStream,
  } = options;
  const freshness = writable<Freshness>({ state: 'stale' });
  const caughtUp = writable(0);
  let revision = fromRevision;
  let snapshot: Thing[] = [];
  let asOf: Date | undefined;
  let failures = 0;
  let resuming = false;
  let stopped = false;
  let stream: AbortController | undefined;
  let cancelTimer = () => {};

  function live(): void {
    failures = 0;
    asOf = new Date(clock.now());
    freshness.set({ state: 'live', asOf });
  }

  function take({ event }: WatchResponse): void {
    switch (event.case) {
      case 'snapshot':
        snapshot.push(...event.value.things);
        break;
      case 'snapshotEnd':
        revision = event.value.revision;
        onChanges({ snapshot: true, revision, upserts: snapshot, deletes: [] });
        resuming = false;
        snapshot = [];
        break;
      case 'changes': {
        const { upserts, deletes } = event.value;
        // What was missed may come in several parts; all but the last have the revision from before.
        const last = event.value.revision > revision;
        revision = event.value.revision;
        onChanges({ snapshot: false, revision, upserts, deletes });
        if (resuming) caughtUp.update((count) => count + upserts.length + deletes.length);
        if (last) resuming = false;
        break;
      }
      case 'resync':
        revision = 0n;
        snapshot = [];
        begin();
        return;
    }
    live();
  }

  async function run(mine: AbortController): Promise<void> {
    snapshot = [];
    for await (const response of open(topics, revision, mine.signal)) {
      if (stream !== mine) return;
      take(response);
    }
  }

  function begin(): void {
    if (stopped) return;
    cancelTimer();
    stream?.abort();
    const mine = (stream = new AbortController());
    run(mine).then(
      () => stream === mine && lost(),
      (error: unknown) => stream === mine && lost(toProblem(error).isOffline),
    );
  }

  function lost(offline = true): void {
    stream = undefined;
    resuming = revision > 0n;
    failures += 1;
    const delay = backoff(failures, random);
    const next: Freshness = { state: offline ? 'offline' : 'stale', nextTry: new Date(clock.now() + delay) };
    freshness.set(asOf ? { ...next, asOf } : next);
    if (!visibility.hidden()) cancelTimer = clock.after(delay, begin);
  }

  function closeHidden(): void {
    stream?.abort();
    stream = undefined;
    resuming = revision > 0n;
    freshness.set(asOf ? { state: 'stale', asOf } : { state: 'stale' });
  }

  const endVisibility = visibility.onChange(() => {
    cancelTimer();
    if (stopped) return;
    if (visibility.hidden()) cancelTimer = clock.after(closeAfterHidden, closeHidden);
    else if (!stream) {
      caughtUp.set(0);
      begin();
    }
  });

  begin();
  return {
    freshness: { subscribe: freshness.subscribe },
    caughtUp: { subscribe: caughtUp.subscribe },
    retryNow: () => !stream && begin(),
    stop() {
      stopped = true;
      cancelTimer();
      endVisibility();
      stream?.abort();
      stream = undefined;
    },
  };
}
