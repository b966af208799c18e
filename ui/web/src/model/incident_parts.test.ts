import { create } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { GetIncidentResponseSchema, IncidentEventKind, type Incident } from '$gen/incident_pb';
import { NodeHealth, NodeSchema } from '$gen/node_pb';
import { RolloutSchema, RolloutState } from '$gen/rollout_pb';
import { RunSchema, RunState, RunStepSchema, StepState } from '$gen/run_pb';
import { RunbookHealthSchema, RunbookTrust } from '$gen/runbook_pb';
import { lanesOf, statusOfRollout } from './incident_lanes';
import { lastTerm, orderOf, sortOf, withoutLast } from './incident_rows';
import { bookTitle, runStateName, statusOfRun, stepLines, trustOf } from './run_card';
import { countsOf, stripsOf } from './site_strips';

const at = (seconds: number) => timestampFromMs(seconds * 1000);

describe('lanes', () => {
  const words = {
    rollout: 'Rollout',
    config: 'Config',
    alerts: 'Alerts',
    response: 'Response',
    empty: 'nothing',
    acknowledged: 'ack',
  };
  const detail = create(GetIncidentResponseSchema, {
    incident: {
      times: { acknowledged: at(900) },
      alerts: [
        { began: at(500), labels: { alertname: 'BudgetBurn', objective: 'fast', severity: 'page' } },
        { began: at(400), ended: at(450), labels: { alertname: 'NodeOffline' } },
      ],
    },
    changes: [
      { at: at(300), reference: 'rollout/r-1', suspected: true },
      { at: at(200), reference: 'rollout/gone' },
      { at: at(100), reference: 'audit/1', text: 'apply fleet' },
    ],
    events: [
      { at: at(950), kind: IncidentEventKind.ACTION, text: 'RUN-1 was started\nmore', pinned: true },
      { at: at(960), kind: IncidentEventKind.ACTION, text: 'small', pinned: false },
      { at: at(970), kind: IncidentEventKind.NOTE, text: 'a note', pinned: true },
    ],
  });
  const rollout = (state: RolloutState) =>
    create(RolloutSchema, {
      id: 'r-1',
      state,
      startedAt: at(310),
      ...(state === RolloutState.SUCCEEDED ? { endedAt: at(350) } : {}),
    });

  test('rollouts are spans, up to now while they run; those that are not known are moments', () => {
    const [lane] = lanesOf(detail, [rollout(RolloutState.RUNNING)], 1000, words);
    expect(lane!.items).toEqual([
      { from: 310, to: 1000, text: 'r-1', status: 'degraded' },
      { from: 200, text: 'gone', status: 'unknown' },
    ]);
    expect(lanesOf(detail, [rollout(RolloutState.SUCCEEDED)], 1000, words)[0]!.items[0]!.to).toBe(350);
    expect(lanesOf(detail, [rollout(RolloutState.PAUSED)], 1000, words)[0]!.items[0]!.status).toBe('held');
  });
  test('config, alerts and response', () => {
    const [, config, alerts, response] = lanesOf(detail, [], 1000, words);
    expect(config!.items).toEqual([{ from: 100, text: 'apply fleet', status: 'unknown' }]);
    expect(alerts!.items).toEqual([
      { from: 500, to: 1000, text: 'BudgetBurn fast', status: 'failed' },
      { from: 400, to: 450, text: 'NodeOffline', status: 'degraded' },
    ]);
    expect(response!.items.map(({ text }) => text)).toEqual(['ack', 'RUN-1 was started']);
  });
  test('a lane without anything says so', () => {
    const empty = create(GetIncidentResponseSchema, { incident: {} });
    for (const lane of lanesOf(empty, [], 1000, words))
      expect(lane).toMatchObject({ items: [], empty: 'nothing' });
  });
  test('states of rollouts that are not known look unknown', () => {
    expect(statusOfRollout(RolloutState.RUNNING)).toBe('updating');
    expect(statusOfRollout(99 as RolloutState)).toBe('unknown');
  });
});

describe('the list', () => {
  test('sorts by the address', () => {
    expect(orderOf('-opened_at')).toBe('opened_at desc');
    expect(orderOf('title')).toBe('title');
    expect(orderOf('drop table')).toBe('');
    expect(orderOf(undefined)).toBe('');
    expect(sortOf('opened_at desc')).toBe('-opened_at');
    expect(sortOf('')).toBeUndefined();
  });
  test('takes the last term of a filter away', () => {
    expect(lastTerm('open:yes title:"cannot be reached"')).toBe('title:"cannot be reached"');
    expect(withoutLast('open:yes title:"cannot be reached" ')).toBe('open:yes');
    expect(withoutLast('open:yes')).toBe('');
    expect(lastTerm('')).toBe('');
    expect(lastTerm('open:yes not region:eu')).toBe('not region:eu');
    expect(withoutLast('open:yes not region:eu')).toBe('open:yes');
  });
});

describe('a run', () => {
  const steps = ['a', 'b', 'c', 'd'].map((key) => create(RunStepSchema, { key, title: `step ${key}` }));
  const run = (step: string) =>
    create(RunSchema, {
      step,
      state: RunState.RUNNING,
      attempts: [
        { step: 'a', state: StepState.FAILED, ended: at(10) },
        { step: 'a', state: StepState.PASSED, ended: at(20) },
        { step: 'b', state: StepState.AWAITING, begun: at(30) },
      ],
    });
  test('shows the step before, the one that it is at, and the next', () => {
    expect(stepLines({ run: run('b'), steps })).toMatchObject([
      { number: 1, status: 'healthy', now: false, at: new Date(20_000) },
      { number: 2, status: 'held', now: true },
      { number: 3, status: 'unknown', now: false, at: undefined },
    ]);
    expect(stepLines({ run: run('a'), steps }).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(stepLines({ run: run(''), steps }).map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(stepLines({ steps })).toEqual([]);
  });
  test('has a word and a shape', () => {
    expect(runStateName(RunState.WAITING)).toBe('waiting');
    expect(runStateName(99 as RunState)).toBeUndefined();
    expect(statusOfRun({ state: RunState.FAILED })).toBe('failed');
    expect(statusOfRun({ state: 99 as RunState })).toBe('unknown');
  });
});

test('the title of a runbook says what its incident says', () => {
  const title = '{workload} on {node} in {region}, {rollout}';
  const alerts = [{ labels: {} }, { labels: { node: 'edge-1' } }] as unknown as Incident['alerts'];
  const book = { name: 'late', title };
  expect(bookTitle(book, { region: 'eu-west', workload: 'meter', alerts })).toBe(
    'meter on edge-1 in eu-west, rollout',
  );
  expect(bookTitle(book)).toBe('workload on node in region, rollout');
  expect(bookTitle({ name: 'late', title: '' })).toBe('late');
});

test('how far a runbook can be relied upon', () => {
  const of = (trust: RunbookTrust, exercised?: number) =>
    trustOf(
      create(RunbookHealthSchema, {
        trust,
        runs: 3,
        succeeded: 2,
        median: durationFromMs(60_000),
        ...(exercised === undefined ? {} : { exercisedAt: at(exercised) }),
      }),
      100_000,
    );
  expect(of(RunbookTrust.FRESH, 40)).toMatchObject({ kind: 'fresh', status: 'healthy', age: 60, median: 60 });
  expect(of(RunbookTrust.AGEING, 40)).toMatchObject({ kind: 'fresh', status: 'degraded' });
  expect(of(RunbookTrust.STALE, 40)).toMatchObject({ kind: 'stale', status: 'degraded' });
  expect(of(RunbookTrust.STALE)).toMatchObject({ kind: 'never' });
  expect(of(RunbookTrust.BROKEN)).toMatchObject({ kind: 'broken', status: 'failed' });
  expect(trustOf(undefined, 0)).toMatchObject({ kind: 'unknown', runs: 0 });
});

test('sites with the most trouble come first, in each the worst nodes', () => {
  const node = (name: string, site: string, health: NodeHealth) =>
    create(NodeSchema, { id: name, name, site, health });
  const nodes = [
    node('a', 'small', NodeHealth.OFFLINE),
    node('b', 'large', NodeHealth.UNKNOWN),
    node('c', 'large', NodeHealth.FAILED),
  ];
  const [large, small] = stripsOf(nodes);
  expect(large).toMatchObject({ site: 'large', nodes: [{ name: 'c' }, { name: 'b', status: 'unknown' }] });
  expect(small!.site).toBe('small');
  expect(countsOf(nodes)).toEqual([
    { status: 'failed', count: 1 },
    { status: 'offline', count: 1 },
    { status: 'unknown', count: 1 },
  ]);
});
