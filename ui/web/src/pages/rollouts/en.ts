import { NodeOutcome, RolloutState, Verdict, WaveState } from '$gen/rollout_pb';
import type { RolloutEvent, RolloutVerb } from '$src/model/rollout';

const states: Record<RolloutState, string> = {
  [RolloutState.UNSPECIFIED]: 'unknown',
  [RolloutState.RUNNING]: 'running',
  [RolloutState.SUCCEEDED]: 'succeeded',
  [RolloutState.FAILED]: 'failed',
  [RolloutState.ROLLING_BACK]: 'rolling back',
  [RolloutState.ROLLED_BACK]: 'rolled back',
  [RolloutState.ABORTED]: 'aborted',
  [RolloutState.DRAFT]: 'draft',
  [RolloutState.AWAITING_APPROVAL]: 'awaiting approval',
  [RolloutState.PAUSED]: 'paused',
  [RolloutState.REJECTED]: 'rejected',
};
const waves: Record<WaveState, string> = {
  [WaveState.UNSPECIFIED]: 'unknown',
  [WaveState.PENDING]: 'pending',
  [WaveState.AWAITING_APPROVAL]: 'awaiting approval',
  [WaveState.AWAITING_WINDOW]: 'awaiting window',
  [WaveState.ASSIGNING]: 'assigning',
  [WaveState.SOAKING]: 'soaking',
  [WaveState.PASSED]: 'passed',
  [WaveState.FAILED]: 'failed',
  [WaveState.SKIPPED]: 'skipped',
};
const outcomes: Record<NodeOutcome, string> = {
  [NodeOutcome.UNSPECIFIED]: 'unknown',
  [NodeOutcome.PENDING]: 'pending',
  [NodeOutcome.PROVEN]: 'proven',
  [NodeOutcome.REFUSED]: 'refused',
  [NodeOutcome.ROLLED_BACK]: 'rolled back',
  [NodeOutcome.SILENT]: 'silent',
  [NodeOutcome.LATE]: 'late',
  [NodeOutcome.RETURNED]: 'returned',
  [NodeOutcome.STAYED]: 'stayed',
  [NodeOutcome.WITHDRAWN]: 'withdrawn',
  [NodeOutcome.PLANNED]: 'planned',
};
const verdicts: Record<Verdict, string> = {
  [Verdict.UNSPECIFIED]: 'unknown',
  [Verdict.UNKNOWN]: 'unknown',
  [Verdict.INCONCLUSIVE]: 'inconclusive',
  [Verdict.PASS]: 'pass',
  [Verdict.FAIL]: 'fail',
};
const verbs: Record<RolloutVerb, string> = {
  pause: 'Pause',
  resume: 'Resume…',
  abort: 'Abort…',
  rollback: 'Roll back…',
};
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function eventText(event: RolloutEvent): string {
  switch (event.kind) {
    case 'written':
      return `${event.who ?? ''} wrote the plan`;
    case 'started':
      return 'started';
    case 'ended':
      return 'ended';
    case 'began':
      return `${event.wave} began, ${plural(event.nodes, 'node', 'nodes')}`;
    case 'soaks':
      return `${event.wave} soaks`;
    case 'passed':
      return `${event.wave} passed`;
    case 'failed':
      return `${event.wave} failed`;
    case 'skipped':
      return `${event.wave} skipped`;
    case 'approved':
      return `${event.who} approved ${event.wave}${event.reason ? `: ${event.reason}` : ''}`;
    case 'rejected':
      return `${event.who} rejected ${event.wave}${event.reason ? `: ${event.reason}` : ''}`;
  }
}

export default {
  title: 'Rollouts',
  state: (state: RolloutState) => states[state] ?? 'unknown',
  waveState: (state: WaveState) => waves[state] ?? 'unknown',
  outcome: (outcome: NodeOutcome) => outcomes[outcome] ?? 'unknown',
  verdict: (verdict: Verdict) => verdicts[verdict] ?? 'unknown',
  verb: (verb: RolloutVerb) => verbs[verb],
  event: eventText,

  filter: 'Filter rollouts',
  filterHint: 'state:running workload:meter-reader',
  empty: 'No rollouts yet. Plan one:',
  nothing: (filter: string) => `No rollout fits ${filter}.`,
  clear: 'Clear the filter',
  under: (count: string) => `${count} under way`,
  total: (count: string) => `${count} in all`,
  rollout: 'Rollout',
  version: 'Version',
  stateColumn: 'State',
  wave: 'Wave',
  waveOf: (name: string, place: number, all: number) => `${name}, ${place} of ${all}`,
  nodes: 'Nodes',
  nodesOf: (reached: string, all: string) => `${reached} of ${all}`,
  bad: 'Failed',
  odds: 'Odds',
  author: 'Author',
  created: 'Created',
  even: 'even',

  all: 'All rollouts',
  origin: (from: string, author: string) => `from ${from}, by ${author}`,
  nothingBefore: 'nothing',
  andOthers: (version: string) => `${version} and others`,
  startedAt: (at: string) => `started ${at}`,
  notStarted: 'not started',
  notYours: (region: string) => `This needs the role operator${region}.`,
  itIs: (state: string) => `It is ${state}.`,

  draftStrong: 'A draft.',
  draftText: 'No node gets anything before it is started.',
  waitsStrong: (wave: string, missing: number) =>
    `Wave ${wave} waits for ${plural(missing, 'more approval', 'more approvals')}.`,
  windowStrong: (wave: string) => `Wave ${wave} waits for its window.`,
  thenText: (nodes: number) => `${plural(nodes, 'node gets', 'nodes get')} it then.`,
  assigningStrong: (wave: string) => `Wave ${wave} is getting it.`,
  assigningText: (proven: number, all: number) =>
    `${proven} of ${plural(all, 'node', 'nodes')} have proven it.`,
  allOver: 'All waves are over.',
  passStrong: 'No worse so far.',
  failStrong: 'Worse than the version before.',
  inconclusiveStrong: 'Not enough evidence to go on.',
  unknownStrong: 'Nothing to judge by yet.',
  pausedStrong: 'Paused.',
  rollingStrong: 'Rolling back.',
  rolledStrong: 'Rolled back.',
  failedStrong: 'Failed.',
  abortedStrong: 'Aborted.',
  abortedText: 'Nodes that have proven it keep it.',
  rejectedStrong: 'Rejected.',
  succeededStrong: 'Succeeded.',
  succeededText: (nodes: number) => `${plural(nodes, 'node has', 'nodes have')} proven it.`,
  nextStrong: (wave: string) => `Wave ${wave} is next.`,

  waves: 'Waves',
  nodeCount: (nodes: number) => plural(nodes, 'node', 'nodes'),
  soaking: (done: string, all: string) => `soaking ${done} of ${all}`,
  soakingHeld: 'soaking, held',
  provenNote: (proven: number, all: number, back: boolean) =>
    `${proven} of ${all} ${back ? 'returned' : 'proven'}`,
  gotNothing: 'its nodes got nothing',
  needs: (count: number) => `needs ${plural(count, 'approval', 'approvals')}`,
  soak: (span: string) => `soak ${span}`,
  noSoak: 'no soak',
  approvalOf: (given: number, needed: number) => `approval ${given} of ${needed}`,
  verdictOdds: (verdict: string, odds: string) => `${verdict}, odds ${odds}`,

  gates: 'New version and the one before',
  gatesSub: (canary: number, baseline: number) =>
    `${plural(canary, 'node', 'nodes')} and ${baseline} to compare with`,
  gatesNone: 'Nobody has looked at answers of this rollout yet.',
  gateBad: 'Bad answers',
  gateSlow: (limit: string) => `Slower than ${limit} ms`,
  metric: 'Gate',
  nowColumn: 'New',
  range95: '95 % range',
  beforeColumn: 'Before',
  verdictColumn: 'Verdict',
  limitOdds: (limit: string) => `fails at ${limit}`,
  noBaseline: 'nothing to compare with',
  looks: (count: string) => `${count} looks`,
  why: 'Why',
  requests: (done: string, needed: string) => `${done} of ${needed} answers that it takes`,
  permutation: (p: string) => `permutation p ${p}`,
  replay: 'Compute again from the stored counts',
  replayed: 'Computed again: nothing differs from what was stored.',
  replayDiffers: (count: string, first: string) => `Computed again: ${count} differ. The first: ${first}`,

  evidence: 'Evidence',
  worseOdds: 'that the new version is worse',
  evenOdds: 'Even odds',
  oddsHow: 'At 100:1 a wave fails; at 1:10 there is no harm to be seen.',

  strip: 'Nodes',
  stripMore: (count: string) => `and ${count} more`,
  nodeTold: (name: string, outcome: string, reason: string) =>
    `${name}, ${outcome}${reason ? `: ${reason}` : ''}`,
  stripEmpty: 'They are too many to be shown here.',
  stripOpen: 'Each shape is a node; it opens the node.',

  approvals: 'Approvals',
  approvalCount: (given: number, needed: number) => `${given} of ${needed}`,
  notAuthor: (author: string) => `Not by ${author}, who wrote it.`,
  approved: (at: string) => `approved ${at}`,
  rejected: (at: string) => `rejected ${at}`,
  expired: 'expired',
  otherPlan: 'another plan',
  noApprovals: 'Nobody has to agree.',
  digest: 'Plan digest',
  digestHow: 'Approvals are for this digest; another plan needs new ones.',
  noPlan: 'It was deployed without a plan.',
  toApprovals: 'To the approvals',

  events: 'Events',
  newestFirst: 'newest first',

  pauseDone: (id: string) => `${id} is paused.`,
  undo: 'Undo',
  nowIs: (id: string, state: string) => `${id} is ${state} now.`,
  sheetTitle: (verb: RolloutVerb, id: string) =>
    ({ pause: 'Pause', resume: 'Resume', abort: 'Abort', rollback: 'Roll back' })[verb] + ` ${id}`,
  resumeWhat: (count: string) => `It goes on where it stopped: ${count} nodes are still to come.`,
  abortWhat: (pending: string, proven: string) =>
    `It ends. ${pending} nodes that have not proven it get back what they had; ${proven} that have proven it keep it.`,
  rollbackWhat: (count: string) => `${count} nodes go back to what they ran before.`,
  rollbackExcluded: (count: string) => `${count} nodes stay as they are.`,
  noWayBack: (count: string) => `${count} of them have to download it again.`,
  stopHow: 'To stop it: abort the rollout that goes back.',
  reason: 'Reason',
  reasonHint: 'It stands in the audit log.',
  typeName: (id: string) => `Type ${id} to go on`,
  holdResume: 'Hold to resume',
  holdAbort: 'Hold to abort',
  holdRollback: 'Hold to roll back',
  typeFirst: (id: string) => `Type ${id} first`,
  counting: 'The server is asked what it would do.',
  askAgain: 'Look again',
};
