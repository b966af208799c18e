import { create } from '@bufbuild/protobuf';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Topic, WatchResponseSchema, type WatchResponse } from '$gen/watch_pb';
import { ManualClock, ManualVisibility, settled } from '$src/testing/manual';
import { Problem } from './problem';
import { watch, type WatchChanges } from './watch';

/** A stream that the test fills. */
class Stream {
  private items: WatchResponse[] = [];
  private wake = () => {};
  private failure: unknown;
  ended = false;

  constructor(
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

const node = (name: string) => ({ thing: { case: 'node' as const, value: { name } } });

describe('a watch', () => {
  let clock: ManualClock;
  let visibility: ManualVisibility;
  let streams: Stream[];
  let seen: WatchChanges[];

  const start = () =>
    watch([Topic.NODES], 0n, (changes) => seen.push(changes), {
      clock,
      visibility,
      random: () => 0,
      open: (_, from, signal) => {
        const stream = new Stream(from, signal);
        streams.push(stream);
        return stream;
      },
    });
  const snapshot = async (revision: bigint) => {
    streams.at(-1)!.push({ case: 'snapshot', value: { things: [node('a')] } });
    streams.at(-1)!.push({ case: 'snapshot', value: { things: [node('b')] } });
    streams.at(-1)!.push({ case: 'snapshotEnd', value: { revision } });
    await settled();
  };

  beforeEach(() => {
    clock = new ManualClock();
    visibility = new ManualVisibility();
    streams = [];
    seen = [];
  });

  it('gives the snapshot as one, then changes', async () => {
    const one = start();
    await snapshot(7n);
    streams[0]!.push({ case: 'changes', value: { revision: 8n, upserts: [node('c')] } });
    await settled();
    expect(seen.map(({ snapshot: whole, revision, upserts }) => [whole, revision, upserts.length])).toEqual([
      [true, 7n, 2],
      [false, 8n, 1],
    ]);
    expect(get(one.freshness).state).toBe('live');
    one.stop();
    expect(streams[0]!.signal.aborted).toBe(true);
  });

  it('goes on at the revision where it was cut off, and tells how much was caught up', async () => {
    const one = start();
    await snapshot(7n);
    streams[0]!.fail(new Problem('unavailable', 'gone'));
    await settled();
    expect(get(one.freshness)).toMatchObject({ state: 'offline', nextTry: new Date(500) });
    clock.advance(500);
    expect(streams[1]!.from).toBe(7n);
    // The first part has the revision from before.
    streams[1]!.push({ case: 'changes', value: { revision: 7n, upserts: [node('z')] } });
    streams[1]!.push({
      case: 'changes',
      value: { revision: 9n, upserts: [node('c'), node('d')], deletes: [{ key: 'a' }] },
    });
    await settled();
    expect(get(one.caughtUp)).toBe(4);
    streams[1]!.push({ case: 'changes', value: { revision: 10n, upserts: [node('e')] } });
    await settled();
    expect(get(one.caughtUp)).toBe(4);
    one.stop();
  });

  it('begins again when the server says so', async () => {
    const one = start();
    await snapshot(7n);
    streams[0]!.push({ case: 'resync', value: { reason: 'too far behind' } });
    await settled();
    expect(streams[1]!.from).toBe(0n);
    expect(streams[0]!.signal.aborted).toBe(true);
    one.stop();
  });

  it('closes after half a minute that nobody looks, and comes back at its revision', async () => {
    const one = start();
    await snapshot(7n);
    visibility.set(true);
    clock.advance(29_999);
    expect(streams[0]!.signal.aborted).toBe(false);
    clock.advance(1);
    expect(streams[0]!.signal.aborted).toBe(true);
    await settled();
    expect(get(one.freshness).state).toBe('stale');
    clock.advance(600_000);
    expect(streams).toHaveLength(1);
    visibility.set(false);
    expect(streams[1]!.from).toBe(7n);
    one.stop();
  });

  it('stays when it was hidden only shortly', async () => {
    const one = start();
    await snapshot(7n);
    visibility.set(true);
    clock.advance(10_000);
    visibility.set(false);
    clock.advance(60_000);
    expect(streams).toHaveLength(1);
    expect(streams[0]!.signal.aborted).toBe(false);
    one.stop();
  });
});
