// The one stream of a page. Queries say what they are about; the stream has the topics of all of them, and tells each when
// something of its own changed. It goes on at the revision where it was cut off, closes while nobody looks, and is
// opened anew when the server has been silent for longer than it ever is.
import { writable, type Readable } from 'svelte/store';
import type { Thing, Topic, WatchResponse } from '$gen/watch_pb';
import { documentVisibility, systemClock, type Clock, type Visibility } from './clock';
import { backoff } from './freshness';
import { toProblem } from './problem';

/** What a query is about. The server has no topic for incidents, runs and what else is rare, and sends whole nodes: such
 * queries are told whenever anything was written, which comes as a number and nothing else. */
export type About = readonly Topic[] | 'anything';

export interface Follower {
  /** Something that it is about may have changed. */
  changed(): void;
  /** The server is there, and nothing that it is about changed up to now that it was not told of. */
  alive(): void;
  /** There is no stream any more: whoever wants to know asks. */
  away(): void;
}

export interface Line {
  /** closed: nobody follows, nobody looks, or the session has ended. */
  readonly state: Readable<LineState>;
  isLive(): boolean;
  /** How much was written while the stream was cut off; nothing: it was not, or nothing was. */
  readonly caughtUp: Readable<{ changes: number } | undefined>;
  follow(about: About, follower: Follower): () => void;
  /** Somebody has logged in, or the server answers again. */
  begin(): void;
}

export type LineState = 'closed' | 'opening' | 'live' | 'away';

export interface LineCalls {
  /** The revision of the server now. */
  revision(signal: AbortSignal): Promise<bigint>;
  watch(topics: Topic[], from: bigint, signal: AbortSignal): AsyncIterable<WatchResponse>;
  /** The server does not know the session any more. */
  ended(): void;
}

export interface LineOptions {
  clock?: Clock;
  visibility?: Visibility;
  random?: () => number;
}

const closeAfterHidden = 30_000;
// A server that has nothing to tell says so every 15 s.
const silentFor = 45_000;
// The queries of one page come and go together.
const gather = 50;
const justNow = 5000;
// What came at once is read piece by piece, so that frames are drawn in between.
const slice = 8;
// When nobody needs a topic: the one that changes least. Its revisions tell of everything else.
const carrier: Topic = 1;

export function createLine(calls: LineCalls, options: LineOptions = {}): Line {
  const { clock = systemClock, visibility = documentVisibility, random = Math.random } = options;
  const state = writable<LineState>('closed');
  const caughtUp = writable<{ changes: number } | undefined>();
  const followers = new Map<Follower, About>();
  let now: LineState = 'closed';
  let topics: Topic[] = [];
  let revision: bigint | undefined;
  let cutAt: bigint | undefined;
  let learnedAt = -Infinity;
  let isReset = false;
  let failures = 0;
  let ended = false;
  let stream: AbortController | undefined;
  let cancelRetry = () => {};
  let cancelGather = () => {};
  let cancelSilence = () => {};

  function set(next: LineState): void {
    if (next === now) return;
    const wasLive = now === 'live';
    state.set((now = next));
    if (wasLive) for (const follower of [...followers.keys()]) follower.away();
  }

  function wanted(): Topic[] {
    const all = new Set([...followers.values()].flatMap((about) => (about === 'anything' ? [] : about)));
    return all.size || !followers.size ? [...all].sort((left, right) => left - right) : [carrier];
  }

  function tell(touched: ReadonlySet<Topic> | 'everything', moved: boolean): void {
    for (const [follower, about] of [...followers]) {
      const isOwn =
        touched === 'everything' ||
        (about === 'anything' ? moved : about.some((topic) => touched.has(topic)));
      if (isOwn) follower.changed();
    }
  }

  function heard(): void {
    failures = 0;
    cancelSilence();
    cancelSilence = clock.after(silentFor, () => {
      cut();
      open();
    });
    set('live');
    for (const follower of [...followers.keys()]) follower.alive();
  }

  function take({ event }: WatchResponse): void {
    switch (event.case) {
      case 'snapshotEnd':
        // Only of a server to which nothing was ever written.
        revision = event.value.revision;
        tell('everything', true);
        break;
      case 'changes': {
        const { upserts, deletes } = event.value;
        const touched = new Set<Topic>(deletes.map(({ topic }) => topic));
        for (const { thing } of upserts) if (thing.case) touched.add(topicOf[thing.case]);
        const moved = event.value.revision > (revision ?? 0n);
        revision = event.value.revision;
        if (moved || touched.size) tell(touched, moved);
        break;
      }
      case 'resync':
        isReset = true;
        open();
        return;
    }
    heard();
  }

  /** How far the server is. One that was set back knows nothing of what came after: all is asked again. */
  async function learn(mine: AbortController): Promise<void> {
    const theirs = await calls.revision(mine.signal);
    if (stream !== mine) return;
    if (cutAt !== undefined && theirs > cutAt) caughtUp.set({ changes: Number(theirs - cutAt) });
    cutAt = undefined;
    isReset ||= revision !== undefined && theirs < revision;
    if (isReset || revision === undefined) revision = theirs;
    learnedAt = clock.now();
    if (isReset) tell('everything', true);
    isReset = false;
  }

  async function run(mine: AbortController, asks: boolean): Promise<void> {
    if (asks) await learn(mine);
    if (stream !== mine) return;
    let began = clock.now();
    for await (const response of calls.watch(topics, revision ?? 0n, mine.signal)) {
      if (stream !== mine) return;
      take(response);
      if (clock.now() - began < slice) continue;
      await new Promise<void>((go) => clock.after(0, go));
      if (stream !== mine) return;
      began = clock.now();
    }
  }

  /** `asks`: how far the server is, unless the stream before told it. */
  function open(asks = true): void {
    cancelRetry();
    cancelSilence();
    stream?.abort();
    stream = undefined;
    if (ended || topics.length === 0) return;
    const mine = (stream = new AbortController());
    if (now === 'closed') set('opening');
    cancelSilence = clock.after(silentFor, () => open());
    run(mine, asks || revision === undefined).then(
      () => stream === mine && lost(undefined),
      (error: unknown) => stream === mine && lost(error),
    );
  }

  function cut(): void {
    cutAt ??= revision;
    set('away');
  }

  function lost(error: unknown): void {
    stream = undefined;
    cancelSilence();
    if (error !== undefined && toProblem(error).code === 'unauthenticated') {
      ended = true;
      close();
      return calls.ended();
    }
    cut();
    if (!visibility.hidden()) cancelRetry = clock.after(backoff(++failures, random), open);
  }

  function close(): void {
    cancelRetry();
    cancelSilence();
    stream?.abort();
    stream = undefined;
    set('closed');
  }

  function followersChanged(): void {
    cancelGather();
    cancelGather = clock.after(gather, () => {
      const next = wanted();
      if (next.join() === topics.join()) return;
      topics = next;
      if (topics.length === 0) close();
      else if (stream || !visibility.hidden()) open(now !== 'live' && clock.now() - learnedAt > justNow);
    });
  }

  visibility.onChange(() => {
    cancelRetry();
    if (visibility.hidden()) cancelRetry = clock.after(closeAfterHidden, close);
    else if (!stream) open();
  });

  return {
    state: { subscribe: state.subscribe },
    isLive: () => now === 'live',
    caughtUp: { subscribe: caughtUp.subscribe },
    follow(about, follower) {
      followers.set(follower, about);
      followersChanged();
      return () => {
        followers.delete(follower);
        followersChanged();
      };
    },
    begin() {
      ended = false;
      if (visibility.hidden()) return;
      if (topics.length) return stream ? undefined : open();
      // Before the first query asks, so that nothing is missed between its answer and the stream.
      calls.revision(new AbortController().signal).then(
        (theirs) => ((revision ??= theirs), (learnedAt = clock.now())),
        () => {},
      );
    },
  };
}

const topicOf: Record<NonNullable<Thing['thing']['case']>, Topic> = {
  region: 1,
  site: 2,
  workload: 3,
  node: 4,
  release: 5,
  rollout: 6,
  objective: 7,
};
