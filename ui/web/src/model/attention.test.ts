import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { AlertGroupSchema, type AlertStatusSchema } from '$gen/alert_pb';
import { IncidentSchema, IncidentState } from '$gen/incident_pb';
import { RolloutSchema, RolloutState, WaveState } from '$gen/rollout_pb';
import { RunSchema, StepState } from '$gen/run_pb';
import { acknowledgedBy, approvalsDue, groupsAlone, healthyShare } from './attention';

type Alert = MessageInitShape<typeof AlertStatusSchema>;
const alert = (id: string, more: Alert = {}, severity = 'ticket', since = 1000): Alert =>
  ({
    alert: { id, labels: { severity }, startsAt: timestampFromMs(since) },
    fires: true,
    ...more,
  }) as Alert;
const group = (key: string, ...alerts: Alert[]) => create(AlertGroupSchema, { key, alerts });
const incident = (state: IncidentState, ...alerts: string[]) =>
  create(IncidentSchema, { id: 'INC-1', state, alerts: alerts.map((each) => ({ alert: each })) });

describe('groups without an incident', () => {
  test('leave out what belongs to one that is open, is held back, or does not fire', () => {
    const groups = [
      group('known', alert('a')),
      group('silenced', alert('b', { silencedBy: ['s'] })),
      group('follows', alert('c', { inhibitedBy: ['x'] })),
      group('maintenance', alert('d', { mutedBy: ['m'] })),
      group('over', alert('e', { fires: false })),
      group('alone', alert('f'), alert('a')),
    ];
    const found = groupsAlone(groups, [incident(IncidentState.ACTIVE, 'a')]);
    expect(found.map(({ key }) => key)).toEqual(['alone']);
    expect(found[0]!.alerts.map(({ id }) => id)).toEqual(['f']);
    expect(groupsAlone(groups, [incident(IncidentState.CLOSED, 'a')]).map(({ key }) => key)).toContain(
      'known',
    );
  });
  test('pages come first, then what nobody looks after, then the oldest', () => {
    const groups = [
      group('taken', alert('a', { acknowledgedBy: 'op' })),
      group('new', alert('b', {}, 'ticket', 5000)),
      group('old', alert('c')),
      group('page', alert('d', {}, 'page', 9000)),
    ];
    expect(groupsAlone(groups, []).map(({ key }) => key)).toEqual(['page', 'old', 'new', 'taken']);
  });
  test('are looked after when every alert is', () => {
    const of = (...alerts: Alert[]) => groupsAlone([group('g', ...alerts)], [])[0]!.acknowledgedBy;
    expect(of(alert('a', { acknowledgedBy: 'op' }), alert('b'))).toBe('');
    expect(of(alert('a', { acknowledgedBy: 'op' }))).toBe('op');
  });
});

test('an incident is acknowledged when all of it that fires is', () => {
  const one = incident(IncidentState.ACTIVE, 'a', 'b');
  const groups = (by: string) => [
    group('g', alert('a', { acknowledgedBy: 'op' }), alert('b', { acknowledgedBy: by })),
  ];
  expect(acknowledgedBy(one, groups('op'))).toBe('op');
  expect(acknowledgedBy(one, groups(''))).toBe('');
  expect(acknowledgedBy(one, [])).toBe('');
  expect(acknowledgedBy(incident(IncidentState.ACTIVE), groups('op'))).toBe('');
});

test('approvals that are due come before those without an end', () => {
  const waiting = { name: 'canary', state: WaveState.AWAITING_APPROVAL };
  const rollouts = [
    create(RolloutSchema, {
      id: 'first',
      state: RolloutState.AWAITING_APPROVAL,
      waves: [{ name: 'canary' }],
    }),
    create(RolloutSchema, { id: 'second', state: RolloutState.RUNNING, waves: [{ name: 'a' }, waiting] }),
    create(RolloutSchema, { id: 'runs', state: RolloutState.RUNNING, waves: [{ name: 'a' }] }),
    create(RolloutSchema, { id: 'over', state: RolloutState.ABORTED, waves: [waiting] }),
  ];
  const runs = [
    create(RunSchema, {
      id: 'RUN-1',
      title: 'A deployment fails',
      attempts: [{ step: 'back', state: StepState.AWAITING, due: timestampFromMs(5000) }],
    }),
    create(RunSchema, { id: 'RUN-2', attempts: [{ step: 'back', state: StepState.PASSED }] }),
  ];
  expect(approvalsDue(rollouts, runs).map(({ name, part }) => [name, part])).toEqual([
    ['RUN-1', 'A deployment fails'],
    ['first', 'canary'],
    ['second', 'canary'],
  ]);
});

test('not all is never shown as all, and nothing is not a share', () => {
  expect(healthyShare({ total: 100_000, healthy: 98_730 })).toBe(98.7);
  expect(healthyShare({ total: 100_000, healthy: 99_999 })).toBe(99.9);
  expect(healthyShare({ total: 12, healthy: 12 })).toBe(100);
  expect(healthyShare({ total: 0, healthy: 0 })).toBeUndefined();
});
