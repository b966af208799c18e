// Shadow and weights of a rollout as they are read: where its nodes are, what they found, how far the evidence is.
import { NodeOutcome, type Rollout, type Stages, type StageSummary } from '$gen/rollout_pb';
import {
  InstallState,
  StageKind,
  type Node,
  type NodeStage,
  type NodeWorkload,
  type StageReport,
} from '$gen/node_pb';
import type { Status } from './status';

/** Evidence of so many to one, on one node or over all: more answers differ than may. */
export const alarmOdds = 20;
/** A shadow passes, or is refused, at odds of so many to one: 95 % to 5 %. */
export const testOdds = 19;

/** What was found, by one node or by all together. Counts, shares from 0 to 1, natural logarithms. */
export interface Found {
  compared: number;
  differ: number;
  errors: number;
  drops: number;
  logE: number;
  logEErrors: number;
  llr: number;
  meanShift: number;
  slower: number;
  peakRssKb: number;
  /** What the version before said is the row, what the new one said the column; empty: not known. */
  flips: number[][];
}

export function foundOf(of: StageSummary | StageReport): Found {
  const { classes, flips, logE, logEErrors, llr, meanShift, slower, peakRssKb } = of;
  const whole = classes > 0 && flips.length === classes * classes;
  return {
    compared: Number(of.compared),
    differ: Number(of.differ),
    errors: Number(of.errors),
    drops: Number(of.drops),
    ...{ logE, logEErrors, llr, meanShift, slower, peakRssKb },
    flips: whole
      ? Array.from({ length: classes }, (_, row) =>
          flips.slice(row * classes, (row + 1) * classes).map(Number),
        )
      : [],
  };
}

export const alarms = (logE: number): boolean => logE >= Math.log(alarmOdds);

/** Part of a whole; 0 of nothing. */
export const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Of what was asked of the new version, what it did not answer. */
export const errorShare = ({ errors, compared }: Found): number => shareOf(errors, errors + compared);

/** 0.006 as "0.6", 0.03 as "3": percent without its sign; what is finer than a tenth keeps two digits. */
export function shareText(share: number, number: (value: number, digits: number) => string): string {
  const percent = share * 100;
  if (!Number.isFinite(percent)) return number(NaN, 0);
  let digits = percent === 0 || percent >= 0.1 ? 1 : Math.min(6, 1 - Math.floor(Math.log10(percent)));
  const at = (places: number) => Number(percent.toFixed(places));
  while (digits > 0 && at(digits - 1) === at(digits)) digits -= 1;
  return number(percent, digits);
}

const alarmAt = 0.75;

/** How full the bar of evidence is, 0 to 1; the alarm is at three quarters. */
export const evidenceShare = (logE: number): number =>
  Number.isFinite(logE) ? Math.max(0, Math.min(1, (logE / Math.log(alarmOdds)) * alarmAt)) : 0;

/** "4.2", "99,999+"; nothing: there is no evidence, the odds are even or better. */
export function evidenceText(
  logE: number,
  number: (value: number, digits: number) => string,
): string | undefined {
  if (!(logE > 0)) return undefined;
  const odds = Math.exp(logE);
  if (odds > 99_999) return `${number(99_999, 0)}+`;
  const text = number(odds, odds < 9.95 ? 1 : 0);
  // What was rounded up to the alarm is not there yet.
  return odds < alarmOdds && text === number(alarmOdds, 0) ? number(odds, 1) : text;
}

const decidedAt = 0.75;

/** Where the test of a shadow is between passing (below) and being refused (above), 0 to 1; 0.5 at the beginning. */
export const testShare = (llr: number): number =>
  Math.max(0, Math.min(1, 0.5 + (llr / Math.log(testOdds)) * (decidedAt / 2)));

/** The most frequent changes of a decision, the most frequent first. */
export function flipList({ flips }: Found): { from: number; to: number; times: number }[] {
  return flips
    .flatMap((row, from) => row.map((times, to) => ({ from, to, times })))
    .filter(({ from, to, times }) => from !== to && times > 0)
    .sort((left, right) => right.times - left.times);
}

/** About how wide the matrix of what both said is, in CSS pixels at 12 px. `text` writes a count. */
export function matrixWidth({ flips }: Found, text: (count: number) => string): number {
  const [digit, other, heading, rowName, gap] = [7.4, 3.8, 40, 54, 6];
  const wide = (count: number) =>
    [...text(count)].reduce((sum, each) => sum + (/\d/.test(each) ? digit : other), 0);
  return rowName + flips.length * (Math.max(heading, ...flips.flat().map(wide)) + gap);
}

const open = [NodeOutcome.PENDING, NodeOutcome.SILENT, NodeOutcome.LATE, NodeOutcome.PLANNED];
const back = [NodeOutcome.ROLLED_BACK, NodeOutcome.RETURNED, NodeOutcome.WITHDRAWN];

const count = (rollout: Rollout, outcomes: readonly NodeOutcome[]): number =>
  rollout.counts
    .filter(({ outcome }) => outcomes.includes(outcome))
    .reduce((sum, { nodes }) => sum + Number(nodes), 0);

export const summaryOf = (rollout: Rollout, kind: StageKind): StageSummary | undefined =>
  rollout.stages?.found.find(({ stage }) => stage === kind);

export const hasStages = (stages: Stages | undefined): boolean =>
  stages?.shadow !== undefined || stages?.weights !== undefined;

/** Nodes that a stage failed on; those of all reasons where the nodes are too many to be told. */
function failedIn(rollout: Rollout, kind: StageKind): number {
  const shadow = kind === StageKind.SHADOW;
  const outcome = shadow ? NodeOutcome.REFUSED : NodeOutcome.ROLLED_BACK;
  if (rollout.nodes.length === 0) return count(rollout, [outcome]);
  const prefix = shadow ? 'shadow_' : 'weights_';
  return rollout.nodes.filter((node) => node.outcome === outcome && node.reason.startsWith(prefix)).length;
}

/**
 * planned: no node told of it; open: not decided; alarm: the nodes together have seen enough; mixed: some passed and some
 * did not; ended: given up before it was decided.
 */
export type StandWord = 'planned' | 'open' | 'alarm' | 'passed' | 'failed' | 'mixed' | 'ended';
export interface Stand {
  word: StandWord;
  underWay: number;
  passed: number;
  failed: number;
}

function wordOf(alarm: boolean, underWay: number, passed: number, failed: number): StandWord {
  if (underWay === 0 && failed > 0 && passed === 0) return 'failed';
  if (alarm) return 'alarm';
  if (underWay > 0) return 'open';
  if (failed > 0) return 'mixed';
  return passed > 0 ? 'passed' : 'ended';
}

/** Whether a stage of a rollout is decided. Who passed the shadow told of weights, or, without them, has proven it. */
export function standOf(rollout: Rollout, kind: StageKind): Stand {
  const summary = summaryOf(rollout, kind);
  if (!summary) return { word: 'planned', underWay: 0, passed: 0, failed: 0 };
  const underWay = Number(summary.underWay);
  const failed = failedIn(rollout, kind);
  const through =
    kind === StageKind.SHADOW && rollout.stages?.planned?.weights
      ? Number(summaryOf(rollout, StageKind.WEIGHTS)?.nodes ?? 0n)
      : count(rollout, [NodeOutcome.PROVEN, NodeOutcome.RETURNED, NodeOutcome.STAYED]);
  const passed = Math.max(0, Math.min(through, Number(summary.nodes) - underWay - failed));
  return { word: wordOf(summary.alarms, underWay, passed, failed), underWay, passed, failed };
}

const ofStand: Record<StandWord, Status> = {
  planned: 'unknown',
  open: 'updating',
  alarm: 'failed',
  passed: 'healthy',
  failed: 'failed',
  mixed: 'degraded',
  ended: 'held',
};
export const statusOfStand = (word: StandWord): Status => ofStand[word];

/** The stage that the new version of a workload is in on a node; nothing: in none. */
export const currentStage = ({ stages }: NodeWorkload): NodeStage | undefined =>
  stages.filter(({ underWay }) => underWay).at(-1);

/** How a stage of a node stands; over: it is known that it ended, and not how. */
export function standOfNode(workload: NodeWorkload, stage: NodeStage): StandWord | 'over' {
  const { report } = stage;
  if (!report) return 'over';
  if (stage.underWay) return alarms(report.logE) ? 'alarm' : 'open';
  const shadow = report.stage === StageKind.SHADOW;
  const same = report.generation === workload.generation;
  if (same && workload.reason.startsWith(shadow ? 'shadow_' : 'weights_')) return 'failed';
  const later = workload.stages.some(
    (each) =>
      each.report?.stage === StageKind.WEIGHTS &&
      each.rollout === stage.rollout &&
      each.report.generation >= report.generation,
  );
  if (shadow && later) return 'passed';
  return same && workload.state === InstallState.COMMITTED && workload.proven ? 'passed' : 'over';
}

/** The first of a node's workloads that is in one. */
export const stageOfNode = (node: Node): NodeStage | undefined =>
  node.workloads.map(currentStage).find((stage) => stage !== undefined);

/** 0 in shadow. */
export const percentOf = ({ report }: NodeStage): number =>
  report?.stage === StageKind.WEIGHTS ? report.percent : 0;

export interface Staged {
  node: Node;
  stage: NodeStage;
}

/** Those that are in a stage of this rollout; where most answers differ first. */
export function stagedOf(rollout: Rollout, nodes: readonly Node[]): Staged[] {
  const differing = ({ stage: { report } }: Staged) =>
    report ? shareOf(Number(report.differ), Number(report.compared)) : 0;
  return nodes
    .flatMap((node) => {
      const workload = node.workloads.find((each) => each.workload === rollout.workload);
      const stage = workload && currentStage(workload);
      return stage?.rollout === rollout.id ? [{ node, stage }] : [];
    })
    .sort(
      (left, right) =>
        differing(right) - differing(left) || left.node.name.localeCompare(right.node.name, 'en'),
    );
}

/** Which nodes those are; nothing: there is none. */
export const filterOfStaged = (rollout: Rollout): string | undefined =>
  rollout.stages?.found.some(({ underWay }) => underWay > 0n)
    ? `workload:${rollout.workload} desired.${rollout.workload}:${rollout.to} drift:yes`
    : undefined;

export interface Cell {
  kind: 'waiting' | 'shadow' | 'step' | 'weights' | 'refused' | 'back';
  /** Of a step; 100: it has proven itself, and all requests are its own. */
  percent?: number;
  nodes: number;
}

/**
 * How many nodes are where, in the order in which they get there. `staged`: those under way, one by one; without it, steps
 * of weights are told together.
 */
export function cellsOf(rollout: Rollout, staged: readonly Staged[] | undefined): Cell[] {
  const planned = rollout.stages?.planned;
  const inShadow = Number(summaryOf(rollout, StageKind.SHADOW)?.underWay ?? 0n);
  const inWeights = Number(summaryOf(rollout, StageKind.WEIGHTS)?.underWay ?? 0n);
  const cells: Cell[] = [
    { kind: 'waiting', nodes: Math.max(0, count(rollout, open) - inShadow - inWeights) },
  ];
  if (planned?.shadow) cells.push({ kind: 'shadow', nodes: inShadow });
  const known = inWeights === 0 ? [] : staged;
  let whole = count(rollout, [NodeOutcome.PROVEN, NodeOutcome.STAYED]);
  for (const percent of planned?.weights?.steps.filter((step) => step < 100) ?? [])
    if (known)
      cells.push({
        kind: 'step',
        percent,
        nodes: known.filter(({ stage }) => percentOf(stage) === percent).length,
      });
  if (planned?.weights && known) whole += known.filter(({ stage }) => percentOf(stage) === 100).length;
  if (planned?.weights && !known) cells.push({ kind: 'weights', nodes: inWeights });
  cells.push({ kind: 'step', percent: 100, nodes: whole });
  const refused = count(rollout, [NodeOutcome.REFUSED]);
  const returned = count(rollout, back);
  if (refused > 0) cells.push({ kind: 'refused', nodes: refused });
  if (returned > 0) cells.push({ kind: 'back', nodes: returned });
  return cells;
}

export const stageReasons = [
  'shadow_differs',
  'shadow_errors',
  'shadow_undecided',
  'shadow_crashed',
  'shadow_out_of_memory',
  'shadow_silent',
  'weights_differ',
  'weights_errors',
  'weights_slow',
  'weights_undecided',
  'agent_too_old',
] as const;
export type StageReason = (typeof stageReasons)[number];

/** Why nodes did not come through, the most frequent first. */
export function reasonsOf(rollout: Rollout): { reason: StageReason; nodes: number }[] {
  return stageReasons
    .map((reason) => ({ reason, nodes: rollout.nodes.filter((node) => node.reason === reason).length }))
    .filter(({ nodes }) => nodes > 0)
    .sort((left, right) => right.nodes - left.nodes);
}
