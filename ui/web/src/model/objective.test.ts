import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  AlertState,
  BudgetState,
  ObjectiveAlertSchema,
  ObjectiveSchema,
  ObjectiveStandingSchema,
  Severity,
  TallySchema,
  TierStandingSchema,
} from '$gen/objective_pb';
import {
  budgetLine,
  budgetName,
  burnOf,
  burnText,
  gridOf,
  historyStep,
  leftPercent,
  statusOfAlert,
  statusOfTier,
  tierWord,
} from './objective';

const tally = (total: number, bad: number) => create(TallySchema, { total: BigInt(total), bad: BigInt(bad) });
const number = (value: number, digits: number) => value.toFixed(digits);

describe('objective', () => {
  it('puts the fleet first, then what burns, then what has burnt', () => {
    const standing = (region: string, state: BudgetState, burning = false) =>
      create(ObjectiveStandingSchema, { objective: 'a', region, state, tiers: [{ burning }] });
    const grid = gridOf(
      [create(ObjectiveSchema, { name: 'a' })],
      [
        standing('x', BudgetState.HEALTHY),
        standing('y', BudgetState.EXHAUSTED),
        standing('', BudgetState.HEALTHY),
        standing('z', BudgetState.HEALTHY, true),
      ],
    );
    expect(grid.regions).toEqual(['', 'z', 'y', 'x']);
    expect(grid.at('a', 'y')?.state).toBe(BudgetState.EXHAUSTED);
    expect(grid.at('b', 'y')).toBeUndefined();
  });
  it('never shows a budget better than it is', () => {
    expect([0.4999, 0.5, 0.009, -0.041, undefined, NaN].map(leftPercent)).toEqual([
      49,
      50,
      0,
      -5,
      undefined,
      undefined,
    ]);
  });
  it('knows no state of a newer server', () => {
    expect(budgetName(99 as BudgetState)).toBe('unknown');
  });
  it('says how fast it burns only from what was counted', () => {
    const of = (total: number) =>
      create(ObjectiveStandingSchema, { tiers: [{ longBurn: 14.4, longTally: tally(total, 0) }] });
    expect(burnOf(of(10))).toBe(14.4);
    expect(burnOf(of(0))).toBeUndefined();
    expect([14.44, 120, undefined].map((burn) => burnText(burn, number))).toEqual(['14.4×', '120×', '–']);
  });
  it('has a word and a shape for every tier', () => {
    const tier = (more: object) => create(TierStandingSchema, { severity: Severity.TICKET, ...more });
    const counted = { longTally: tally(1, 0) };
    expect(tierWord(tier({ burning: true }))).toBe('burning');
    expect(statusOfTier(tier({ burning: true }))).toBe('degraded');
    expect(statusOfTier(tier({ burning: true, severity: Severity.PAGE }))).toBe('failed');
    expect(tierWord(tier({ guardedBy: 'maintenance', ...counted }))).toBe('held');
    expect(tierWord(tier(counted))).toBe('quiet');
    expect(tierWord(tier({}))).toBe('unknown');
  });
  it('shows alerts that are over as over', () => {
    const alert = (state: AlertState, severity: Severity) =>
      create(ObjectiveAlertSchema, { state, severity });
    expect(statusOfAlert(alert(AlertState.FIRING, Severity.PAGE))).toBe('failed');
    expect(statusOfAlert(alert(AlertState.FIRING, Severity.TICKET))).toBe('degraded');
    expect(statusOfAlert(alert(AlertState.RESOLVED, Severity.PAGE))).toBe('healthy');
  });
  it('draws a budget that ends where it stands, with gaps where nothing was counted', () => {
    const line = budgetLine([tally(10, 1), tally(0, 0), tally(0, 0), tally(10, 3)], 0.6, 0, 60);
    expect(line.times).toEqual([60, 120, 180, 240]);
    expect(line.values).toEqual([90, null, null, 60]);
    expect(line.gaps).toEqual([[60, 180]]);
    expect(budgetLine([tally(10, 0)], 1, 0, 60).values).toEqual([100]);
    expect(budgetLine([tally(10, 0)], undefined, 0, 60).values).toEqual([null]);
  });
  it('asks for whole slots, at most some 200', () => {
    expect(historyStep(7200, 60)).toBe(60);
    expect(historyStep(2_592_000, 60)).toBe(12_960);
    expect(historyStep(2_592_000, 60) % 60).toBe(0);
  });
});
