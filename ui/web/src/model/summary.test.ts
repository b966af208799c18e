import { describe, expect, it } from 'vitest';
import { summaryCsv } from '$src/pages/exec/export';
import { summarySample } from '$src/testing/summary';
import { columnsOf, firstRunsOut, placeOf, scaleOf, sharedLow, stepTime, tint, waterfall } from './summary';

describe('where the budget went', () => {
  const sample = summarySample();
  const steps = waterfall(sample.budgets[0]);

  it('goes without a hole from the whole budget to what is left, the biggest cause first', () => {
    expect(steps.map((step) => step.name)).toEqual([
      'budget',
      'incidents',
      'releases',
      'network',
      'unexplained',
      'left',
      'maintenance',
    ]);
    for (let index = 2; index <= 4; ++index) expect(steps[index]!.to).toBeCloseTo(steps[index - 1]!.from);
    expect(steps[4]!.from).toBeCloseTo(steps[5]!.to);
    expect(steps[5]!.value).toBeCloseTo(71);
  });

  it('has planned work beside the sum', () => expect(steps[6]).toMatchObject({ value: 4 }));

  it('goes below zero when more was spent than there was', () => {
    const budget = sample.budgets[0]!;
    const spent = budget.spent.map((each, index) => ({ ...each, share: index === 0 ? 1.4 : 0 }));
    const over = waterfall({ ...budget, left: -0.4, spent });
    expect(scaleOf(over).low).toBe(-50);
    expect(scaleOf(over).ticks).toContain(0);
  });

  it('says nothing when nothing was counted', () => {
    const { left: _, ...rest } = sample.budgets[0]!;
    expect(waterfall(rest as (typeof sample.budgets)[0])).toEqual([]);
  });
});

describe('the page', () => {
  const sample = summarySample();

  it('shows what holds rollouts first', () => {
    expect(columnsOf([...sample.objectives].reverse(), 3).every((objective) => objective.enforced)).toBe(
      true,
    );
  });

  it('tints so that the number can be read, and nothing where nothing is known', () => {
    expect(tint(1)).toBe(0);
    expect(tint(0)).toBeCloseTo(0.5);
    expect(tint(-3)).toBeCloseTo(0.5);
    expect(tint(undefined)).toBe(0);
  });

  it('takes the end of the budget from the fleet if there is one', () => {
    expect(firstRunsOut(sample.rows)).toBeUndefined();
    expect(firstRunsOut(sample.rows.filter((row) => row.region))).toEqual(new Date('2026-11-29T04:00:00Z'));
  });

  it('puts moments on the axis of the steps', () => {
    expect(placeOf(new Date('2026-11-08T13:35:00Z'), sample)).toBeCloseTo(0.5);
    expect(placeOf(new Date('2026-01-01T00:00:00Z'), sample)).toBeUndefined();
    expect(stepTime(18, 30, sample).toISOString()).toBe('2026-11-12T01:35:00.000Z');
  });

  it('tells of a day on which both lines fell, and of none that did not stand out', () => {
    const flat = [1, 1.01, 0.99, 1, 1.01, 0.99, 1, 1.01];
    const fallen = flat.map((value, index) => (index === 3 ? 0.2 : value));
    expect(sharedLow(fallen, fallen)).toBe(3);
    expect(sharedLow(fallen, flat)).toBeUndefined();
    expect(sharedLow(fallen, [...fallen].reverse())).toBeUndefined();
  });
});

it('becomes a table for spreadsheets that has every region and no formula', () => {
  const sample = summarySample();
  sample.incidents!.newest[0]!.title = '=HYPERLINK("http://x")';
  sample.rows[0]!.region = '@evil';
  const text = summaryCsv(sample);
  const cells = text.split('\r\n').flatMap((line) => line.split(','));
  for (const region of sample.regions.slice(1)) expect(text).toContain(`,${region},`);
  expect(cells.filter((cell) => /^"?[=@]/.test(cell))).toEqual([]);
  expect(text).toContain("'@evil");
});
