// What waits for somebody to agree: waves of rollouts and steps of runs, those that need this person first.
import type { Account } from '$gen/account_pb';
import { BudgetState } from '$gen/objective_pb';
import type { Budget } from '$gen/budget_pb';
import { Role } from '$gen/options_pb';
import {
  NodeOutcome,
  RolloutState,
  Verdict,
  WaveState,
  type Rollout,
  type RolloutApproval,
  type RolloutWave,
} from '$gen/rollout_pb';
import { StepState, type Run, type StepAttempt } from '$gen/run_pb';
import { may } from './may';
import { isOpen, lastAttempt } from './run';
import { lastOf } from './last';
import { dateOf } from './wire';

/** Why somebody may not agree; undefined: they may. */
export type WhyNot = 'role' | 'author' | 'owner' | 'previewed' | 'said' | undefined;

/** The wave that cannot begin before somebody agrees; nothing if none waits for that. */
export function waitingWave(rollout: Rollout): RolloutWave | undefined {
  if (rollout.state === RolloutState.AWAITING_APPROVAL) return rollout.waves[0];
  if (rollout.state !== RolloutState.RUNNING && rollout.state !== RolloutState.PAUSED) return undefined;
  return rollout.waves.find((wave) => wave.state === WaveState.AWAITING_APPROVAL);
}

/** The newest wave that was judged; nothing before the first. */
export const judgedWave = (rollout: Rollout): RolloutWave | undefined =>
  lastOf(
    rollout.waves,
    (wave) => wave.looks > 0n && (wave.state === WaveState.PASSED || wave.state === WaveState.FAILED),
  ) ?? lastOf(rollout.waves, (wave) => wave.state === WaveState.PASSED);

/** Approvals that count: of this wave and plan, and not too old. */
export const givenApprovals = (rollout: Rollout, wave: number, now: number): RolloutApproval[] =>
  rollout.approvals.filter((said) => {
    const expires = dateOf(said.expires)?.getTime() ?? Infinity;
    return said.wave === wave && said.approved && said.plan === rollout.planDigest && expires > now;
  });

export function waitsSince(rollout: Rollout): Date | undefined {
  const judged = judgedWave(rollout);
  return dateOf(judged?.endedAt) ?? dateOf(rollout.startedAt) ?? dateOf(rollout.createdAt);
}

export function whyNotRollout(
  rollout: Rollout,
  wave: RolloutWave,
  account: Account | undefined,
  now: number,
): WhyNot {
  // The regions of a wave are not told: who is approver somewhere is asked, and the server decides.
  if (!may(account, Role.APPROVER)) return 'role';
  if (rollout.author === account?.name) return 'author';
  return givenApprovals(rollout, wave.place, now).some((said) => said.by === account?.name)
    ? 'said'
    : undefined;
}

/** The attempt that waits for somebody; nothing when none does. */
export function waitingAttempt(run: Run): StepAttempt | undefined {
  if (!isOpen(run) || !run.step) return undefined;
  const attempt = lastAttempt(run, run.step);
  return attempt?.state === StepState.AWAITING ? attempt : undefined;
}

export function whyNotRun(run: Run, attempt: StepAttempt, account: Account | undefined): WhyNot {
  if (!may(account, Role.APPROVER, run.region)) return 'role';
  if (run.owner === account?.name) return 'owner';
  if (attempt.actor === account?.name) return 'previewed';
  return run.approvals.some((said) => said.attempt === attempt.seq && said.actor === account?.name)
    ? 'said'
    : undefined;
}

export interface Waiting {
  id: string;
  kind: 'rollout' | 'run';
  title: string;
  /** Of the wave, or the step. */
  part: string;
  nodes: number;
  given: number;
  /** 0: not known from the list. */
  needed: number;
  author: string;
  since: Date | undefined;
  expires: Date | undefined;
  whyNot: WhyNot;
}

const earlier = (a: Date | undefined, b: Date | undefined) =>
  (a?.getTime() ?? Infinity) - (b?.getTime() ?? Infinity);

/** What this person may agree to first; of each, what expires first and waits longest. */
export function waitingList(
  rollouts: Rollout[],
  runs: Run[],
  account: Account | undefined,
  now: number,
): Waiting[] {
  const list: Waiting[] = [];
  for (const rollout of rollouts) {
    const wave = waitingWave(rollout);
    if (!wave) continue;
    list.push({
      id: rollout.id,
      kind: 'rollout',
      title: `${rollout.artifact || rollout.workload} ${rollout.to}`,
      part: wave.name,
      nodes: Number(wave.nodes),
      given: givenApprovals(rollout, wave.place, now).length,
      needed: wave.approvalsNeeded,
      author: rollout.author,
      since: waitsSince(rollout),
      expires: undefined,
      whyNot: whyNotRollout(rollout, wave, account, now),
    });
  }
  for (const run of runs) {
    const attempt = waitingAttempt(run);
    if (!attempt) continue;
    list.push({
      id: run.id,
      kind: 'run',
      title: run.title,
      part: attempt.step,
      nodes: attempt.blast?.nodes ?? 0,
      given: run.approvals.filter((said) => said.attempt === attempt.seq && said.approves).length,
      needed: 0,
      author: attempt.actor,
      since: dateOf(attempt.begun),
      expires: dateOf(attempt.due),
      whyNot: whyNotRun(run, attempt, account),
    });
  }
  return list.sort(
    (a, b) =>
      Number(a.whyNot !== undefined) - Number(b.whyNot !== undefined) ||
      earlier(a.expires, b.expires) ||
      earlier(a.since, b.since),
  );
}

/** What nodes of a rollout ran before; the most frequent first. */
export function versionsBefore(rollout: Rollout, wave?: number): string[] {
  const counts = new Map<string, number>();
  for (const node of rollout.nodes) {
    if (wave !== undefined && node.wave !== wave) continue;
    counts.set(node.from, (counts.get(node.from) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([version]) => version);
}

export interface PlanWave {
  size: string;
  lifetime: string;
  role: string;
  window: string;
}
export interface PlanView {
  onFailure: 'roll_back' | 'pause' | 'stay';
  regions: string[];
  selector: string;
  waves: PlanWave[];
}

function sizeText(size: unknown): string {
  if (typeof size === 'string' || typeof size === 'number') return String(size);
  if (typeof size !== 'object' || size === null) return '';
  return Object.values(size as Record<string, unknown>)
    .map((each) => (Array.isArray(each) ? each.join(', ') : String(each)))
    .join(', ');
}

/** What a decision needs of the plan; nothing when this version cannot read it. */
export function planOf(text: string): PlanView | undefined {
  try {
    const plan = JSON.parse(text) as Record<string, unknown>;
    const waves = (Array.isArray(plan['waves']) ? plan['waves'] : []) as Record<
      string,
      Record<string, unknown>
    >[];
    const words = (value: unknown) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    return {
      onFailure:
        plan['on_failure'] === 'pause' || plan['on_failure'] === 'stay' ? plan['on_failure'] : 'roll_back',
      regions: Array.isArray(plan['regions']) ? plan['regions'].map(words) : [],
      selector: words(plan['selector']),
      waves: waves.map((wave) => ({
        size: sizeText(wave['size']),
        lifetime: words(wave['approvals']?.['lifetime']),
        role: words(wave['approvals']?.['role']),
        window: wave['window']
          ? `${words(wave['window']['from'])} – ${words(wave['window']['to'])} ${words(wave['window']['zone'])}`.trim()
          : '',
      })),
    };
  } catch {
    return undefined;
  }
}

/** What somebody has to have seen before they agree. The words are the page's. */
export type Warning =
  | { kind: 'first' }
  | { kind: 'verdict'; wave: string; verdict: 'fail' | 'inconclusive' | 'unknown'; why: string }
  | { kind: 'no-way-back'; nodes: number }
  | { kind: 'failed-before'; nodes: number }
  | {
      kind: 'budget';
      objective: string;
      region: string;
      state: 'caution' | 'restricted' | 'exhausted';
      meaning: string;
    }
  | { kind: 'paused'; why: string }
  | { kind: 'untold-nodes' }
  | { kind: 'evidence'; topic: string; text: string };

const badOutcomes: NodeOutcome[] = [
  NodeOutcome.REFUSED,
  NodeOutcome.ROLLED_BACK,
  NodeOutcome.SILENT,
  NodeOutcome.LATE,
];

export function rolloutWarnings(rollout: Rollout, wave: RolloutWave, budgets: Budget[]): Warning[] {
  const warnings: Warning[] = [];
  const judged = judgedWave(rollout);
  if (!judged) warnings.push({ kind: 'first' });
  else if (judged.verdict !== Verdict.PASS) {
    const verdict =
      judged.verdict === Verdict.FAIL
        ? 'fail'
        : judged.verdict === Verdict.INCONCLUSIVE
          ? 'inconclusive'
          : 'unknown';
    warnings.push({ kind: 'verdict', wave: judged.name, verdict, why: judged.why });
  }
  const failed = rollout.counts
    .filter((count) => badOutcomes.includes(count.outcome))
    .reduce((sum, count) => sum + Number(count.nodes), 0);
  if (failed > 0) warnings.push({ kind: 'failed-before', nodes: failed });
  const mine = rollout.nodes.filter((node) => node.wave === wave.place);
  const without = mine.filter((node) => node.from === '').length;
  if (without > 0) warnings.push({ kind: 'no-way-back', nodes: without });
  if (wave.nodes > 0n && mine.length === 0) warnings.push({ kind: 'untold-nodes' });
  if (rollout.state === RolloutState.PAUSED) warnings.push({ kind: 'paused', why: rollout.message });
  for (const { standing, enforced, meaning } of budgets) {
    const state =
      standing?.state === BudgetState.CAUTION
        ? 'caution'
        : standing?.state === BudgetState.RESTRICTED
          ? 'restricted'
          : standing?.state === BudgetState.EXHAUSTED
            ? 'exhausted'
            : undefined;
    if (enforced && standing && state)
      warnings.push({
        kind: 'budget',
        objective: standing.objective,
        region: standing.region,
        state,
        meaning,
      });
  }
  return warnings;
}
