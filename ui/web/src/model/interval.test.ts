import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { RolloutLookSchema } from '$gen/rollout_pb';
import { changeInterval, evidenceRows, gatesOf, scaleOf, shareInterval } from './interval';

describe('intervals', () => {
  it('of a share are those of Wilson', () => {
    const found = shareInterval(10, 100)!;
    expect(found.point).toBe(0.1);
    expect(found.low).toBeCloseTo(0.0552, 3);
    expect(found.high).toBeCloseTo(0.1744, 3);
    expect(shareInterval(0, 0)).toBeUndefined();
    expect(shareInterval(0, 50)!.low).toBe(0);
  });
  it('of a change hold the change, and are wider where nodes differ more', () => {
    const narrow = changeInterval(110, 10_000, 100, 10_000)!;
    const wide = changeInterval(110, 10_000, 100, 10_000, 4)!;
    expect(narrow.point).toBeCloseTo(0.1, 6);
    expect(narrow.low).toBeLessThan(0.1);
    expect(narrow.high).toBeGreaterThan(0.1);
    expect(wide.high).toBeGreaterThan(narrow.high);
    expect(changeInterval(1, 10, 1, 0)).toBeUndefined();
  });
  it('do not take none for never', () => {
    const found = changeInterval(0, 1000, 5, 1000)!;
    expect(found.point).toBeGreaterThan(-1);
    expect(Number.isFinite(found.high)).toBe(true);
  });
});

describe('rows of evidence', () => {
  const look = create(RolloutLookSchema, {
    canaryRequests: 10_000n,
    canaryBad: 300n,
    canarySlow: 50n,
    canaryOver: 900n,
    baselineRequests: 10_000n,
    baselineBad: 100n,
    baselineSlow: 60n,
    dispersion: 1,
  });
  it('say worse where the limit is passed', () => {
    const rows = evidenceRows(look, { tolerance: 1, minSuccess: 0.99, maxP95Ms: 100 });
    expect(rows.map((row) => [row.topic, row.verdict])).toEqual([
      ['bad', 'worse'],
      ['slow', 'open'],
      ['success', 'worse'],
      ['over', 'worse'],
    ]);
  });
  it('are open where there is nothing to compare with', () => {
    const alone = create(RolloutLookSchema, { canaryRequests: 10n, canaryBad: 1n });
    expect(evidenceRows(alone, gatesOf('no json'))).toMatchObject([
      { topic: 'bad', verdict: 'open', interval: undefined },
    ]);
  });
  it('have the limits of the plan', () => {
    expect(gatesOf('{"gates":{"tolerance":1.2,"min_success_ratio":0.99}}')).toEqual({
      tolerance: 1.2,
      minSuccess: 0.99,
      maxP95Ms: undefined,
    });
  });
  it('are drawn between 0 and 1, in order', () => {
    const rows = evidenceRows(look, { tolerance: 1.1, minSuccess: undefined, maxP95Ms: undefined });
    const at = scaleOf(rows);
    const { low, point, high } = rows[0]!.interval!;
    expect(at(low)).toBeLessThan(at(point));
    expect(at(point)).toBeLessThan(at(high));
    expect(at(-99)).toBe(0);
    expect(at(99)).toBe(1);
  });
});
