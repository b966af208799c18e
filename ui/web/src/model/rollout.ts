// Rollouts as they are read: what state is which shape, what their waves wait for, what happened, and which verbs fit now.
import {
  NodeOutcome,
  RolloutState,
  Verdict,
  WaveState,
  type Rollout,
  type RolloutLook,
  type RolloutWave,
} from '$gen/rollout_pb';
import type { Status } from './status';
import { dateOf, secondsOf } from './wire';

const ofState: Record<RolloutState, Status> = {
  [RolloutState.UNSPECIFIED]: 'unknown',
  [RolloutState.RUNNING]: 'updating',
  [RolloutState.ROLLING_BACK]: 'updating',
  [RolloutState.SUCCEEDED]: 'healthy',
  [RolloutState.FAILED]: 'failed',
  [RolloutState.ROLLED_BACK]: 'held',
  [RolloutState.ABORTED]: 'held',
  [RolloutState.PAUSED]: 'held',
  [RolloutState.AWAITING_APPROVAL]: 'held',
  [RolloutState.REJECTED]: 'offline',
  [RolloutState.DRAFT]: 'unknown',
};
export const statusOfRollout = (state: RolloutState): Status => ofState[state] ?? 'unknown';

const ofOutcome: Record<NodeOutcome, Status> = {
  [NodeOutcome.UNSPECIFIED]: 'unknown',
  [NodeOutcome.PENDING]: 'updating',
  [NodeOutcome.PROVEN]: 'healthy',
  [NodeOutcome.RETURNED]: 'healthy',
  [NodeOutcome.STAYED]: 'degraded',
  [NodeOutcome.WITHDRAWN]: 'held',
  [NodeOutcome.REFUSED]: 'failed',
  [NodeOutcome.ROLLED_BACK]: 'failed',
  [NodeOutcome.SILENT]: 'failed',
  [NodeOutcome.LATE]: 'offline',
  [NodeOutcome.PLANNED]: 'unknown',
};
export const statusOfOutcome = (outcome: NodeOutcome): Status => ofOutcome[outcome] ?? 'unknown';

const ofWave: Record<WaveState, Status> = {
  [WaveState.UNSPECIFIED]: 'unknown',
  [WaveState.PENDING]: 'unknown',
  [WaveState.SKIPPED]: 'unknown',
  [WaveState.AWAITING_APPROVAL]: 'held',
  [WaveState.AWAITING_WINDOW]: 'held',
  [WaveState.ASSIGNING]: 'updating',
  [WaveState.SOAKING]: 'updating',
  [WaveState.PASSED]: 'healthy',
  [WaveState.FAILED]: 'failed',
};
export const statusOfWave = (state: WaveState): Status => ofWave[state] ?? 'unknown';

const ofVerdict: Record<Verdict, Status> = {
  [Verdict.UNSPECIFIED]: 'unknown',
  [Verdict.UNKNOWN]: 'unknown',
  [Verdict.INCONCLUSIVE]: 'updating',
  [Verdict.PASS]: 'healthy',
  [Verdict.FAIL]: 'failed',
};
export const statusOfVerdict = (verdict: Verdict): Status => ofVerdict[verdict] ?? 'unknown';

const ended = new Set([
  RolloutState.SUCCEEDED,
  RolloutState.FAILED,
  RolloutState.ROLLED_BACK,
  RolloutState.ABORTED,
  RolloutState.REJECTED,
]);
export const hasEnded = (state: RolloutState): boolean => ended.has(state);

const over = new Set([WaveState.PASSED, WaveState.FAILED, WaveState.SKIPPED]);
const begun = new Set([WaveState.ASSIGNING, WaveState.SOAKING, WaveState.PASSED, WaveState.FAILED]);

/** The first wave that is not over. */
export const currentWave = (rollout: Rollout): RolloutWave | undefined =>
  rollout.waves.find(({ state }) => !over.has(state));

/** The wave that a person would look at: the current one, or the last that was judged. */
export const tellingWave = (rollout: Rollout): RolloutWave | undefined =>
  (hasEnded(rollout.state) ? undefined : currentWave(rollout)) ??
  [...rollout.waves].reverse().find(({ looks }) => looks > 0n) ??
  rollout.waves.at(-1);

export const countOf = (rollout: Rollout, ...outcomes: NodeOutcome[]): number =>
  rollout.counts
    .filter(({ outcome }) => outcomes.includes(outcome))
    .reduce((sum, { nodes }) => sum + Number(nodes), 0);

export const sizeOf = (rollout: Rollout): number =>
  rollout.counts.reduce((sum, { nodes }) => sum + Number(nodes), 0);

export const wentBack = (rollout: Rollout): boolean =>
  rollout.state === RolloutState.ROLLING_BACK || rollout.state === RolloutState.ROLLED_BACK;

export const reached = (rollout: Rollout): number =>
  countOf(rollout, wentBack(rollout) ? NodeOutcome.RETURNED : NodeOutcome.PROVEN);

export const failedNodes = (rollout: Rollout): number =>
  countOf(rollout, NodeOutcome.REFUSED, NodeOutcome.ROLLED_BACK, NodeOutcome.SILENT);

/** Approvals of this plan that still count. `now`: milliseconds. */
export const givenApprovals = (rollout: Rollout, wave: number, now: number): number =>
  rollout.approvals.filter((said) => {
    const expires = dateOf(said.expires);
    const lasts = !expires || expires.getTime() > now;
    return said.wave === wave && said.approved && said.plan === rollout.planDigest && lasts;
  }).length;

/** From 0 to 1. */
export function soakShare(wave: RolloutWave, now: number): number {
  if (wave.state === WaveState.PASSED) return 1;
  const soak = secondsOf(wave.soak) ?? 0;
  const since = dateOf(wave.soakingAt);
  if (wave.state !== WaveState.SOAKING || soak <= 0 || !since) return 0;
  return Math.max(0, Math.min(1, (now - since.getTime()) / 1000 / soak));
}

/** Nodes of a wave by outcome; nothing when they are too many for the message. */
export const provenIn = (rollout: Rollout, place: number): number | undefined =>
  rollout.nodes.length === 0
    ? undefined
    : rollout.nodes.filter(
        ({ wave, outcome }) =>
          wave === place && (outcome === NodeOutcome.PROVEN || outcome === NodeOutcome.RETURNED),
      ).length;

/** "34:1", "1:6"; `even` when it says nothing, nothing when it is not known. */
export function oddsText(
  odds: number,
  number: (value: number, digits: number) => string,
  even: string,
): string {
  if (!Number.isFinite(odds) || odds <= 0) return '–';
  const many = odds < 1 ? 1 / odds : odds;
  if (many < 1.45) return even;
  const text = many > 99_999 ? `${number(99_999, 0)}+` : number(many, many < 9.95 ? 1 : 0);
  return odds < 1 ? `1:${text}` : `${text}:1`;
}

/** The 95 % range of a share by Wilson; nothing without answers. */
export function rangeOf(bad: number, all: number): { share: number; low: number; high: number } | undefined {
  if (all <= 0) return undefined;
  const z = 1.96;
  const share = bad / all;
  const spread = 1 + (z * z) / all;
  const middle = (share + (z * z) / (2 * all)) / spread;
  const half = (z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))) / spread;
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface GateRow {
  gate: 'bad' | 'slow';
  now: ReturnType<typeof rangeOf>;
  before: ReturnType<typeof rangeOf>;
  odds: number;
}

/** What the newest look compared. Slow ones only when there is a limit. */
export function gatesOf(look: RolloutLook, slowLimitMs: number): GateRow[] {
  const rows: GateRow[] = [
    {
      gate: 'bad',
      now: rangeOf(Number(look.canaryBad), Number(look.canaryRequests)),
      before: rangeOf(Number(look.baselineBad), Number(look.baselineRequests)),
      odds: Math.exp(look.badLogOdds),
    },
  ];
  if (slowLimitMs > 0)
    rows.push({
      gate: 'slow',
      now: rangeOf(Number(look.canarySlow), Number(look.canaryRequests)),
      before: rangeOf(Number(look.baselineSlow), Number(look.baselineRequests)),
      odds: Math.exp(look.slowLogOdds),
    });
  return rows;
}

export type RolloutVerb = 'pause' | 'resume' | 'abort' | 'rollback';

/** Whether a verb fits the state; the server has the last word. */
export function fits(verb: RolloutVerb, state: RolloutState): boolean {
  switch (verb) {
    case 'pause':
      return state === RolloutState.RUNNING;
    case 'resume':
      return state === RolloutState.PAUSED;
    case 'abort':
      return [
        RolloutState.RUNNING,
        RolloutState.PAUSED,
        RolloutState.DRAFT,
        RolloutState.AWAITING_APPROVAL,
      ].includes(state);
    case 'rollback':
      return [
        RolloutState.RUNNING,
        RolloutState.PAUSED,
        RolloutState.SUCCEEDED,
        RolloutState.FAILED,
        RolloutState.ABORTED,
      ].includes(state);
  }
}

export type RolloutEvent =
  | { kind: 'written' | 'started' | 'ended'; at: Date; who?: string }
  | {
      kind: 'began' | 'soaks' | 'passed' | 'failed' | 'skipped';
      at: Date;
      wave: string;
      nodes: number;
      odds?: number;
    }
  | { kind: 'approved' | 'rejected'; at: Date; wave: string; who: string; reason: string };

/** Newest first. */
export function eventsOf(rollout: Rollout): RolloutEvent[] {
  const events: RolloutEvent[] = [];
  const add = (at: Date | undefined, make: (at: Date) => RolloutEvent) => at && events.push(make(at));
  add(dateOf(rollout.createdAt), (at) => ({ kind: 'written', at, who: rollout.author }));
  add(dateOf(rollout.startedAt), (at) => ({ kind: 'started', at }));
  for (const wave of rollout.waves) {
    const about = { wave: wave.name, nodes: Number(wave.nodes) };
    if (begun.has(wave.state)) {
      add(dateOf(wave.startedAt), (at) => ({ kind: 'began', at, ...about }));
      add(dateOf(wave.soakingAt), (at) => ({ kind: 'soaks', at, ...about }));
    }
    const kind =
      wave.state === WaveState.PASSED
        ? 'passed'
        : wave.state === WaveState.FAILED
          ? 'failed'
          : wave.state === WaveState.SKIPPED
            ? 'skipped'
            : undefined;
    if (kind)
      add(dateOf(wave.endedAt), (at) => ({
        kind,
        at,
        ...about,
        ...(wave.looks > 0n ? { odds: wave.odds } : {}),
      }));
  }
  for (const { approved, by, wave, reason, at: said } of rollout.approvals) {
    const name = rollout.waves.find(({ place }) => place === wave)?.name ?? '';
    add(dateOf(said), (at) => ({
      kind: approved ? 'approved' : 'rejected',
      at,
      wave: name,
      who: by,
      reason,
    }));
  }
  if (hasEnded(rollout.state)) add(dateOf(rollout.endedAt), (at) => ({ kind: 'ended', at }));
  // What comes later in the list came later when the time is the same.
  return events
    .map((event, index) => ({ event, index }))
    .sort((left, right) => right.event.at.getTime() - left.event.at.getTime() || right.index - left.index)
    .map(({ event }) => event);
}

/** The most common version before; `many` when there are others. */
export function fromOf(rollout: Rollout): { version: string; many: boolean } | undefined {
  const counts = new Map<string, number>();
  for (const { from } of rollout.nodes) counts.set(from, (counts.get(from) ?? 0) + 1);
  const [most] = [...counts].sort((left, right) => right[1] - left[1]);
  return most ? { version: most[0], many: counts.size > 1 } : undefined;
}
