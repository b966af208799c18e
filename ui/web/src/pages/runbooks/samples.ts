// Runs and runbooks of the stories and tests: an uplink that is lost, seven steps.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { storyTime } from '$src/testing/fake';
import {
  EvidenceKind,
  GetRunResponseSchema,
  RunSchema,
  RunState,
  RunStepSchema,
  StepKind,
  StepRisk,
  StepState,
  type GetRunResponse,
  type Run,
} from '$gen/run_pb';
import { RunbookSchema, RunbookTrust, type Runbook } from '$gen/runbook_pb';

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

const targets = Array.from({ length: 318 }, (_, index) => ({
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

const passed = (seq: number, step: string, outcome: string, ago: number) => ({
  seq,
  step,
  attempt: 1,
  state: StepState.PASSED,
  actor: 'operator-1',
  outcome,
  begun: before(ago + 20),
  ended: before(ago),
});

const history = [
  passed(1, 'scope', '3 readings kept', 1620),
  passed(2, 'carrier', 'Yes, carrier-B only', 1590),
  passed(3, 'modem', 'holds: Nodes with carrier-B cannot be reached: 318 nodes, has to be > 0', 1560),
];

const evidence = [
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

const done = {
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

const attempt = (state: StepState, more: object = {}) => ({
  seq: 4,
  step: 'failover',
  attempt: 1,
  state,
  actor: 'operator-1',
  subject: digest,
  blast: preview.blast,
  begun: before(1500),
  ...more,
});
const agreed = {
  attempt: 4,
  actor: 'approver-1',
  approves: true,
  subject: digest,
  comment: '',
  at: before(300),
};

const holding = [
  { title: 'Modem A is attached', text: '318 nodes, has to be = 318', holds: true, known: true },
  { title: 'No other run is at this site', text: '0 runs, has to be = 0', holds: true, known: true },
];

export type Moment =
  | 'begin'
  | 'awaiting'
  | 'ready'
  | 'changed'
  | 'verifying'
  | 'failed'
  | 'decide'
  | 'note'
  | 'irreversible'
  | 'succeeded'
  | 'check';

const moments: Record<Moment, () => { run: Run; more: MessageInitShape<typeof GetRunResponseSchema> }> = {
  begin: () => ({
    run: runOf(),
    more: { readings: [holding[0]!, { ...holding[1]!, text: '1 run, has to be = 0', holds: false }] },
  }),
  check: () => ({
    run: runOf({ step: 'modem', attempts: history.slice(0, 2) }),
    more: {
      readings: [
        {
          title: 'Nodes with carrier-B cannot be reached',
          text: 'nobody counted in the last 5 min',
          known: false,
        },
      ],
    },
  }),
  awaiting: () => ({
    run: runOf({
      state: RunState.WAITING,
      attempts: [...history, attempt(StepState.AWAITING, { due: after(723) })],
    }),
    more: { readings: holding, preview, mayBreakGlass: true },
  }),
  ready: () => ({
    run: runOf({
      attempts: [...history, attempt(StepState.PREVIEWED, { due: after(200) })],
      approvals: [agreed],
    }),
    more: { readings: [...holding, { title: 'p99', text: '71 ms, has to be < 60', known: true }], preview },
  }),
  changed: () => ({
    run: runOf({
      attempts: [...history, attempt(StepState.PREVIEWED, { due: after(200) })],
      approvals: [agreed],
    }),
    more: { readings: holding, preview, previewChanged: true },
  }),
  verifying: () => ({
    run: runOf({
      attempts: [
        ...history,
        attempt(StepState.VERIFYING, { acted: before(192), due: after(108), holdsSince: before(100) }),
      ],
      approvals: [agreed],
    }),
    more: {
      readings: [...holding, { title: 'p99', text: '41 ms, has to be < 60', holds: true, known: true }],
    },
  }),
  failed: () => ({
    run: runOf({
      state: RunState.WAITING,
      attempts: [
        ...history,
        attempt(StepState.FAILED, {
          acted: before(500),
          ended: before(120),
          outcome: 'p99 under 60 ms for 5 min: 84 ms, has to be < 60, after 5 min',
        }),
      ],
      approvals: [agreed],
      escalatedAt: before(60),
    }),
    more: { readings: [...holding, { title: 'p99', text: '84 ms, has to be < 60', known: true }] },
  }),
  decide: () => ({ run: runOf({ step: 'carrier', attempts: history.slice(0, 1) }), more: {} }),
  note: () => ({
    run: runOf({
      step: 'say',
      attempts: [
        ...history,
        attempt(StepState.PASSED, {
          acted: before(900),
          ended: before(600),
          outcome: 'p99 under 60 ms for 5 min: 42 ms',
          undone: before(300),
          undoneBy: 'operator-2',
        }),
        { ...passed(5, 'verify', 'p99 under 60 ms at both sites: 42 ms', 300) },
        { ...passed(6, 'wipe', 'skipped: they are repaired tomorrow', 200), state: StepState.SKIPPED },
      ],
    }),
    more: {},
  }),
  irreversible: () => ({
    run: runOf({
      step: 'wipe',
      owner: 'operator-1',
      attempts: [
        ...history,
        {
          seq: 5,
          step: 'wipe',
          attempt: 1,
          state: StepState.PREVIEWED,
          actor: 'operator-1',
          subject: digest,
          blast: { nodes: 4, regions: 1 },
          begun: before(20),
          due: after(280),
        },
      ],
    }),
    more: {
      preview: {
        text: 'retires 4 modems',
        targets: targets.slice(0, 4),
        targetCount: 4n,
        blast: { nodes: 4, regions: 1 },
        digest,
        changes: ['- modem B of 4 nodes'],
      },
    },
  }),
  succeeded: () => ({
    run: runOf({
      state: RunState.SUCCEEDED,
      step: '',
      endedAt: before(60),
      attempts: [
        ...history,
        attempt(StepState.PASSED, {
          acted: before(900),
          ended: before(600),
          outcome: 'p99 under 60 ms for 5 min: 42 ms, has to be < 60',
        }),
        passed(5, 'verify', 'p99 under 60 ms at both sites: 42 ms', 300),
        passed(6, 'wipe', 'None of them is listed', 200),
        passed(7, 'say', 'written down', 60),
      ],
    }),
    more: {},
  }),
};

export function toldAt(moment: Moment, changes: MessageInitShape<typeof RunSchema> = {}): GetRunResponse {
  const { run, more } = moments[moment]();
  const acted = run.attempts.some((each) => each.acted);
  return create(GetRunResponseSchema, {
    run: { ...run, ...changes } as Run,
    steps,
    evidence: acted ? [...evidence, done] : evidence,
    intact: true,
    stopAfter: durationFromMs(600_000),
    revision: 400n,
    ...more,
  } as MessageInitShape<typeof GetRunResponseSchema>);
}

export const documentText = `runbook: uplink-loss
title: Uplink loss at site
owner: network
match:
  - [alertname=RegionUnreachable, 'carrier=~"carrier-.*"']
  - [alertname=NodeOffline]
inputs:
  - {name: region, type: region, from: incident.region, help: Where users notice it}
  - {name: site, type: site, help: Which site has lost its uplink}
  - {name: limit, type: number, value: "60", help: How many milliseconds p99 may take}
stop: {after: 10m, escalate_to: secondary}
steps:
  - key: scope
    kind: read
    title: See which nodes are affected
    why: One site or several decides what helps.
    show:
      - nodes: {where: "region:{region} liveness:offline"}
  - key: carrier
    kind: decide
    title: Is it the carrier?
    choices:
      - {label: "Yes, carrier-B only", next: failover}
      - {label: "No, the site has no power", next: say}
  - key: failover
    kind: act
    title: Fail over to modem A
    why: Moves the default route so that nodes reach the control plane again.
    risk: reversible
    checks:
      - {title: Modem A is attached, nodes: {where: "site:{site} label.modem_a:attached"}, is: "> 0"}
    action: {set_route: {site: "{site}", via: wwan0}}
    undo: {set_route: {site: "{site}", via: wwan1}}
    approval: {count: 1}
    limits: {nodes: 500, regions: 1}
    verify: {title: p99 under the limit, objective: {objective: p99, region: "{region}", window: 5m}, is: "< {limit}", lasts: 5m, within: 15m}
  - key: say
    kind: note
    title: Say what it was
`;

const book = (name: string, title: string, more: MessageInitShape<typeof RunbookSchema> = {}): Runbook =>
  create(RunbookSchema, {
    name,
    title,
    owner: 'network',
    version: 7,
    author: 'operator-1',
    at: before(86_400 * 12),
    steps: 7,
    ...more,
  } as MessageInitShape<typeof RunbookSchema>);

const health = (trust: RunbookTrust, days: number | undefined, more: object = {}) => ({
  trust,
  ...(days === undefined ? {} : { exercisedAt: before(86_400 * days) }),
  runs: days === undefined ? 0 : 10,
  succeeded: days === undefined ? 0 : 9,
  median: durationFromMs(14 * 60_000),
  checkedAt: before(36_000),
  ...more,
});

export const books: Runbook[] = [
  book('uplink-loss', 'Uplink loss at site', { health: health(RunbookTrust.FRESH, 12, { inDrill: true }) }),
  book('failing-deployment', 'A deployment fails', {
    owner: 'platform',
    health: health(RunbookTrust.FRESH, 0),
  }),
  book('inputs-drift', 'The inputs of {workload} drift in {region}', {
    owner: 'models',
    health: health(RunbookTrust.AGEING, 120),
  }),
  book('node-compromised', '{node} may be somebody else’s', {
    owner: 'security',
    steps: 12,
    health: health(RunbookTrust.STALE, undefined),
  }),
  book('telemetry-gap', 'Telemetry is missing', {
    owner: 'platform',
    health: health(RunbookTrust.BROKEN, 40, {
      problems: ['step keep: workload meter-reader-old is not there', 'step back: role auditor'],
    }),
  }),
  book('old-failover', 'Fail over by hand', { retired: true, health: health(RunbookTrust.STALE, 400) }),
];

export const runs: Run[] = [
  runOf(),
  runOf({
    id: 'RUN-32',
    title: 'A deployment fails',
    runbook: 'failing-deployment',
    incident: 'INC-205',
    owner: 'operator-2',
    step: 'back',
    state: RunState.WAITING,
    startedAt: before(420),
  }),
  runOf({
    id: 'RUN-30',
    title: 'Uplink loss at site',
    incident: '',
    drill: true,
    state: RunState.SUCCEEDED,
    step: '',
    startedAt: before(90_000),
    endedAt: before(89_000),
  }),
  runOf({
    id: 'RUN-29',
    title: 'The inputs of meter-reader drift in eu-west',
    incident: 'INC-201',
    region: '',
    state: RunState.CANCELLED,
    step: '',
    reason: 'It was the sensor',
    startedAt: before(190_000),
    endedAt: before(189_000),
  }),
  runOf({
    id: 'RUN-28',
    title: 'Nodes of eu-north cannot be reached',
    incident: 'INC-198',
    owner: 'operator-2',
    state: RunState.FAILED,
    step: '',
    reason: 'nobody could reach the site',
    startedAt: before(290_000),
    endedAt: before(289_000),
  }),
];
