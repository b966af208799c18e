// Objectives as they are read: a grid of places and objectives, how fast budgets burn, and a budget over time.
import {
  AlertState,
  BudgetState,
  Severity,
  type ObjectiveAlert,
  type ObjectiveStanding,
  type Objective,
  type Tally,
  type TierStanding,
} from '$gen/objective_pb';
import type { BudgetStateName, Status } from './status';

const names: Record<BudgetState, BudgetStateName> = {
  [BudgetState.UNSPECIFIED]: 'unknown',
  [BudgetState.HEALTHY]: 'healthy',
  [BudgetState.CAUTION]: 'caution',
  [BudgetState.RESTRICTED]: 'restricted',
  [BudgetState.EXHAUSTED]: 'exhausted',
  [BudgetState.UNKNOWN]: 'unknown',
};
export const budgetName = (state: BudgetState): BudgetStateName => names[state] ?? 'unknown';

export interface BudgetGrid {
  objectives: Objective[];
  /** The fleet first, as '', then regions by what needs somebody. */
  regions: string[];
  at: (objective: string, region: string) => ObjectiveStanding | undefined;
}

const severity: Record<BudgetStateName, number> = {
  exhausted: 4,
  restricted: 3,
  caution: 2,
  unknown: 1,
  healthy: 0,
};

export function gridOf(objectives: Objective[], standings: ObjectiveStanding[]): BudgetGrid {
  const cells = new Map(standings.map((each) => [`${each.objective}\n${each.region}`, each]));
  const worst = (region: string) =>
    Math.max(
      ...standings
        .filter((each) => each.region === region)
        // What burns now is worse than what has burnt.
        .map(
          (each) => severity[budgetName(each.state)] + (each.tiers.some(({ burning }) => burning) ? 5 : 0),
        ),
    );
  const regions = [...new Set(standings.map(({ region }) => region))].sort(
    (left, right) =>
      Number(left !== '') - Number(right !== '') || worst(right) - worst(left) || left.localeCompare(right),
  );
  return { objectives, regions, at: (objective, region) => cells.get(`${objective}\n${region}`) };
}

/** Never better than it is: what shows 50 % is not in caution. Nothing when it is not known. */
export function leftPercent(left: number | undefined): number | undefined {
  return left === undefined || !Number.isFinite(left) ? undefined : Math.floor(left * 100 + 1e-9);
}

/** How fast it goes now: the fastest of the long windows that were counted. */
export function burnOf(standing: ObjectiveStanding): number | undefined {
  const counted = standing.tiers.filter(({ longTally }) => (longTally?.total ?? 0n) > 0n);
  return counted.length ? counted[0]!.longBurn : undefined;
}

export type TierWord = 'burning' | 'held' | 'quiet' | 'unknown';

export function tierWord(tier: TierStanding): TierWord {
  if (tier.burning) return 'burning';
  if (tier.guardedBy) return 'held';
  return (tier.longTally?.total ?? 0n) > 0n ? 'quiet' : 'unknown';
}

export const statusOfTier = (tier: TierStanding): Status =>
  ({
    burning: tier.severity === Severity.PAGE ? ('failed' as const) : ('degraded' as const),
    held: 'held' as const,
    quiet: 'healthy' as const,
    unknown: 'unknown' as const,
  })[tierWord(tier)];

export const statusOfAlert = ({ state, severity: of }: ObjectiveAlert): Status =>
  state === AlertState.RESOLVED ? 'healthy' : of === Severity.PAGE ? 'failed' : 'degraded';

/** 14.4×; nothing for what cannot be said. */
export const burnText = (
  burn: number | undefined,
  number: (value: number, digits: number) => string,
): string => (burn === undefined || !Number.isFinite(burn) ? '–' : `${number(burn, burn < 99.95 ? 1 : 0)}×`);

/** Whole slots, so that there are at most some 200 of them in the period. */
export function historyStep(period: number, slot: number): number {
  const grain = Math.max(1, slot);
  return Math.max(grain, Math.ceil(period / 200 / grain) * grain);
}

export interface BudgetLine {
  times: number[];
  values: (number | null)[];
  gaps: [number, number][];
}

/** What was left after each step, in percent; it ends where the standing says it is. `from`: seconds. */
export function budgetLine(steps: Tally[], left: number | undefined, from: number, step: number): BudgetLine {
  const bad = steps.reduce((sum, each) => sum + Number(each.bad), 0);
  const each = bad > 0 && left !== undefined ? Math.max(0, 1 - left) / bad : 0;
  const line: BudgetLine = { times: [], values: [], gaps: [] };
  let seen = 0;
  steps.forEach((tally, index) => {
    const at = from + (index + 1) * step;
    const counted = tally.total > 0n;
    seen += Number(tally.bad);
    line.times.push(at);
    line.values.push(counted && left !== undefined ? 100 * (1 - seen * each) : null);
    if (counted) return;
    const last = line.gaps.at(-1);
    if (last && last[1] >= at - step) last[1] = at;
    else line.gaps.push([at - step, at]);
  });
  return line;
}
