import { describe, expect, test } from 'vitest';
import { cut, linePath, linearScale, logScale, placeLane, placeMarks, spread, timeTicks } from './plot';

test('a linear scale ends at a round number above the highest value', () => {
  const scale = linearScale(212, 100);
  expect(scale.high).toBeGreaterThanOrEqual(212);
  expect(scale.ticks[0]).toBe(0);
  expect(scale.y(0)).toBe(100);
  expect(scale.y(scale.high)).toBe(0);
  expect(linearScale(0, 100).high).toBeGreaterThan(0);
});

test('a logarithmic scale goes by powers of ten from 0.1, with room above', () => {
  const scale = logScale(96, 300);
  expect(scale.ticks.map((tick) => Number(tick.toFixed(1)))).toEqual([0.1, 1, 10, 100]);
  expect(scale.y(0)).toBe(300);
  expect(scale.y(scale.high)).toBeCloseTo(0);
  expect(logScale(2, 100).ticks).toHaveLength(3);
  expect(logScale(62, 100).ticks.at(-1)).toBe(10);
});

test('times are round in the zone of the reader and not too many', () => {
  expect(timeTicks(0, 3600, 4)).toEqual([0, 900, 1800, 2700, 3600]);
  expect(timeTicks(100, 3700, 8).length).toBeLessThanOrEqual(8);
  expect(timeTicks(0, 7200, 2, 1800)).toEqual([1800, 5400]);
});

test('a line breaks where nothing was measured', () => {
  const series = { times: [1, 2, 3, 4, 5], values: [1, 1, null, 1, null] };
  const path = linePath(
    series,
    0,
    9,
    (at) => at,
    (value) => value,
  );
  expect(path).toBe('M1.0 1.0L2.0 1.0M4.0 1.0h1.5');
});

test('texts are cut with an ellipsis', () => {
  expect(cut('short', 100)).toBe('short');
  expect(cut('something that is much longer', 60)).toBe('somethin…');
});

describe('marks', () => {
  const at = (text: string, x: number) => ({ at: x, text, status: 'updating' as const });
  test('that would touch stand in rows', () => {
    const placed = placeMarks([at('one thing', 10), at('another', 20), at('third', 200)], (x) => x, 400, 2);
    expect(placed.map(({ row }) => row)).toEqual([0, 1, 0]);
  });
  test('near the right edge stand left of their line', () => {
    expect(placeMarks([at('something long', 390)], (x) => x, 400, 1)[0]).toMatchObject({
      toLeft: true,
      row: 0,
    });
  });
  test('for which there is no row keep their line', () => {
    const placed = placeMarks([at('one thing', 10), at('another', 20)], (x) => x, 400, 1);
    expect(placed[1]!.row).toBe(-1);
  });
});

test('a lane shows what is within its time, and leaves out texts without room', () => {
  const item = (from: number, to: number | undefined, text: string) => ({
    from,
    ...(to === undefined ? {} : { to }),
    text,
    status: 'updating' as const,
  });
  const placed = placeLane(
    [
      item(50, 300, 'wide'),
      item(-90, -50, 'gone'),
      item(310, undefined, 'a moment'),
      item(320, undefined, 'b'),
    ],
    0,
    400,
    (x) => x,
    400,
  );
  expect(placed.map(({ text, shown, inside }) => [text, shown, inside])).toEqual([
    ['wide', 'wide', true],
    ['a moment', '', false],
    ['b', 'b', false],
  ]);
});

test('labels are moved apart and stay inside', () => {
  expect(spread([10, 12], 16, 100)).toEqual([10, 26]);
  expect(spread([95, 98], 16, 100)).toEqual([84, 100]);
});
