import { create } from '@bufbuild/protobuf';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Topic, WatchResponseSchema, type WatchResponse } from '$gen/watch_pb';
import { ManualClock, ManualVisibility, settled } from '$src/testing/manual';
import { createLine, type About, type Line } from './line';
import { Problem } from './problem';
import { query } from './query';

/** A stream that the test fills. */
class Stream {
  private items: WatchResponse[] = [];
  private wake = () => {};
  private failure: unknown;
  ended = false;

  constructor(
    readonly topics: Topic[],
    readonly from: bigint,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wake());
  }
  push(event: NonNullable<Parameters<typeof create<typeof WatchResponseSchema>>[1]>['event']): void {
    this.items.push(create(WatchResponseSchema, { event: event! }));
    this.wake();
  }
  fail(failure: unknown): void {
    this.failure = failure;
    this.wake();
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<WatchResponse> {
    for (;;) {
      if (this.signal.aborted) return;
      if (this.failure) throw this.failure;
      const next = this.items.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

const rollout = (id: string) => ({ thing: { case: 'rollout' as const, value: { id } } });

describe('the line', () => {
  let clock: ManualClock;
  let visibility: ManualVisibility;
  let streams: Stream[];
  /** How far the server is; nothing: it does not answer. */
  let revision: bigint | undefined;
  let learned: number;
  let ends: number;
  let line: Line;
  let told: string[];

  const follow = (name: string, about: About) =>
    line.follow(about, {
      changed: () => told.push(name),
      alive: () => {},
      away: () => told.push(`${name} away`),
    });
  const changes = async (next: bigint, upserts: ReturnType<typeof rollout>[] = []) => {
    streams.at(-1)!.push({ case: 'changes', value: { revision: next, upserts } });
    await settled();
  };
  const opened = async () => {
    clock.advance(50);
    await settled();
  };

  beforeEach(() => {
    clock = new ManualClock();
    visibility = new ManualVisibility();
    streams = [];
    told = [];
    revision = 7n;
    learned = 0;
    ends = 0;
    line = createLine(
      {
        revision: () => {
          learned += 1;
          return revision === undefined
            ? Promise.reject(new Problem('unavailable', 'gone'))
            : Promise.resolve(revision);
        },
        watch: (topics, from, signal) => {
          const stream = new Stream(topics, from, signal);
          streams.push(stream);
          return stream;
        },
        ended: () => (ends += 1),
      },
      { clock, visibility, random: () => 0 },
    );
  });

  it('is one stream for all queries of a page, from the revision of the server, without a snapshot', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    follow('places', [Topic.SITES, Topic.ROLLOUTS]);
    follow('runs', 'anything');
    await opened();
    expect(streams.map(({ topics, from }) => [topics, from])).toEqual([[[Topic.SITES, Topic.ROLLOUTS], 7n]]);
    await changes(8n, [rollout('a')]);
    expect(told).toEqual(['rollouts', 'places', 'runs']);
    expect(get(line.state)).toBe('live');
  });

  it('tells whom it concerns: a topic, or that anything at all was written', async () => {
    follow('objectives', [Topic.OBJECTIVES]);
    follow('runs', 'anything');
    await opened();
    await changes(8n);
    await changes(8n);
    expect(told).toEqual(['runs']);
    streams[0]!.push({
      case: 'changes',
      value: { revision: 9n, deletes: [{ topic: Topic.OBJECTIVES, key: 'a' }] },
    });
    await settled();
    expect(told).toEqual(['runs', 'objectives', 'runs']);
  });

  it('has a topic that hardly changes when nobody needs one', async () => {
    follow('runs', 'anything');
    await opened();
    expect(streams[0]!.topics).toEqual([Topic.REGIONS]);
  });

  it('goes on with other topics at its revision when another page is opened, and ends with the last query', async () => {
    const end = follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    await changes(8n);
    end();
    const endOther = follow('objectives', [Topic.OBJECTIVES]);
    await opened();
    expect(streams[0]!.signal.aborted).toBe(true);
    expect([streams[1]!.topics, streams[1]!.from]).toEqual([[Topic.OBJECTIVES], 8n]);
    expect([get(line.state), learned]).toEqual(['live', 1]);
    endOther();
    await opened();
    expect(streams[1]!.signal.aborted).toBe(true);
    expect([get(line.state), clock.pending]).toEqual(['closed', 0]);
  });

  it('stays as it is when a query is replaced by one about the same', async () => {
    const end = follow('one', [Topic.ROLLOUTS]);
    await opened();
    end();
    follow('two', [Topic.ROLLOUTS]);
    await opened();
    expect(streams).toHaveLength(1);
  });

  it('goes on at the revision where it was cut off, and says how much was missed', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    await changes(8n);
    revision = undefined;
    streams[0]!.fail(new Problem('unavailable', 'gone'));
    await settled();
    expect([get(line.state), line.isLive(), told]).toEqual(['away', false, ['rollouts away']]);
    clock.advance(500);
    await settled();
    expect(streams).toHaveLength(1);
    revision = 12n;
    clock.advance(1000);
    await settled();
    expect(streams[1]!.from).toBe(8n);
    expect(get(line.caughtUp)).toEqual({ changes: 4 });
    await changes(12n, [rollout('a')]);
    expect(told).toEqual(['rollouts away', 'rollouts']);
  });

  it.each(['resync', 'set back'])('asks for everything anew after a %s', async (how) => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    await changes(8n);
    if (how === 'resync') {
      revision = 99n;
      streams[0]!.push({ case: 'resync', value: { reason: 'too far behind' } });
    } else {
      revision = 3n;
      streams[0]!.fail(new Problem('unavailable', 'gone'));
      await settled();
      told = [];
      clock.advance(500);
    }
    await settled();
    expect(streams[0]!.signal.aborted).toBe(how === 'resync');
    expect([streams.length, streams[1]!.from, told]).toEqual([2, revision, ['rollouts']]);
  });

  it('closes after half a minute that nobody looks, and comes back at its revision', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    await changes(8n);
    visibility.set(true);
    clock.advance(29_999);
    expect(streams[0]!.signal.aborted).toBe(false);
    clock.advance(1);
    expect(streams[0]!.signal.aborted).toBe(true);
    await settled();
    expect(get(line.state)).toBe('closed');
    clock.advance(600_000);
    await settled();
    expect(streams).toHaveLength(1);
    revision = 20n;
    visibility.set(false);
    await settled();
    expect(streams[1]!.from).toBe(8n);
    expect(get(line.caughtUp)).toBeUndefined();
    told = [];
    await changes(20n, [rollout('a')]);
    expect(told).toEqual(['rollouts']);
  });

  it('stays when it was hidden only shortly', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    await changes(8n);
    visibility.set(true);
    clock.advance(10_000);
    visibility.set(false);
    clock.advance(30_000);
    expect(streams).toHaveLength(1);
    expect(streams[0]!.signal.aborted).toBe(false);
  });

  it('is dead when nothing came for 45 s; what comes without a change keeps it alive', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    for (let beat = 0; beat < 4; ++beat) {
      clock.advance(44_000);
      await changes(7n);
    }
    expect([streams.length, told]).toEqual([1, []]);
    clock.advance(45_000);
    await settled();
    expect(streams[0]!.signal.aborted).toBe(true);
    expect([streams.length, get(line.state), streams[1]!.from]).toEqual([2, 'away', 7n]);
    await changes(7n);
    expect(get(line.state)).toBe('live');
  });

  it('ends with the session, and begins with the next one', async () => {
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    streams[0]!.fail(new Problem('unauthenticated', 'ended', 'session_ended'));
    await settled();
    clock.advance(600_000);
    await settled();
    expect([ends, streams.length, get(line.state)]).toEqual([1, 1, 'closed']);
    line.begin();
    await settled();
    expect(streams).toHaveLength(2);
  });

  it('learns how far the server is before the first page asks anything', async () => {
    line.begin();
    await settled();
    follow('rollouts', [Topic.ROLLOUTS]);
    await opened();
    expect([learned, streams[0]!.from]).toEqual([1, 7n]);
  });

  describe('a query about something', () => {
    let asked: number;
    let answer: (() => void)[];
    const start = (about: About, every = 5000) =>
      query(
        () => {
          asked += 1;
          return new Promise<number>((resolve) => answer.push(() => resolve(asked)));
        },
        { every, about, line, clock, visibility, random: () => 0.5 },
      );
    const answered = async () => {
      answer.at(-1)!();
      await settled();
    };

    beforeEach(() => {
      asked = 0;
      answer = [];
    });

    it('is asked for 20,000 changes of a second twice at most, and never twice at once', async () => {
      const one = start([Topic.ROLLOUTS]);
      await answered();
      await opened();
      clock.advance(5000);
      await answered();
      const begun = asked;
      const { event } = create(WatchResponseSchema, {
        event: {
          case: 'changes',
          value: { upserts: Array.from({ length: 200 }, (_, at) => rollout(`r${at}`)) },
        },
      });
      const many = event.case === 'changes' ? event.value.upserts : [];
      for (let part = 0; part < 100; ++part) {
        streams[0]!.push({ case: 'changes', value: { revision: BigInt(8 + part), upserts: many } });
        await settled();
        clock.advance(10);
      }
      // The answer is still under way: no second one is asked for.
      expect(asked).toBe(begun + 1);
      await answered();
      clock.advance(1000);
      expect(asked).toBe(begun + 2);
      await answered();
      clock.advance(20_000);
      expect(asked).toBe(begun + 2);
      one.stop();
    });

    it('that has no topic is asked at once after a quiet time, and not more often than its period', async () => {
      const one = start('anything');
      await answered();
      await opened();
      clock.advance(10_000);
      await changes(8n);
      await answered();
      const begun = asked;
      await changes(9n);
      clock.advance(375);
      expect(asked).toBe(begun + 1);
      await answered();
      await changes(10n);
      clock.advance(4000);
      expect(asked).toBe(begun + 1);
      clock.advance(1000);
      expect(asked).toBe(begun + 2);
      one.stop();
    });

    it('looks fresh while the line says that nothing changed, and is asked seldom', async () => {
      const one = start([Topic.ROLLOUTS]);
      await answered();
      await opened();
      await changes(7n);
      clock.advance(15_000);
      const begun = asked;
      await answered();
      await changes(7n);
      clock.advance(15_000);
      await changes(7n);
      expect(get(one).freshness).toEqual({ state: 'live', asOf: new Date(clock.now()) });
      expect(asked).toBe(begun);
      clock.advance(30_000);
      expect(asked).toBe(begun + 1);
      one.stop();
    });

    it('does not look fresher than it is while a change is not asked for yet', async () => {
      const one = start('anything', 20_000);
      await answered();
      await opened();
      await changes(7n);
      clock.advance(8000);
      await changes(8n);
      expect(get(one).freshness.asOf).toEqual(new Date(0));
      one.stop();
    });

    it('is asked at its period again when the line is cut off', async () => {
      const one = start([Topic.ROLLOUTS]);
      await answered();
      await opened();
      await changes(7n);
      clock.advance(5000);
      await answered();
      const begun = asked;
      clock.advance(5000);
      expect(asked).toBe(begun);
      streams[0]!.fail(new Problem('unavailable', 'gone'));
      await settled();
      clock.advance(5000);
      expect(asked).toBe(begun + 1);
      one.stop();
    });

    it('takes no notice of changes while nobody looks, and asks on return', async () => {
      const one = start([Topic.ROLLOUTS]);
      await answered();
      await opened();
      visibility.set(true);
      await changes(8n, [rollout('a')]);
      clock.advance(10_000);
      const begun = asked;
      visibility.set(false);
      clock.advance(0);
      expect(asked).toBe(begun + 1);
      one.stop();
    });
  });
});
