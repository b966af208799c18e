// Incidents of the stories: one that pages, one that is looked after, one of practice, and those that are over.
import { IncidentSchema, IncidentSeverity, IncidentState, type Incident } from '$gen/incident_pb';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { storyTime, type Scenario } from './fake';

export const at = (minutesBefore: number) =>
  timestampFromDate(new Date(storyTime.getTime() - minutesBefore * 60_000));
export const minutes = (count: number) => durationFromMs(count * 60_000);

export const burnLabels = {
  alertname: 'BudgetBurn',
  objective: 'meter-latency',
  region: 'eu-west',
  severity: 'page',
  indicator: 'latency',
};

export const paging: Incident = create(IncidentSchema, {
  id: 'INC-204',
  title: 'meter-latency uses up its budget in eu-west',
  severity: IncidentSeverity.SEV2,
  state: IncidentState.TRIAGE,
  region: 'eu-west',
  workload: 'meter-reader',
  openedAt: at(11),
  changedAt: at(6),
  times: { firstBad: at(21), detected: at(13), paged: at(12) },
  suspect: 'meter-reader-7',
  alerts: [
    {
      alert: 'a6ef5c8c19765dd2',
      began: at(13),
      paged: at(12),
      labels: burnLabels,
      summary:
        'meter-latency in eu-west: 9,140 of 96,000 bad in 1h: 96 times the pace that lasts, the limit is 14.4',
    },
  ],
  events: 12n,
});

const unreachable: Incident = create(IncidentSchema, {
  id: 'INC-203',
  title: 'montreal cannot be reached',
  severity: IncidentSeverity.SEV3,
  state: IncidentState.ACTIVE,
  region: 'us-east',
  commander: 'operator-2',
  openedAt: at(64),
  times: { firstBad: at(67), detected: at(66), paged: at(65), acknowledged: at(61) },
  alerts: [
    {
      alert: 'b1',
      began: at(66),
      paged: at(65),
      labels: { alertname: 'SiteUnreachable', region: 'us-east', site: 'montreal', severity: 'page' },
      summary: '24 of 24 nodes of montreal have not reported for longer than its threshold',
    },
  ],
});

const practice: Incident = create(IncidentSchema, {
  id: 'INC-202',
  title: 'delivered misses its target in ap-south',
  severity: IncidentSeverity.SEV4,
  state: IncidentState.MITIGATED,
  region: 'ap-south',
  drill: true,
  commander: 'operator-1',
  openedAt: at(95),
  times: { firstBad: at(99), detected: at(96), acknowledged: at(94), mitigated: at(80) },
});

const past = (number: number, days: number, more: MessageInitShape<typeof IncidentSchema> = {}): Incident =>
  create(IncidentSchema, {
    id: `INC-${number}`,
    title: 'meter-latency uses up its budget in eu-west',
    severity: IncidentSeverity.SEV2,
    state: IncidentState.CLOSED,
    region: 'eu-west',
    commander: 'operator-2',
    openedAt: at(days * 1440 + 60),
    times: {
      firstBad: at(days * 1440 + 64),
      detected: at(days * 1440 + 61),
      paged: at(days * 1440 + 60),
      acknowledged: at(days * 1440 + 56),
      mitigated: at(days * 1440 + 20),
      resolved: at(days * 1440),
    },
    alerts: [{ alert: 'old', began: at(days * 1440 + 61), ended: at(days * 1440 + 20), labels: burnLabels }],
    ...more,
  } as MessageInitShape<typeof IncidentSchema>);

const over = [
  past(198, 3),
  past(173, 35, {
    title: 'meter-latency uses up its budget in eu-west, rotterdam first',
    state: IncidentState.REVIEW,
  }),
  past(166, 44, {
    title: 'delivered misses its target in ap-south',
    region: 'ap-south',
    alerts: [],
    severity: IncidentSeverity.SEV4,
  }),
  past(151, 58, {
    title: 'chennai cannot be reached',
    state: IncidentState.CANCELLED,
    reason: 'announced work',
    region: 'ap-south',
    alerts: [],
  }),
];

export function incidentsOf(scenario: Scenario): Incident[] {
  if (scenario === 'empty') return over;
  if (scenario === 'many')
    return [
      paging,
      unreachable,
      practice,
      ...Array.from({ length: 9997 }, (_, index) => past(10_000 - index, 1 + index / 10)),
    ];
  return [paging, unreachable, practice, ...over];
}
