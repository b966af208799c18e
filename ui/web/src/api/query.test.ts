import { get } from 'svelte/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, ManualVisibility, settled } from '$src/testing/manual';
import { Problem } from './problem';
import { query } from './query';

describe('a query', () => {
  let clock: ManualClock;
  let visibility: ManualVisibility;
  let answers: (string | Problem)[];
  let asked: AbortSignal[];

  const ask = (signal: AbortSignal): Promise<string> => {
    asked.push(signal);
    const answer = answers.shift();
    if (answer === undefined) return new Promise(() => {});
    return answer instanceof Problem ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const start = (every?: number) =>
    query(ask, { clock, visibility, random: () => 0.5, ...(every === undefined ? {} : { every }) });

  beforeEach(() => {
    clock = new ManualClock();
    visibility = new ManualVisibility();
    answers = [];
    asked = [];
  });

  it('is loading, then live', async () => {
    answers = ['one'];
    const one = start();
    expect(get(one)).toMatchObject({ loadingSince: 0, refreshing: false });
    await settled();
    expect(get(one)).toMatchObject({ data: 'one', freshness: { state: 'live' } });
    expect(get(one).loadingSince).toBeUndefined();
  });

  it('keeps what it has while it asks again, and after that failed', async () => {
    answers = ['one', new Problem('internal', 'broken')];
    const one = start(1000);
    await settled();
    clock.advance(1000);
    expect(get(one)).toMatchObject({ data: 'one', refreshing: true });
    await settled();
    expect(get(one)).toMatchObject({ data: 'one', refreshing: false, freshness: { state: 'stale' } });
    expect(get(one).error?.message).toBe('broken');
  });

  it('waits longer from try to try while nobody answers', async () => {
    answers = ['one', ...Array.from({ length: 3 }, () => new Problem('unavailable', 'gone'))];
    const one = start(1000);
    await settled();
    clock.advance(1000);
    await settled();
    expect(get(one).freshness).toMatchObject({ state: 'offline', nextTry: new Date(1750) });
    clock.advance(750);
    await settled();
    expect(get(one).freshness.nextTry).toEqual(new Date(1750 + 1500));
    expect(asked).toHaveLength(3);
  });

  it('does not ask while nobody looks, and catches up at once', async () => {
    answers = ['one', 'two'];
    const one = start(1000);
    await settled();
    visibility.set(true);
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
    visibility.set(false);
    clock.advance(0);
    await settled();
    expect(get(one).data).toBe('two');
  });

  it('gives up what is under way when it is asked for something newer, or stopped', async () => {
    const one = start();
    one.refresh();
    expect(asked.map((signal) => signal.aborted)).toEqual([true, false]);
    one.stop();
    expect(asked[1]!.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    await settled();
  });

  it('is quiet after it was cancelled', () => {
    const one = start();
    one.cancel();
    expect(asked[0]!.aborted).toBe(true);
    expect(get(one).loadingSince).toBeUndefined();
  });
});
