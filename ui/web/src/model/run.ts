// A run of a runbook as a page shows it: which step is in focus, how each stands, what may be done next.
import {
  EvidenceKind,
  RunState,
  StepKind,
  StepRisk,
  StepState,
  type GetRunResponse,
  type Run,
  type RunApproval,
  type RunEvidence,
  type RunStep,
  type StepAttempt,
} from '$gen/run_pb';
import type { Status } from './status';
import { lastOf } from './last';
import { dateOf, secondsOf } from './wire';

const lower = <E extends string>(names: Record<number, string>, value: number, fallback: E): E =>
  (names[value]?.toLowerCase().replaceAll('_', '-') ?? fallback) as E;

export type StepKindName =
  'read' | 'check' | 'decide' | 'act' | 'wait' | 'approve' | 'verify' | 'note' | 'unspecified';
export type StepRiskName = 'read' | 'reversible' | 'irreversible' | 'unspecified';
export type StepStateName =
  | 'none'
  | 'checking'
  | 'reading'
  | 'previewed'
  | 'awaiting'
  | 'waiting'
  | 'verifying'
  | 'passed'
  | 'failed'
  | 'expired'
  | 'skipped'
  | 'unspecified';
export type RunStateName =
  'ready' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled' | 'unspecified';
export type EvidenceName =
  | 'start'
  | 'reading'
  | 'preview'
  | 'approval'
  | 'action'
  | 'result'
  | 'choice'
  | 'note'
  | 'skip'
  | 'undo'
  | 'owner'
  | 'escalation'
  | 'end'
  | 'break-glass'
  | 'unspecified';

export const kindName = (kind: StepKind): StepKindName => lower(StepKind, kind, 'unspecified');
export const riskName = (risk: StepRisk): StepRiskName => lower(StepRisk, risk, 'unspecified');
export const stepStateName = (state: StepState): StepStateName => lower(StepState, state, 'unspecified');
export const runStateName = (state: RunState): RunStateName => lower(RunState, state, 'unspecified');
export const evidenceName = (kind: EvidenceKind): EvidenceName => lower(EvidenceKind, kind, 'unspecified');

const underWay: readonly StepStateName[] = [
  'checking',
  'reading',
  'previewed',
  'awaiting',
  'waiting',
  'verifying',
];
export const isUnderWay = (state: StepStateName): boolean => underWay.includes(state);

export const isOpen = (run: Pick<Run, 'state'>): boolean =>
  run.state === RunState.READY || run.state === RunState.RUNNING || run.state === RunState.WAITING;

const runStatuses: Record<RunStateName, Status> = {
  ready: 'unknown',
  running: 'updating',
  waiting: 'held',
  succeeded: 'healthy',
  failed: 'failed',
  cancelled: 'offline',
  unspecified: 'unknown',
};
export const statusOfRun = (state: RunStateName): Status => runStatuses[state] ?? 'unknown';

const stepStatuses: Record<StepStateName, Status> = {
  none: 'unknown',
  checking: 'updating',
  reading: 'updating',
  previewed: 'updating',
  awaiting: 'held',
  waiting: 'held',
  verifying: 'updating',
  passed: 'healthy',
  failed: 'failed',
  expired: 'degraded',
  skipped: 'offline',
  unspecified: 'unknown',
};
export const statusOfStep = (state: StepStateName): Status => stepStatuses[state] ?? 'unknown';

export interface StepView {
  key: string;
  /** From 1. */
  number: number;
  step: RunStep;
  kind: StepKindName;
  risk: StepRiskName;
  state: StepStateName;
  attempt: StepAttempt | undefined;
  /** What came of it; empty while it is under way or was not begun. */
  outcome: string;
  ended: Date | undefined;
  /** It is the one in focus. */
  current: boolean;
  /** It was done and can be taken back. */
  undoable: boolean;
}

/** The newest attempt of a step. */
export const lastAttempt = (run: Run, step: string): StepAttempt | undefined =>
  lastOf(run.attempts, (attempt) => attempt.step === step);

export function stepsOf(run: Run, steps: RunStep[]): StepView[] {
  return steps.map((step, index) => {
    const attempt = lastAttempt(run, step.key);
    const state = attempt ? stepStateName(attempt.state) : 'none';
    return {
      key: step.key,
      number: index + 1,
      step,
      kind: kindName(step.kind),
      risk: riskName(step.risk),
      state,
      attempt,
      outcome: attempt && !isUnderWay(state) ? attempt.outcome : '',
      ended: dateOf(attempt?.ended),
      current: isOpen(run) && run.step === step.key,
      undoable:
        step.undo !== '' && run.attempts.some((each) => each.step === step.key && each.acted && !each.undone),
    };
  });
}

/** What is done with the step in focus next. */
export type NextGesture =
  'preview' | 'act' | 'look' | 'check' | 'ask' | 'begin-wait' | 'choose' | 'note' | 'wait' | 'none';

export function nextGesture(
  view: StepView | undefined,
  told: Pick<GetRunResponse, 'preview' | 'previewChanged'>,
  now: number,
): NextGesture {
  if (!view?.current) return 'none';
  if (view.state === 'previewed') {
    // Nobody acts upon what is not on the screen yet.
    if (!told.preview) return 'wait';
    const due = dateOf(view.attempt?.due);
    const late = due !== undefined && now >= due.getTime();
    return told.previewChanged || late || told.preview.problem ? 'preview' : 'act';
  }
  if (isUnderWay(view.state)) return 'wait';
  switch (view.kind) {
    case 'decide':
      return 'choose';
    case 'note':
      return 'note';
    case 'act':
      return 'preview';
    case 'approve':
      return 'ask';
    case 'wait':
      return 'begin-wait';
    case 'read':
      return 'look';
    default:
      return 'check';
  }
}

/** Seconds until then; never below zero. */
export const secondsUntil = (at: Date | undefined, now: number): number =>
  at ? Math.max(0, (at.getTime() - now) / 1000) : 0;

/** 1:48, 12:03, 1:02:03. */
export function clockLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const tail = `${Math.floor(whole / 60) % 60}:${two(whole % 60)}`;
  return whole < 3600
    ? tail
    : `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

export interface ReviewView {
  needed: number;
  agreed: number;
  role: string;
  said: RunApproval[];
  /** It waits for somebody now. */
  asks: boolean;
  due: Date | undefined;
  /** Why this person may not agree; the role is not looked at here. */
  why: 'owner' | 'previewed' | 'said' | undefined;
}

/** Nothing where nobody has to agree. */
export function reviewOf(run: Run, view: StepView, me: string): ReviewView | undefined {
  const { step, attempt } = view;
  if (step.approvals === 0) return undefined;
  const said = run.approvals.filter((each) => each.attempt === attempt?.seq);
  return {
    needed: step.approvals,
    agreed: said.filter((each) => each.approves && each.subject === attempt?.subject).length,
    role: step.approver || 'approver',
    said,
    asks: view.current && view.state === 'awaiting',
    due: dateOf(attempt?.due),
    why:
      run.owner === me
        ? 'owner'
        : attempt?.actor === me
          ? 'previewed'
          : said.some((each) => each.actor === me)
            ? 'said'
            : undefined,
  };
}

export interface StopView {
  /** Empty: the document names nobody. */
  whom: string;
  called: Date | undefined;
  until: Date | undefined;
}

/** Nothing when the run is over, or nobody is called by itself. */
export function stopOf(told: Pick<GetRunResponse, 'run' | 'stopAfter'>): StopView | undefined {
  const run = told.run;
  const after = secondsOf(told.stopAfter) ?? 0;
  if (!run || !isOpen(run)) return undefined;
  const called = dateOf(run.escalatedAt);
  const improved = dateOf(run.improvedAt) ?? dateOf(run.startedAt);
  if (!called && after <= 0) return undefined;
  return {
    whom: run.escalateTo,
    called,
    until: !called && improved ? new Date(improved.getTime() + after * 1000) : undefined,
  };
}

/** Of one that was read and of an answer that came since: the one that has moved on further. */
export const newerRun = (read: Run, answered: Run | undefined): Run =>
  answered && answered.id === read.id && answered.moves > read.moves ? answered : read;

/** "1 alert, has to be = 0": the number, and what it is held against; nothing where it is no number. */
export function figureOf(text: string): { value: number; limit: number | undefined } | undefined {
  const number = /^−?-?\d[\d,]*(?:\.\d+)?/.exec(text.trim())?.[0];
  if (number === undefined) return undefined;
  const limit = /has to be (?:[<>]=?|!?=) ?(-?\d[\d,]*(?:\.\d+)?)/.exec(text)?.[1];
  const plain = (each: string) => Number(each.replaceAll(',', '').replace('−', '-'));
  return { value: plain(number), limit: limit === undefined ? undefined : plain(limit) };
}

/** The evidence of what an attempt did: how it read when it was done. */
export const actionEvidence = (
  evidence: RunEvidence[],
  attempt: StepAttempt | undefined,
): RunEvidence | undefined =>
  attempt && lastOf(evidence, (entry) => entry.attempt === attempt.seq && entry.kind === EvidenceKind.ACTION);

/** Whether this person took a part in a run, and may say something of its runbook. */
export const tookPart = (run: Run, me: string): boolean =>
  run.startedBy === me ||
  run.owner === me ||
  run.attempts.some((each) => each.actor === me || each.undoneBy === me) ||
  run.approvals.some((each) => each.actor === me);
