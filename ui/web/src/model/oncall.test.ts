import { describe, expect, test } from 'vitest';
import example from '../../../../resources/alerting/owners-and-regions.yaml?raw';
import { lengthOf, readAlerting } from './alerting_document';
import { nextPageOf, turnsAt } from './oncall';

const alerting = readAlerting(example)!;

describe('the example', () => {
  test('turns change at nine in Amsterdam, in winter and in summer', () => {
    const [winter] = turnsAt(alerting, new Date('2026-01-12T07:59:00Z'));
    expect(winter).toMatchObject({ member: 'ops-1', rotation: 'first-line', next: 'ops-2' });
    expect(winter!.until!.toISOString()).toBe('2026-01-12T08:00:00.000Z');
    expect(turnsAt(alerting, new Date('2026-01-12T08:00:00Z'))[0]!.member).toBe('ops-2');
    const [summer] = turnsAt(alerting, new Date('2026-07-05T12:00:00Z'));
    expect(summer!.until!.toISOString()).toBe('2026-07-06T07:00:00.000Z');
  });
  test('somebody takes over, and gives it back', () => {
    expect(turnsAt(alerting, new Date('2026-12-25T12:00:00Z'))).toEqual([
      {
        rotation: 'first-line',
        member: 'ops-2',
        takesOver: true,
        until: new Date('2026-12-27T08:00:00Z'),
        next: 'ops-1',
      },
    ]);
    const [before] = turnsAt(alerting, new Date('2026-12-22T12:00:00Z'));
    expect(before).toMatchObject({ member: 'ops-1', until: new Date('2026-12-24T08:00:00Z'), next: 'ops-2' });
  });
  test('nobody before the first turn', () => {
    expect(turnsAt(alerting, new Date('2025-12-01T00:00:00Z'))).toEqual([]);
  });
  test('a page that nobody acknowledges reaches the lead after 15 minutes', () => {
    const told = new Date('2026-02-01T10:00:00Z');
    const next = nextPageOf(alerting, { severity: 'page' }, told, new Date('2026-02-01T10:11:00Z'));
    expect(next).toEqual({ at: new Date('2026-02-01T10:15:00Z'), receiver: 'lead-on-duty' });
    expect(
      nextPageOf(alerting, { severity: 'page' }, told, new Date('2026-02-01T10:16:00Z')),
    ).toBeUndefined();
    expect(nextPageOf(alerting, { severity: 'ticket' }, told, told)).toBeUndefined();
  });
});

describe('routes', () => {
  const text = (matcher: string) => `
receivers: [{name: a}, {name: second, rotation: r}]
rotations: [{name: r, start: "2026-01-01T00:00", members: [{name: op-9}]}]
route:
  receiver: a
  routes: [{matchers: ['${matcher}'], receiver: a, escalation: [{after: 5m, receiver: second}]}]`;
  const next = (matcher: string, labels: Record<string, string>) => {
    const at = new Date('2026-02-01T10:00:00Z');
    return nextPageOf(readAlerting(text(matcher))!, labels, at, at);
  };
  test('match as they are written', () => {
    expect(next('region=~"eu-.*"', { region: 'eu-west' })).toMatchObject({
      person: 'op-9',
      receiver: 'second',
    });
    expect(next('region=~"eu-.*"', { region: 'us-east' })).toBeUndefined();
    expect(next('region!="eu-west"', { region: 'us-east' })).toBeDefined();
    expect(next('region!~"eu-.*"', { region: 'eu-west' })).toBeUndefined();
    expect(next('region=eu-west', { region: 'eu-west' })).toBeDefined();
  });
  test('what cannot be understood is not known', () => {
    expect(next('region=~"("', { region: 'eu-west' })).toBeUndefined();
    expect(next('region', { region: 'eu-west' })).toBeUndefined();
  });
});

test('one member alone has no end of the turn', () => {
  const alone = readAlerting('rotations: [{name: r, start: "2026-01-01T00:00Z", members: [{name: op-9}]}]')!;
  const [turn] = turnsAt(alone, new Date('2026-03-01T00:00:00Z'));
  expect(turn).toEqual({ rotation: 'r', member: 'op-9', takesOver: false });
});

test('documents that cannot be read tell nothing', () => {
  expect(readAlerting('a: [')).toBeUndefined();
  expect(readAlerting('rotations: [{name: r, start: soon, members: [{name: a}]}]')!.rotations).toEqual([]);
  expect(readAlerting('')!.rotations).toEqual([]);
});

test('lengths of time', () => {
  expect(lengthOf('15m')).toBe(900);
  expect(lengthOf('1h30m')).toBe(5400);
  expect(lengthOf('soon')).toBeUndefined();
});
