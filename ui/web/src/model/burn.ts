// How fast a budget went: from counts of good and bad per step of time to the lines that a page is decided by.
import { Severity, type ObjectiveStanding, type TierStanding } from '$gen/objective_pb';
import { secondsOf } from './wire';

export interface Counts {
  total: number;
  bad: number;
}

/** What was counted; the first step begins at `from`. All in seconds since 1970. */
export interface History {
  from: number;
  step: number;
  steps: Counts[];
}

const mostSteps = 900;

/** Seconds of a step and where to begin, so that a server that counts by `slot` answers at most a thousand steps. */
export function historyRange(from: number, to: number, slot: number) {
  const step = slot * Math.max(1, Math.ceil((to - from) / slot / mostSteps));
  return { step, from: Math.floor(from / step) * step, to: Math.max(1, Math.ceil(to / step)) * step };
}

/** The end of each step. */
export const timesOf = (history: History): number[] =>
  history.steps.map((_, index) => history.from + (index + 1) * history.step);

/**
 * How many times faster than the budget lasts, over `window` seconds up to each time. Nothing where nothing was
 * counted: a gap is a gap. Windows shorter than a step are a step.
 */
export function burnOf(history: History, window: number, target: number): (number | null)[] {
  const width = Math.max(1, Math.round(window / history.step));
  const allowed = 1 - target;
  let total = 0;
  let bad = 0;
  return history.steps.map((step, index) => {
    total += step.total;
    bad += step.bad;
    const gone = history.steps[index - width];
    if (gone) {
      total -= gone.total;
      bad -= gone.bad;
    }
    return total > 0 && allowed > 0 ? bad / total / allowed : null;
  });
}

/** The share that was bad in each step, in percent; nothing where nothing was counted. */
export const badShareOf = (history: History): (number | null)[] =>
  history.steps.map(({ total, bad }) => (total > 0 ? (100 * bad) / total : null));

/** Everything that was counted between two times, by whole steps. */
export function countedBetween(history: History, from: number, to: number): Counts {
  const out = { total: 0, bad: 0 };
  history.steps.forEach((step, index) => {
    const begin = history.from + index * history.step;
    if (begin + history.step <= from || begin >= to) return;
    out.total += step.total;
    out.bad += step.bad;
  });
  return out;
}

/** From when to when nothing was counted for more than two steps between what was. */
export function silences(history: History): [number, number][] {
  const out: [number, number][] = [];
  let since: number | undefined;
  history.steps.forEach((step, index) => {
    const begin = history.from + index * history.step;
    if (step.total === 0) {
      since ??= begin;
      return;
    }
    if (since !== undefined && since > history.from && begin - since > 2 * history.step)
      out.push([since, begin]);
    since = undefined;
  });
  const end = history.from + history.steps.length * history.step;
  if (since !== undefined && since > history.from && end - since > 2 * history.step) out.push([since, end]);
  return out;
}

export interface PageTier {
  long: number;
  short: number;
  limit: number;
  longBurn: number;
  shortBurn: number;
  burning: boolean;
}

const tierValues = (tier: TierStanding): PageTier => ({
  long: secondsOf(tier.longWindow) ?? 3600,
  short: secondsOf(tier.shortWindow) ?? 300,
  limit: tier.burnLimit,
  longBurn: tier.longBurn,
  shortBurn: tier.shortBurn,
  burning: tier.burning,
});

/** The rule that pages: the one that burns, else the fastest; of a promise that never pages, its ticket's. */
export function pageTier(standing: ObjectiveStanding | undefined): PageTier | undefined {
  const tiers = standing?.tiers ?? [];
  const pages = tiers.filter((tier) => tier.severity === Severity.PAGE);
  const found = pages.find((tier) => tier.burning) ?? pages[0] ?? tiers[0];
  return found && tierValues(found);
}
