import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { IncidentSchema, IncidentState } from '$gen/incident_pb';
import { commandLine, leadingVerbs, shellQuoted, verbsOf } from './incident_verbs';

const incident = (state: IncidentState, more: MessageInitShape<typeof IncidentSchema> = {}) =>
  create(IncidentSchema, { id: 'INC-7', state, ...more } as MessageInitShape<typeof IncidentSchema>);
const firing = { alerts: [{ alert: 'a1' }] };
const ended = { alerts: [{ alert: 'a1', ended: timestampFromMs(1) }] };
const names = (...args: Parameters<typeof verbsOf>) => verbsOf(...args).map(({ verb }) => verb);

describe('verbs by state', () => {
  test('triage', () =>
    expect(names(incident(IncidentState.TRIAGE, firing), 'me', false)).toEqual([
      'acknowledge',
      'take',
      'mitigate',
      'edit',
      'merge',
      'cancel',
    ]));
  test('what is acknowledged and mine is not offered again', () =>
    expect(names(incident(IncidentState.ACTIVE, { ...firing, commander: 'me' }), 'me', true)).toEqual([
      'mitigate',
      'resolve',
      'edit',
      'merge',
      'cancel',
    ]));
  test('it cannot be resolved while something fires', () => {
    const blocked = (more: typeof firing | typeof ended) =>
      verbsOf(incident(IncidentState.ACTIVE, more), 'me', true).find(({ verb }) => verb === 'resolve')
        ?.blocked;
    expect(blocked(firing)).toBe('fires');
    expect(blocked(ended)).toBeUndefined();
  });
  test('after it is over', () => {
    expect(names(incident(IncidentState.RESOLVED, ended), 'me', false)).toEqual([
      'reopen',
      'review',
      'close',
    ]);
    expect(names(incident(IncidentState.REVIEW), 'me', false)).toEqual(['close']);
    expect(names(incident(IncidentState.CLOSED), 'me', false)).toEqual([]);
    expect(names(incident(IncidentState.MERGED), 'me', false)).toEqual([]);
  });
});

test('two verbs lead, and none of those that are rare', () => {
  const of = (state: IncidentState, more = {}, acknowledged = false) =>
    leadingVerbs(verbsOf(incident(state, more), 'me', acknowledged)).map(({ verb }) => verb);
  expect(of(IncidentState.TRIAGE, firing)).toEqual(['acknowledge', 'take']);
  expect(of(IncidentState.ACTIVE, { ...firing, commander: 'me' }, true)).toEqual(['mitigate', 'resolve']);
  expect(of(IncidentState.ACTIVE, { ...ended, commander: 'somebody' })).toEqual(['mitigate', 'resolve']);
  expect(of(IncidentState.ACTIVE, { ...firing, commander: 'somebody' }, true)).toEqual(['mitigate', 'take']);
  expect(of(IncidentState.RESOLVED)).toEqual(['review', 'close']);
  expect(of(IncidentState.CLOSED)).toEqual([]);
});

describe('lines for a terminal', () => {
  const one = incident(IncidentState.ACTIVE, firing);
  test('say the same', () => {
    expect(commandLine('mitigate', one)).toBe('flotillactl incidents mitigate INC-7');
    expect(commandLine('mitigate', one, "it's back")).toBe(
      "flotillactl incidents mitigate INC-7 --reason 'it'\\''s back'",
    );
    expect(commandLine('cancel', one)).toBe('flotillactl incidents cancel INC-7 --reason TEXT');
    expect(commandLine('merge', one, 'INC-3')).toBe('flotillactl incidents merge INC-7 --into INC-3');
    expect(commandLine('note', one)).toBe('flotillactl incidents note INC-7 TEXT');
    expect(commandLine('acknowledge', one)).toBe('flotillactl alerts ack a1');
    expect(commandLine('show', one, 'ignored')).toBe('flotillactl incidents show INC-7');
  });
  test('quote what a shell would take apart', () => {
    expect(shellQuoted('eu-west')).toBe('eu-west');
    expect(shellQuoted('a b; rm')).toBe("'a b; rm'");
    expect(shellQuoted('')).toBe("''");
  });
});
