import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { GetIndicatorHistoryResponseSchema } from '$gen/objective_pb';
import { heatOf, limitText } from './heat';
import { historyOf } from './history';

const bounds = { from: 0, to: 120, step: 60 };
const of = (...rows: bigint[][]) =>
  heatOf(
    historyOf(
      create(GetIndicatorHistoryResponseSchema, {
        steps: rows.map((latencyRows, index) => ({
          at: { seconds: BigInt(index * 60), nanos: 0 },
          latencyRows,
        })),
        latencyLimitsMs: [1, 2, 5, 10, 20, 50],
      }),
      bounds,
    ),
  );

describe('heat', () => {
  it('leaves out rows in which nothing ever was', () => {
    const heat = of([0n, 0n, 4n, 0n, 0n, 1n, 0n]);
    expect(heat.rows.map(({ upper }) => upper)).toEqual([5, 10, 20, 50]);
    expect(heat.cells.map(({ row, count }) => [row, count])).toEqual([
      [0, 4],
      [3, 1],
    ]);
  });
  it('keeps four rows at least, and the open one at the top', () => {
    const heat = of([0n, 0n, 0n, 0n, 0n, 0n, 9n]);
    expect(heat.rows).toHaveLength(4);
    expect(heat.rows.at(-1)).toEqual({ lower: 50 });
  });
  it('has nothing without answers', () => {
    expect(of([0n, 0n, 0n, 0n, 0n, 0n, 0n])).toEqual({ rows: [], cells: [], most: 0 });
  });
  it('makes the most the strongest, and a few still visible', () => {
    const [few, most] = of([1n, 100n, 0n, 0n, 0n, 0n, 0n]).cells;
    expect(most!.weight).toBe(1);
    expect(few!.weight).toBeGreaterThan(0.12);
  });
  it('writes limits in few digits', () => {
    expect([0.25, 3.16, 110, 2000].map(limitText)).toEqual(['0.25 ms', '3.2 ms', '110 ms', '2 s']);
  });
});
