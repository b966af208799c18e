// A run of a runbook in three lines: what was done, what is now, what comes.
import type { Incident } from '$gen/incident_pb';
import { RunState, StepState, type GetRunResponse, type Run, type StepAttempt } from '$gen/run_pb';
import { RunbookTrust, type RunbookHealth } from '$gen/runbook_pb';
import type { Status } from './status';
import { dateOf, secondsOf } from './wire';

export const runStateNames = ['ready', 'running', 'waiting', 'succeeded', 'failed', 'cancelledRun'] as const;
export type RunStateName = (typeof runStateNames)[number];
export const runStateName = (state: RunState): RunStateName | undefined => runStateNames[state - 1];

const runStatuses: Partial<Record<RunState, Status>> = {
  [RunState.RUNNING]: 'updating',
  [RunState.WAITING]: 'held',
  [RunState.SUCCEEDED]: 'healthy',
  [RunState.FAILED]: 'failed',
  [RunState.CANCELLED]: 'offline',
};
export const statusOfRun = (run: Pick<Run, 'state'>): Status => runStatuses[run.state] ?? 'unknown';

const stepStatuses: Partial<Record<StepState, Status>> = {
  [StepState.CHECKING]: 'updating',
  [StepState.READING]: 'updating',
  [StepState.PREVIEWED]: 'updating',
  [StepState.VERIFYING]: 'updating',
  [StepState.AWAITING]: 'held',
  [StepState.WAITING]: 'held',
  [StepState.PASSED]: 'healthy',
  [StepState.FAILED]: 'failed',
  [StepState.EXPIRED]: 'degraded',
  [StepState.SKIPPED]: 'offline',
};

/** Its inputs, as {region}, stand in it as the incident says them, or by their names. */
export function bookTitle(
  book: { name: string; title: string },
  incident?: Pick<Incident, 'region' | 'workload' | 'alerts'>,
): string {
  const known: Record<string, string | undefined> = {
    region: incident?.region,
    workload: incident?.workload,
    node: incident?.alerts.find((alert) => alert.labels['node'])?.labels['node'],
  };
  return (book.title || book.name).replace(/\{(\w+)\}/g, (_, name: string) => known[name] || name);
}

export interface StepLine {
  /** As people count: from 1. */
  number: number;
  title: string;
  status: Status;
  now: boolean;
  at: Date | undefined;
}

const statusOfAttempt = (attempt: StepAttempt | undefined): Status =>
  attempt ? (stepStatuses[attempt.state] ?? 'unknown') : 'unknown';

/** The step before, the one that it is at, and the next one. */
export function stepLines({ run, steps }: Pick<GetRunResponse, 'run' | 'steps'>): StepLine[] {
  if (!run) return [];
  const at = steps.findIndex((step) => step.key === run.step);
  const first = at < 0 ? Math.max(0, steps.length - 3) : Math.max(0, at - 1);
  return steps.slice(first, first + 3).map((step, offset) => {
    const attempt = run.attempts.filter((each) => each.step === step.key).at(-1);
    return {
      number: first + offset + 1,
      title: step.title,
      status: statusOfAttempt(attempt),
      now: first + offset === at,
      at: dateOf(attempt?.ended) ?? dateOf(attempt?.begun),
    };
  });
}

export interface TrustView {
  status: Status;
  kind: 'fresh' | 'stale' | 'never' | 'broken' | 'unknown';
  /** Seconds since it was followed to its end. */
  age: number | undefined;
  succeeded: number;
  runs: number;
  median: number | undefined;
}

export function trustOf(health: RunbookHealth | undefined, now: number): TrustView {
  const exercised = dateOf(health?.exercisedAt);
  const age = exercised && Math.max(0, (now - exercised.getTime()) / 1000);
  const common = {
    age,
    succeeded: health?.succeeded ?? 0,
    runs: health?.runs ?? 0,
    median: secondsOf(health?.median),
  };
  switch (health?.trust) {
    case RunbookTrust.FRESH:
      return { ...common, status: 'healthy', kind: 'fresh' };
    case RunbookTrust.AGEING:
      return { ...common, status: 'degraded', kind: 'fresh' };
    case RunbookTrust.STALE:
      return { ...common, status: 'degraded', kind: exercised ? 'stale' : 'never' };
    case RunbookTrust.BROKEN:
      return { ...common, status: 'failed', kind: 'broken' };
    default:
      return { ...common, status: 'unknown', kind: 'unknown' };
  }
}
