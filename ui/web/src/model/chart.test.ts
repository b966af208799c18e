import { describe, expect, it } from 'vitest';
import { broken, gapsOf, summaryOf, type ChartData } from './chart';
import { sparkPath } from './spark';

describe('charts', () => {
  it('have a gap where more than two periods are missing, and no line over it', () => {
    const times = [0, 10, 20, 50, 60];
    const gaps = gapsOf(times, 10);
    expect(gaps).toEqual([[20, 50]]);
    const data: ChartData = {
      times,
      gaps,
      unit: '',
      series: [{ label: 'a', style: 1, values: [1, 2, 3, 4, 5] }],
    };
    const drawn = broken(data);
    expect(drawn.times).toEqual([0, 10, 20, 35, 50, 60]);
    expect(drawn.values[0]).toEqual([1, 2, 3, null, 4, 5]);
  });

  it('know nothing of what was not measured', () => {
    expect(summaryOf({ label: 'a', style: 1, values: [null, null] })).toBeUndefined();
    expect(summaryOf({ label: 'a', style: 1, values: [3, null, 1] })).toEqual({ last: 1, low: 1, high: 3 });
  });
});

describe('small lines', () => {
  const size = { width: 100, height: 20 };

  it('break where there is no value', () => {
    expect(sparkPath([1, 2, undefined, 3, 4], size).path.match(/M/g)).toHaveLength(2);
  });

  it('are flat in the middle when all is the same, and nothing of nothing', () => {
    expect(sparkPath([5, 5], size).y(5)).toBe(10);
    expect(sparkPath([], { ...size, goal: 1 })).toMatchObject({ path: '' });
  });

  it('have the goal within the picture', () => {
    const { goalY } = sparkPath([1, 2], { ...size, goal: 10 });
    expect(goalY).toBeGreaterThanOrEqual(0);
    expect(goalY).toBeLessThan(20);
  });
});
