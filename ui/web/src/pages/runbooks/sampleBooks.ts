// The runbooks of the stories and tests, the document of one of them, and the runs of a list.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { RunState, type Run } from '$gen/run_pb';
import { RunbookSchema, RunbookTrust, type Runbook } from '$gen/runbook_pb';
import { before, runOf } from './samples';

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
