// A run of the stories and tests: an uplink that is lost, seven steps.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { storyTime } from '$src/testing/fake';
import {
  EvidenceKind,
  RunSchema,
  RunState,
  RunStepSchema,
  StepKind,
  StepRisk,
  StepState,
  type Run,
} from '$gen/run_pb';

export const before = (seconds: number): Timestamp =>
  timestampFromDate(new Date(storyTime.getTime() - seconds * 1000));
export const after = (seconds: number): Timestamp => before(-seconds);
export const digest = 'sha256:9f3c41d07be24a6f8ad2b60c77f1e0934f5ab8126c3d47e9a01b25c8f6d3e21a';

export const steps = [
  {
    key: 'scope',
    kind: StepKind.READ,
    title: 'See which nodes are affected',
    why: 'One site or several decides what helps.',
  },
  {
    key: 'carrier',
    kind: StepKind.DECIDE,
    title: 'Is it the carrier?',
    why: 'Other carriers of the same site are well.',
    choices: [
      { label: 'Yes, carrier-B only', next: 'modem' },
      { label: 'No, the site has no power', next: 'say' },
    ],
  },
  {
    key: 'modem',
    kind: StepKind.CHECK,
    title: 'modem B has no carrier',
    checks: ['Nodes with carrier-B cannot be reached'],
  },
  {
    key: 'failover',
    kind: StepKind.ACT,
    title: 'Fail over to modem A',
    why: 'Moves the default route so that nodes reach the control plane again. Workloads keep running.',
    risk: StepRisk.REVERSIBLE,
    checks: ['Modem A is attached', 'No other run is at this site'],
    action: 'set the default route of 318 nodes to modem A',
    undo: 'route back to modem B',
    verify: 'p99 under 60 ms for 5 min',
    mostNodes: 500,
    mostRegions: 1,
    approvals: 1,
    approver: 'approver',
  },
  {
    key: 'verify',
    kind: StepKind.VERIFY,
    title: 'both sites, p99 under 60 ms',
    verify: 'p99 under 60 ms at both sites',
  },
  {
    key: 'wipe',
    kind: StepKind.ACT,
    title: 'Retire the broken modems',
    why: 'They answer to nobody any more.',
    risk: StepRisk.IRREVERSIBLE,
    action: 'retire 4 modems',
    verify: 'None of them is listed',
  },
  {
    key: 'say',
    kind: StepKind.NOTE,
    title: 'Say what it was',
    why: 'Whoever writes the review begins here.',
  },
].map((step) => create(RunStepSchema, step as MessageInitShape<typeof RunStepSchema>));

export const targets = Array.from({ length: 318 }, (_, index) => ({
  node: `018f-${index}`,
  name: `edge-037-${String(index).padStart(6, '0')}`,
  region: index < 200 ? 'eu-west' : 'eu-north',
  before: 'default via wwan1 modem B',
  after: 'default via wwan0 modem A',
}));

export const preview = {
  text: 'sets the default route of 318 nodes to modem A',
  targets: targets.slice(0, 200),
  targetCount: 318n,
  left: [
    'edge-037-000412: held for maintenance until 18:00',
    'edge-037-000413: held for maintenance until 18:00',
  ],
  blast: { nodes: 318, regions: 2, traffic: 0.004 },
  digest,
};

export const passed = (seq: number, step: string, outcome: string, ago: number) => ({
  seq,
  step,
  attempt: 1,
  state: StepState.PASSED,
  actor: 'operator-1',
  outcome,
  begun: before(ago + 20),
  ended: before(ago),
});

export const history = [
  passed(1, 'scope', '3 readings kept', 1620),
  passed(2, 'carrier', 'Yes, carrier-B only', 1590),
  passed(3, 'modem', 'holds: Nodes with carrier-B cannot be reached: 318 nodes, has to be > 0', 1560),
];

export const evidence = [
  {
    seq: 1n,
    at: before(1680),
    kind: EvidenceKind.START,
    actor: 'operator-1',
    title: 'uplink-loss, version 7',
    text: 'region: eu-west\nsite: rotterdam\n',
  },
  {
    seq: 2n,
    at: before(1620),
    step: 'scope',
    attempt: 1,
    kind: EvidenceKind.READING,
    actor: 'operator-1',
    title: 'See which nodes are affected',
    text: 'nodes region:eu-west liveness:offline: 318 nodes\nalerts region:eu-west severity:page: 1 alert\n',
  },
  {
    seq: 3n,
    at: before(1590),
    step: 'carrier',
    kind: EvidenceKind.CHOICE,
    actor: 'operator-1',
    title: 'Is it the carrier? Yes, carrier-B only',
  },
  {
    seq: 4n,
    at: before(1500),
    step: 'failover',
    attempt: 4,
    kind: EvidenceKind.PREVIEW,
    actor: 'operator-1',
    title: preview.text,
    text: '318 nodes, 2 regions, 0.4 % of the traffic\n- default via wwan1 modem B\n+ default via wwan0 modem A\n',
  },
].map((entry, index) => ({
  ...entry,
  hash: `sha256:${String(index + 3).repeat(4)}d07be24a6f8ad2b60c77f1e0934f5ab8126c3d47e9a01b25c8f6d3e21a`,
}));

export const done = {
  seq: 5n,
  at: before(192),
  step: 'failover',
  attempt: 4,
  kind: EvidenceKind.ACTION,
  actor: 'operator-1',
  title: preview.text,
  text: `318 nodes, 2 regions, 0.4 % of the traffic\n${targets
    .map((target) => `${target.name}: ${target.before} -> ${target.after}`)
    .join('\n')}\n`,
  hash: 'sha256:c41ad07be24a6f8ad2b60c77f1e0934f5ab8126c3d47e9a01b25c8f6d3e2c41a',
};

export function runOf(more: MessageInitShape<typeof RunSchema> = {}): Run {
  return create(RunSchema, {
    id: 'RUN-31',
    runbook: 'uplink-loss',
    version: 7,
    title: 'Uplink loss at site',
    incident: 'INC-204',
    region: 'eu-west',
    state: RunState.RUNNING,
    startedBy: 'operator-1',
    owner: 'operator-1',
    startedAt: before(1680),
    changedAt: before(192),
    improvedAt: before(192),
    escalateTo: 'secondary',
    step: 'failover',
    moves: 9n,
    evidence: 5n,
    inputs: { region: 'eu-west', site: 'rotterdam' },
    attempts: history,
    ...more,
  } as MessageInitShape<typeof RunSchema>);
}
