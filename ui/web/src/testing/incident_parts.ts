// What belongs to the incidents of the stories: what changed, timelines, rollouts, a run, alerts and who has the turn.
import { type AlertGroupSchema } from '$gen/alert_pb';
import { IncidentEventKind, type GetIncidentResponseSchema, type Incident } from '$gen/incident_pb';
import { RolloutSchema, RolloutState, Verdict, WaveState, type Rollout } from '$gen/rollout_pb';
import { RunState, StepState, type RunSchema } from '$gen/run_pb';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { at, minutes, burnLabels, paging } from './incidents';

const changes = [
  {
    at: at(27),
    reference: 'rollout/meter-reader-7',
    text: 'meter-reader-7 brought 4.3.0 of meter-reader',
    actor: 'operator-2',
    suspected: true,
  },
  {
    at: at(17),
    reference: 'audit/811',
    text: 'apply fleet: 2 differences',
    actor: 'operator-1',
    during: true,
  },
  { at: at(48), reference: 'audit/806', text: 'apply fleet: 1 difference', actor: 'administrator-1' },
];

const K = IncidentEventKind;
const eventRows: [
  minutesBefore: number,
  kind: IncidentEventKind,
  actor: string,
  text: string,
  reference: string,
  pinned: boolean,
][] = [
  [48, K.CHANGE, 'administrator-1', 'apply fleet: 1 difference', 'audit/806', false],
  [
    27,
    K.CHANGE,
    'operator-2',
    'meter-reader-7 brought 4.3.0 of meter-reader',
    'rollout/meter-reader-7',
    true,
  ],
  [21, K.ALERT, '', 'what led to it began', 'alert/a6ef5c8c19765dd2', true],
  [
    13,
    K.ALERT,
    '',
    'meter-latency in eu-west: 96 times the pace that lasts, the limit is 14.4',
    'alert/a6ef5c8c19765dd2',
    true,
  ],
  [
    12,
    K.PAGED,
    '',
    'people were told: meter-latency uses up its budget in eu-west',
    'alert/a6ef5c8c19765dd2',
    true,
  ],
  [11, K.OPENED, '', 'opened, because of a page', '', true],
  [8, K.ACTION, 'operator-1', 'RUN-31, high-latency, was started', 'run/RUN-31', true],
  [7, K.NOTE, 'operator-1', 'carrier says nothing of work today\nasked twice', '', false],
  [5, K.ACTION, 'operator-1', 'Is one site slower than the others? Yes', 'run/RUN-31', false],
];

export const detailOf = (incident: Incident): MessageInitShape<typeof GetIncidentResponseSchema> => ({
  incident,
  durations: {
    toDetect: minutes(8),
    ...(incident.times?.acknowledged ? { toAcknowledge: minutes(4) } : {}),
    ...(incident.times?.mitigated ? { toMitigate: minutes(44) } : {}),
    ...(incident.times?.resolved ? { toResolve: minutes(64) } : {}),
  },
  changes: incident.id === paging.id ? changes : [],
  events:
    incident.id === paging.id
      ? eventRows.map(([before, kind, actor, text, reference, pinned], index) => ({
          seq: BigInt(index + 1),
          at: at(before),
          kind,
          actor,
          text,
          reference,
          pinned,
        }))
      : [
          {
            seq: 1n,
            at: incident.openedAt!,
            kind: K.OPENED,
            text: 'opened, because of a page',
            pinned: true,
          },
        ],
  intact: true,
  revision: 2681n,
  runbooks: incident.id === paging.id ? ['high-latency', 'failing-deployment'] : [],
});

export const rollouts = (): Rollout[] => [
  create(RolloutSchema, {
    id: 'meter-reader-7',
    workload: 'meter-reader',
    to: '4.3.0',
    state: RolloutState.RUNNING,
    startedAt: at(27),
    createdAt: at(40),
    waves: [
      {
        place: 0,
        name: 'canary',
        state: WaveState.PASSED,
        nodes: 40n,
        looks: 8n,
        verdict: Verdict.PASS,
        odds: 0.4,
      },
      {
        place: 1,
        name: 'tenth',
        state: WaveState.SOAKING,
        nodes: 400n,
        looks: 3n,
        verdict: Verdict.INCONCLUSIVE,
        odds: 6.2,
      },
    ],
  }),
  create(RolloutSchema, {
    id: 'checkout-vision-9',
    workload: 'checkout-vision',
    to: '9.2.0',
    state: RolloutState.AWAITING_APPROVAL,
    createdAt: at(55),
    waves: [{ place: 0, name: 'canary', state: WaveState.AWAITING_APPROVAL, nodes: 80n, approvalsNeeded: 1 }],
  }),
];

export const run: MessageInitShape<typeof RunSchema> = {
  id: 'RUN-31',
  runbook: 'high-latency',
  version: 2,
  title: 'Answers are slow in eu-west',
  incident: paging.id,
  region: 'eu-west',
  state: RunState.RUNNING,
  owner: 'operator-1',
  startedAt: at(8),
  step: 'failover',
  attempts: [
    { seq: 1, step: 'scope', attempt: 1, state: StepState.PASSED, begun: at(8), ended: at(7) },
    { seq: 2, step: 'link', attempt: 1, state: StepState.PASSED, begun: at(6), ended: at(5) },
    { seq: 3, step: 'failover', attempt: 1, state: StepState.PREVIEWED, begun: at(3) },
  ],
};

export const alertGroups = (): MessageInitShape<typeof AlertGroupSchema>[] => [
  {
    key: '{}:{objective="meter-latency", region="eu-west"}',
    labels: { objective: 'meter-latency', region: 'eu-west' },
    notifiedAt: at(12),
    alerts: [
      {
        alert: { id: 'a6ef5c8c19765dd2', labels: burnLabels, startsAt: at(13) },
        fires: true,
        receivers: ['on-call'],
      },
    ],
  },
  {
    key: '{}:{site="montreal"}',
    labels: { region: 'us-east', site: 'montreal' },
    alerts: [
      {
        alert: { id: 'b1', labels: { alertname: 'SiteUnreachable', severity: 'page' }, startsAt: at(66) },
        fires: true,
        acknowledgedBy: 'operator-2',
      },
    ],
  },
  {
    key: '{}:{site="chennai", cause="disk"}',
    labels: { site: 'chennai', cause: 'disk', region: 'ap-south' },
    alerts: [
      {
        alert: {
          id: 'c1',
          labels: { alertname: 'NodeSaturated', severity: 'ticket', region: 'ap-south', site: 'chennai' },
          annotations: { summary: 'The disk of chennai-00011 is full for 93 % of the time' },
          startsAt: at(38),
        },
        fires: true,
      },
    ],
  },
];

export const alertingText = `
receivers:
  - {name: on-call, rotation: first-line}
  - {name: second, rotation: second-line}
rotations:
  - {name: first-line, zone: UTC, start: "2026-11-16T17:00", members: [{name: operator-1}, {name: operator-2}]}
  - {name: second-line, zone: UTC, start: "2026-11-16T17:00", members: [{name: operator-2}, {name: operator-3}]}
route:
  receiver: on-call
  escalation: [{after: 15m48s, receiver: second}]
`;
