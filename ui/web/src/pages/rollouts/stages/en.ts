// The words of shadow and weights: on the page of a rollout, of a node, and where a plan is read.
import type { Cell, StageReason, Stand } from '$src/model/stages';

const reasons: Record<StageReason, string> = {
  shadow_differs: 'too many answers differ in shadow',
  shadow_errors: 'too many copies were not answered in shadow',
  shadow_undecided: 'not decided within the limit of the shadow',
  shadow_crashed: 'the new version crashed in shadow',
  shadow_out_of_memory: 'the new version ran out of memory in shadow',
  shadow_silent: 'the new version answered nothing in shadow',
  weights_differ: 'too many answers differ',
  weights_errors: 'too many requests were not answered',
  weights_slow: 'too slow',
  weights_undecided: 'too few answers within the limit of the weights',
  agent_too_old: 'waiting for a newer agent, which takes stages',
};

function standText(
  { word, underWay, passed, failed }: Stand,
  inShadow: boolean,
  number: (count: number) => string,
): string {
  if (word === 'planned') return 'No node has told of it yet.';
  const parts = [
    underWay > 0 ? `${number(underWay)} in it` : '',
    passed > 0 ? `${number(passed)} passed` : '',
    failed > 0 ? `${number(failed)} ${inShadow ? 'refused' : 'went back'}` : '',
  ].filter(Boolean);
  return parts.length ? `${parts.join(', ')}.` : 'Given up before it was decided.';
}

const stands = {
  planned: 'Not begun',
  open: 'Not decided yet',
  alarm: 'More differ than may',
  mixed: 'Decided, not the same everywhere',
  ended: 'Ended undecided',
};

function cellText({ kind, percent }: Cell, weights: boolean): string {
  if (kind === 'step') return percent === 100 && !weights ? 'proven' : `${percent} %`;
  return { waiting: 'waiting', shadow: 'shadow', weights: 'weights', refused: 'refused', back: 'went back' }[
    kind
  ];
}

export default {
  title: 'Stages',
  sub: 'new version beside the one before',
  nodesIn: 'Nodes in each stage',
  cell: cellText,
  cellNote: ({ kind, percent }: Cell) =>
    kind === 'step' && percent === 100
      ? 'all requests'
      : kind === 'shadow'
        ? 'answers copies'
        : kind === 'step' || kind === 'weights'
          ? 'of the requests'
          : kind === 'waiting'
            ? 'in no stage yet'
            : 'run what they had',
  shadow: 'Shadow',
  weights: 'Weights',
  /** Of one node. */
  inShadow: 'shadow',
  inWeights: (percent: string) => `${percent} %`,
  stand: ({ word }: Stand, inShadow: boolean) =>
    word === 'passed'
      ? inShadow
        ? 'Promoted'
        : 'At 100 %'
      : word === 'failed'
        ? inShadow
          ? 'Refused'
          : 'Went back'
        : stands[word],
  standMore: standText,
  reason: (reason: StageReason, nodes: number, count: string) =>
    `${count} ${nodes === 1 ? 'node' : 'nodes'}: ${reasons[reason]}`,

  shadowPlan: (least: string, most: string, good: string, bad: string, errors: string) =>
    `It answers copies for ${least} to ${most}. It passes at ${good} % of answers that differ and is refused at ${bad} %, or at more than ${errors} % not answered.`,
  shadowLimits: (parts: string) => `Its worker may take ${parts}.`,
  memory: (megabytes: string) => `${megabytes} MB`,
  cpu: (percent: string) => `${percent} % of a core`,
  and: ' and ',
  weightsPlan: (steps: string, least: string, requests: string, most: string) =>
    `It answers ${steps} % of the requests, each step for ${least} and ${requests} answers, ${most} at most.`,
  weightsBack: (differ: string, errors: string) =>
    `It goes back where more than ${differ} % of answers differ or more than ${errors} % are not answered.`,

  compared: 'Answers compared',
  differ: 'Differ',
  differNote: (good: string, bad: string) => `passes at ${good} %, refused at ${bad} %`,
  limitNote: (limit: string) => `at most ${limit} %`,
  errors: 'Not answered',
  drops: 'Copies dropped',
  slower: 'Over 1.1 times as long',
  shift: 'Mean shift of confidence',
  memoryPeak: 'Peak memory',
  memoryNote: (limit: string) => `may take ${limit}`,
  none: 'none',
  countShare: (count: string, share: string) => `${count}\u00a0(${share}\u00a0%)`,
  percent: (share: string) => `${share} %`,
  since: (at: string) => `since ${at}`,

  evidence: (what: string, limit: string) => `Evidence that more ${what} than ${limit} %`,
  evidenceAny: (what: string) => `Evidence that more ${what} than may`,
  evidenceDiffer: 'differ',
  evidenceErrors: 'are not answered',
  evidenceOdds: (odds: string) => `${odds} to 1`,
  evidenceNone: 'none so far',
  alarmAt: (odds: string) => `alarm at ${odds} to 1`,
  alarm: (odds: string) => `alarm: over ${odds} to 1`,
  pooled: 'Evidence of all its nodes together.',
  test: 'Test of the shadow',
  testEven: 'even',
  testGood: (odds: string) => `${odds} to 1 that it is as good`,
  testBad: (odds: string) => `${odds} to 1 that it is worse`,
  testHow: (odds: string) => `passes, or is refused, at ${odds} to 1`,

  flips: 'What both said',
  flipsHow: 'Rows: the version before. Columns: the new one.',
  flipsBefore: 'before',
  flipsNew: 'new',
  flipsClass: (at: number) => `class ${at}`,
  flipsTimes: 'times',
  flipsMore: (count: string) => `and ${count} more pairs`,
  flipsNone: 'No decision was changed.',

  nodes: 'Nodes under way',
  node: 'Node',
  stage: 'Stage',
  nodesMore: (count: string) => `and ${count} more`,
  nodesTooMany: (count: string) => `${count} nodes are in stages: too many to be listed here.`,
  nodesMissing: 'Which node is in which step is not known now.',

  ofNode: 'New version in stages',
  ofRollout: 'Rollout',
  over: 'Over',
};
