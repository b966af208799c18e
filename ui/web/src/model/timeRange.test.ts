import { describe, expect, it } from 'vitest';
import { boundsOf, parseRange, rangeQuery, stepOf, timeTicks } from './timeRange';

describe('timeRange', () => {
  it('goes into an address and back', () => {
    const fixed = parseRange({ span: '6h', to: '2026-11-22T13:00:00Z' });
    expect(fixed).toEqual({ span: '6h', end: Date.UTC(2026, 10, 22, 13) / 1000 });
    expect(rangeQuery(fixed)).toEqual({ span: '6h', to: '2026-11-22T13:00:00Z' });
    expect(rangeQuery({ span: '1h' })).toEqual({ span: undefined, to: undefined });
  });
  it('takes the last hour for what it cannot understand', () => {
    expect(parseRange({ span: 'toString', to: 'yesterday' })).toEqual({ span: '1h' });
  });
  it('never asks for steps finer than the server counts, nor for too many', () => {
    expect(stepOf(3600)).toBe(60);
    expect(stepOf(3600, 300)).toBe(300);
    expect(stepOf(604_800)).toBe(7200);
    for (const span of [3600, 21_600, 86_400, 604_800]) expect(span / stepOf(span)).toBeLessThanOrEqual(120);
  });
  it('ends on a whole step', () => {
    expect(boundsOf({ span: '1h' }, 7261)).toEqual({ from: 3720, to: 7320, step: 60 });
    expect(boundsOf({ span: '1h', end: 7200 }, 99_999).to).toBe(7200);
  });
  it('ticks at round times, not at the ends', () => {
    expect(timeTicks(0, 3600, 6)).toEqual([600, 1200, 1800, 2400, 3000]);
  });
});
