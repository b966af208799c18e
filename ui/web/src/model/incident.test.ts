import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import {
  GetIncidentResponseSchema,
  IncidentEventKind,
  IncidentEventSchema,
  IncidentSchema,
  IncidentSeverity,
  IncidentState,
} from '$gen/incident_pb';
import * as model from './incident';

const time = (text: string) => timestampFromDate(new Date(`2026-11-23T${text}Z`));
const incident = (more: MessageInitShape<typeof IncidentSchema> = {}) =>
  create(IncidentSchema, {
    id: 'INC-1',
    state: IncidentState.ACTIVE,
    severity: IncidentSeverity.SEV2,
    openedAt: time('14:05:00'),
    ...more,
  } as MessageInitShape<typeof IncidentSchema>);
const alert = (labels: Record<string, string>, ended = false, summary = '') => ({
  alert: labels['alertname'] ?? 'a',
  labels,
  summary,
  began: time('14:00:00'),
  ...(ended ? { ended: time('14:10:00') } : {}),
});

describe('states', () => {
  test('have names, and those of newer servers have none', () => {
    expect(model.stateName(IncidentState.TRIAGE)).toBe('triage');
    expect(model.stateName(IncidentState.MERGED)).toBe('merged');
    expect(model.stateName(99 as IncidentState)).toBeUndefined();
    expect(model.statusOfState(99 as IncidentState)).toBe('unknown');
    expect(model.movesOf(99 as IncidentState)).toEqual([]);
    for (const name of model.incidentStates) expect(model.stateName(model.stateOf(name))).toBe(name);
  });
  test('are open up to mitigated', () => {
    const open = model.incidentStates.filter((name) => model.isOpen(model.stateOf(name)));
    expect(open).toEqual(['triage', 'active', 'mitigated']);
    expect(model.isOpen(IncidentState.UNSPECIFIED)).toBe(false);
  });
  test('follow each other as the server lets them', () => {
    expect(model.movesOf(IncidentState.TRIAGE)).toEqual(['active', 'mitigated', 'cancelled']);
    expect(model.movesOf(IncidentState.RESOLVED)).toEqual(['active', 'review', 'closed']);
    expect(model.movesOf(IncidentState.CLOSED)).toEqual([]);
  });
  test('severities have a word each', () => {
    expect(model.severityWord(IncidentSeverity.SEV1)).toBe('SEV1');
    expect(model.severityWord(IncidentSeverity.UNSPECIFIED)).toBe('');
    expect(model.statusOfSeverity(IncidentSeverity.SEV1)).toBe('failed');
  });
});

describe('alerts', () => {
  const both = incident({
    alerts: [
      alert({ alertname: 'NodeOffline' }, true, 'was'),
      alert({ alertname: 'BudgetBurn', severity: 'page', objective: 'fast', region: 'eu' }, false, 'is'),
    ],
  });
  test('that fire count', () => {
    expect(model.fires(both)).toBe(true);
    expect(model.firingAlerts(both)).toEqual(['BudgetBurn']);
    expect(model.isPage(both)).toBe(true);
    expect(model.isPage(incident({ alerts: [alert({ severity: 'page' }, true)] }))).toBe(false);
  });
  test('name the promise, of the fleet where no region is named', () => {
    expect(model.objectiveOf(both)).toEqual({ objective: 'fast', region: 'eu' });
    expect(model.objectiveOf(incident({ alerts: [alert({ objective: 'fast' }, true)] }))).toEqual({
      objective: 'fast',
      region: '',
    });
    expect(model.objectiveOf(incident())).toBeUndefined();
  });
  test('tell what is the matter, those that fire first', () => {
    expect(model.summaryOfAlerts(both)).toBe('is');
    expect(model.summaryOfAlerts(incident({ alerts: [alert({}, true, 'was')] }))).toBe('was');
    expect(model.summaryOfAlerts(incident())).toBe('');
  });
});

test('it began at the first bad answer, else when it was detected, else when it was opened', () => {
  expect(model.beganAt(incident({ times: { firstBad: time('13:51:00') } }))).toEqual(
    new Date('2026-11-23T13:51:00Z'),
  );
  expect(model.beganAt(incident({ times: { detected: time('13:55:00') } }))!.getUTCMinutes()).toBe(55);
  expect(model.beganAt(incident())!.getUTCMinutes()).toBe(5);
});

test('it is over when it was resolved, and while it is open it is not', () => {
  const times = { mitigated: time('14:20:00'), resolved: time('14:30:00') };
  expect(model.overAt(incident({ times }))).toBeUndefined();
  expect(model.overAt(incident({ state: IncidentState.CLOSED, times }))!.getUTCMinutes()).toBe(30);
  expect(
    model.overAt(incident({ state: IncidentState.CANCELLED, changedAt: time('14:40:00') }))!.getUTCMinutes(),
  ).toBe(40);
});

describe('timeline', () => {
  const event = (seq: bigint, text: string, pinned: boolean, reference = '') =>
    create(IncidentEventSchema, {
      seq,
      at: time('14:00:00'),
      kind: IncidentEventKind.ACTION,
      text,
      pinned,
      reference,
    });
  const events = [event(1n, 'one\ntwo\nthree', true, 'run/RUN-4'), event(2n, 'small', false)];
  test('is the newest first, short or whole', () => {
    expect(model.timelineOf(events, false).map(({ key }) => key)).toEqual(['1']);
    expect(model.timelineOf(events, true).map(({ key }) => key)).toEqual(['2', '1']);
  });
  test('has a first line, more, and where it leads', () => {
    expect(model.timelineOf(events, false)[0]).toMatchObject({
      text: 'one',
      more: 'two\nthree',
      href: '/runbooks/run/RUN-4',
      status: 'updating',
    });
  });
  test('references lead to pages, and only to those that there are', () => {
    expect(model.hrefOf('rollout/a b')).toBe('/rollouts/a%20b');
    expect(model.hrefOf('incident/INC-1')).toBe('/incidents/INC-1');
    expect(model.hrefOf('audit/8')).toBe('/audit?entry=8');
    expect(model.hrefOf('alert/8')).toBeUndefined();
    expect(model.hrefOf('rollout')).toBeUndefined();
  });
});

describe('what changed', () => {
  const detail = create(GetIncidentResponseSchema, {
    incident: incident({ times: { firstBad: time('14:00:00') } }),
    changes: [
      { at: time('13:54:00'), reference: 'rollout/r-3', text: 'r-3 brought 3.0.0', suspected: true },
      { at: time('13:20:00'), reference: 'audit/1', text: 'older' },
      { at: time('13:40:00'), reference: 'audit/2', text: 'newer' },
      { at: time('14:02:00'), reference: 'audit/3', text: 'later', during: true },
    ],
  });
  test('the suspected one is told with how long before', () => {
    expect(model.suspectOf(detail)).toMatchObject({ rollout: 'r-3', before: 360 });
    expect(model.suspectOf({ ...detail, changes: [] })).toBeUndefined();
  });
  test('just before is the newest before, without what came during it', () => {
    expect(model.justBefore(detail, 5).map(({ text }) => text)).toEqual(['newer', 'older']);
    expect(model.justBefore(detail, 1)).toHaveLength(1);
  });
});

test('pages come first, then what nobody took, drills after, then the worst and the oldest', () => {
  const page = { alerts: [alert({ severity: 'page' })] };
  const order = [
    incident({ id: 'page', severity: IncidentSeverity.SEV3, ...page }),
    incident({ id: 'taken page', ...page }),
    incident({ id: 'sev1', severity: IncidentSeverity.SEV1 }),
    incident({ id: 'older', openedAt: time('13:00:00') }),
    incident({ id: 'newer' }),
    incident({ id: 'drill', severity: IncidentSeverity.SEV1, drill: true }),
  ];
  const taken = ({ id }: { id: string }) => id.startsWith('taken');
  const sorted = [...order].reverse().sort((left, right) => model.byNeed(left, right, taken));
  expect(sorted.map(({ id }) => id)).toEqual(order.map(({ id }) => id));
});

test('similar are those of the same kind, the same place first, the newest first', () => {
  const burn = alert({ alertname: 'BudgetBurn', objective: 'fast' }, true);
  const now = incident({ region: 'eu', alerts: [burn] });
  const others = [
    incident({ id: 'elsewhere', region: 'us', alerts: [burn] }),
    incident({ id: 'old', region: 'eu', alerts: [burn], openedAt: time('08:00:00') }),
    incident({ id: 'new', region: 'eu', alerts: [burn] }),
    incident({ id: 'other', region: 'eu', alerts: [alert({ alertname: 'NodeOffline' }, true)] }),
    now,
  ];
  expect(model.similarTo(now, others, 5).map(({ id }) => id)).toEqual(['new', 'old', 'elsewhere']);
  expect(model.similarTo(now, others, 1)).toHaveLength(1);
});
