// What the executive page makes of a summary: pure, so that screen, paper and spreadsheet say the same.
import { BudgetState, Indicator } from '$gen/objective_pb';
import {
  SpentOn,
  SummaryLevel,
  type Summary,
  type SummaryBudget,
  type SummaryCell,
  type SummaryObjective,
  type SummaryPoint,
  type SummaryRow,
  type SummarySpending,
} from '$gen/summary_pb';
import { dateOf } from './wire';
import type { BudgetStateName, Status } from './status';

const budgetNames: Record<BudgetState, BudgetStateName> = {
  [BudgetState.UNSPECIFIED]: 'unknown',
  [BudgetState.HEALTHY]: 'healthy',
  [BudgetState.CAUTION]: 'caution',
  [BudgetState.RESTRICTED]: 'restricted',
  [BudgetState.EXHAUSTED]: 'exhausted',
  [BudgetState.UNKNOWN]: 'unknown',
};
export const budgetName = (state: BudgetState): BudgetStateName => budgetNames[state] ?? 'unknown';

const levels: Record<SummaryLevel, Status> = {
  [SummaryLevel.UNSPECIFIED]: 'unknown',
  [SummaryLevel.GOOD]: 'healthy',
  [SummaryLevel.CAUTION]: 'degraded',
  [SummaryLevel.BAD]: 'failed',
  [SummaryLevel.UNKNOWN]: 'unknown',
};
export const statusOfLevel = (level: SummaryLevel): Status => levels[level] ?? 'unknown';

/** Columns of the table of regions: what holds rollouts comes first, and no more than there is room for. */
export function columnsOf(objectives: SummaryObjective[], most: number): SummaryObjective[] {
  return [...objectives].sort((left, right) => Number(right.enforced) - Number(left.enforced)).slice(0, most);
}

/** Nothing where an objective is never counted in a region. */
export function cellOf(row: SummaryRow, objective: SummaryObjective): SummaryCell | undefined {
  return row.cells.find((cell) => cell.objective === objective.name);
}

/** How much of the ground colour a cell has: 0 with all left, 0.5 with nothing left, so that its number can be read. */
export function tint(budgetLeft: number | undefined): number {
  if (budgetLeft === undefined) return 0;
  const used = Math.min(1, Math.max(0, 1 - budgetLeft));
  return 0.5 * used ** 1.7;
}

/** The goal under a column: a share, or a limit with its unit. */
export function goalOf(
  objective: SummaryObjective,
): { share: number; digits: number } | { limit: number; unit: 'ms' | 's' } {
  if (objective.indicator === Indicator.LATENCY && objective.limit > 0)
    return { limit: objective.limit, unit: 'ms' };
  const percent = Number((objective.target * 100).toFixed(3));
  const digits = (String(percent).split('.')[1] ?? '').length;
  return { share: objective.target, digits };
}

export interface Step {
  name: 'budget' | 'releases' | 'incidents' | 'network' | 'unexplained' | 'left' | 'maintenance';
  /** In percent of the budget, from left to right; below 0 when overspent. */
  from: number;
  to: number;
  /** What is said of it: 100, −18, 71. */
  value: number;
  spending?: SummarySpending;
}

const names = {
  [SpentOn.UNSPECIFIED]: 'unexplained',
  [SpentOn.RELEASES]: 'releases',
  [SpentOn.INCIDENTS]: 'incidents',
  [SpentOn.NETWORK]: 'network',
  [SpentOn.UNEXPLAINED]: 'unexplained',
  [SpentOn.MAINTENANCE]: 'maintenance',
} as const;

/** From the whole budget by causes, the biggest first, down to what is left. Planned work stands beside the sum. */
export function waterfall(budget: SummaryBudget | undefined): Step[] {
  if (budget?.left === undefined) return [];
  const steps: Step[] = [{ name: 'budget', from: 0, to: 100, value: 100 }];
  let at = 100;
  for (const spending of [...budget.spent].sort((left, right) => right.share - left.share)) {
    const share = spending.share * 100;
    steps.push({ name: names[spending.on], from: at - share, to: at, value: -share, spending });
    at -= share;
  }
  const left = budget.left * 100;
  steps.push({ name: 'left', from: Math.min(0, left), to: Math.max(0, left), value: left });
  if (budget.maintenance) {
    const share = budget.maintenance.share * 100;
    steps.push({
      name: 'maintenance',
      from: left - share,
      to: left,
      value: share,
      spending: budget.maintenance,
    });
  }
  return steps;
}

/** The scale of the waterfall in percent: down to zero, or below where more was spent than there was. */
export function scaleOf(steps: Step[]): { low: number; ticks: number[] } {
  const least = Math.min(0, ...steps.map((step) => step.from));
  const low = least < 0 ? Math.floor(least / 25) * 25 : 0;
  const every = low < -200 ? 100 : low < -50 ? 50 : 25;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / every) * every; tick <= 100; tick += every) ticks.push(tick);
  return { low, ticks };
}

export const pointsOf = (points: SummaryPoint[]): (number | undefined)[] =>
  points.map((point) => point.value);

/** Where in the steps a moment lies, from 0 to 1; nothing outside of them. */
export function placeOf(at: Date | undefined, summary: Pick<Summary, 'from' | 'to'>): number | undefined {
  const from = dateOf(summary.from)?.getTime();
  const to = dateOf(summary.to)?.getTime();
  if (!at || from === undefined || to === undefined || to <= from) return undefined;
  const place = (at.getTime() - from) / (to - from);
  return place >= 0 && place <= 1 ? place : undefined;
}

/** When the first budget that is counted for all of them runs out; nothing: they last. */
export function firstRunsOut(rows: SummaryRow[]): Date | undefined {
  const fleet = rows.find((row) => row.region === '');
  const times = (fleet ? [fleet] : rows)
    .map((row) => dateOf(row.runsOut))
    .filter((at): at is Date => at !== undefined);
  return times.sort((left, right) => left.getTime() - right.getTime())[0];
}

/** Days of the period, rounded. */
export function daysOf(summary: Pick<Summary, 'from' | 'to'>): number {
  const from = dateOf(summary.from)?.getTime() ?? 0;
  const to = dateOf(summary.to)?.getTime() ?? 0;
  return Math.max(1, Math.round((to - from) / 86_400_000));
}

/** Digits after the point so that a level near to 1 says something: 99.94, but 87.3. */
export const levelDigits = (level: number): number => (level >= 0.9999 ? 3 : level >= 0.99 ? 2 : 1);

/**
 * The step in which both lines had their lowest value, if that stands out in both: more than two standard deviations
 * below the mean. Nothing otherwise.
 */
export function sharedLow(one: (number | undefined)[], other: (number | undefined)[]): number | undefined {
  const low = lowOf(one);
  return low !== undefined && low === lowOf(other) ? low : undefined;
}

function lowOf(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  if (known.length < 5) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  const least = Math.min(...known);
  return deviation > 0 && least < mean - 2 * deviation ? values.indexOf(least) : undefined;
}

/** The middle of step `index` of `count` equal ones. */
export function stepTime(index: number, count: number, summary: Pick<Summary, 'from' | 'to'>): Date {
  const from = dateOf(summary.from)?.getTime() ?? 0;
  const to = dateOf(summary.to)?.getTime() ?? 0;
  return new Date(from + ((index + 0.5) / count) * (to - from));
}
