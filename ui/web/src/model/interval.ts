// The range in which a figure of the new version probably lies, from the counts of a look: what was measured, 95 %.
import type { RolloutLook } from '$gen/rollout_pb';

export interface Interval {
  low: number;
  point: number;
  high: number;
}

const z = 1.96;

/** Share of `some` in `all` (Wilson); nothing without any. */
export function shareInterval(some: number, all: number): Interval | undefined {
  if (all <= 0) return undefined;
  const share = some / all;
  const spread = 1 + (z * z) / all;
  const middle = (share + (z * z) / (2 * all)) / spread;
  const half = (z / spread) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return { low: Math.max(0, middle - half), point: share, high: Math.min(1, middle + half) };
}

/**
 * By how much a share differs from another one, as a part of it: 0.1 is a tenth more. `dispersion`: how much more nodes
 * differ than chance alone would have it, from 1. Nothing where one of both has counted nothing.
 */
export function changeInterval(
  some: number,
  all: number,
  someBefore: number,
  allBefore: number,
  dispersion = 1,
): Interval | undefined {
  if (all <= 0 || allBefore <= 0) return undefined;
  // With half an event more in each, none is not "never".
  const none = some === 0 || someBefore === 0;
  const add = none ? 0.5 : 0;
  const [a, n, b, m] = [some + add, all + 2 * add, someBefore + add, allBefore + 2 * add];
  const log = Math.log(a / n / (b / m));
  const half = z * Math.sqrt(Math.max(1, dispersion) * Math.max(0, 1 / a - 1 / n + 1 / b - 1 / m));
  return { low: Math.exp(log - half) - 1, point: Math.exp(log) - 1, high: Math.exp(log + half) - 1 };
}

export type EvidenceTopic = 'bad' | 'slow' | 'success' | 'over';
/** well: surely on the right side; open: not known yet; worse: on the wrong side as far as one can see. */
export type EvidenceVerdict = 'well' | 'open' | 'worse';

export interface EvidenceRow {
  topic: EvidenceTopic;
  /** Against the version before (a part of it), or a share of the answers. */
  against: 'before' | 'limit';
  interval: Interval | undefined;
  limit: number;
  verdict: EvidenceVerdict;
  /** Answers of the new version that it is made of. */
  answers: number;
}

export interface Gates {
  tolerance: number;
  minSuccess: number | undefined;
  maxP95Ms: number | undefined;
}

/** From the plan as it was digested. */
export function gatesOf(plan: string): Gates {
  const empty: Gates = { tolerance: 1, minSuccess: undefined, maxP95Ms: undefined };
  try {
    const { gates } = JSON.parse(plan) as { gates?: Record<string, unknown> };
    const number = (name: string) =>
      typeof gates?.[name] === 'number' ? (gates[name] as number) : undefined;
    return {
      tolerance: number('tolerance') ?? 1,
      minSuccess: number('min_success_ratio'),
      maxP95Ms: number('max_p95_ms'),
    };
  } catch {
    return empty;
  }
}

function verdictOf(interval: Interval | undefined, limit: number): EvidenceVerdict {
  if (!interval) return 'open';
  if (interval.point > limit) return 'worse';
  return interval.high <= limit ? 'well' : 'open';
}

/** The rows of a look, those against the version before first. */
export function evidenceRows(look: RolloutLook, gates: Gates): EvidenceRow[] {
  const rows: EvidenceRow[] = [];
  const answers = Number(look.canaryRequests);
  const add = (
    topic: EvidenceTopic,
    against: EvidenceRow['against'],
    interval: Interval | undefined,
    limit: number,
  ) => rows.push({ topic, against, interval, limit, verdict: verdictOf(interval, limit), answers });
  const change = (some: bigint, before: bigint) =>
    changeInterval(Number(some), answers, Number(before), Number(look.baselineRequests), look.dispersion);
  const allowed = gates.tolerance - 1;
  add('bad', 'before', change(look.canaryBad, look.baselineBad), allowed);
  if (look.canarySlow > 0n || look.baselineSlow > 0n)
    add('slow', 'before', change(look.canarySlow, look.baselineSlow), allowed);
  if (gates.minSuccess !== undefined)
    add('success', 'limit', shareInterval(Number(look.canaryBad), answers), 1 - gates.minSuccess);
  if (gates.maxP95Ms !== undefined)
    add('over', 'limit', shareInterval(Number(look.canaryOver), answers), 0.05);
  return rows;
}

/** Where things are drawn on a line from 0 to 1. Far outliers do not squeeze the rest. */
export function scaleOf(rows: EvidenceRow[]): (value: number) => number {
  const values = rows.flatMap(({ interval, limit, against }) => [
    ...(interval ? [interval.low, interval.high] : []),
    limit,
    ...(against === 'before' ? [0] : [0]),
  ]);
  const low = Math.min(0, ...values);
  const high = Math.min(Math.max(...values, low + 1e-9), 10);
  const pad = (high - low) * 0.06;
  return (value) => Math.max(0, Math.min(1, (value - low + pad) / (high - low + 2 * pad)));
}
