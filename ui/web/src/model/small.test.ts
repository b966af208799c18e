import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { AccountSchema, OperatorSessionSchema } from '$gen/account_pb';
import { GrantSchema } from '$gen/access_pb';
import { AuditEntrySchema } from '$gen/audit_pb';
import { DriftStandingSchema, DriftVerdict, FeatureDriftSchema } from '$gen/drift_pb';
import { IncidentSchema, IncidentState } from '$gen/incident_pb';
import { ClockState, InstallState, Liveness, NodeHealth, NodeSchema } from '$gen/node_pb';
import { Role } from '$gen/options_pb';
import { RolloutSchema } from '$gen/rollout_pb';
import { passwordFault, programText, regionsOf, sortSessions, tokenRoles } from './account';
import { auditCells, pageOfObject } from './audit';
import { changeOf, parseSide } from './compare';
import { csv } from './csv';
import { marksOf } from './debugMarks';
import { driftOf, statusOfDrift, worstStanding } from './drift';
import { faultOf, termsOf, without } from './filter';
import { granted, grantedEverywhere } from './granted';
import { openIncidentsOf } from './incidentState';
import {
  bytesText,
  clockText,
  driftOfNode,
  freshnessOfNode,
  leadingWorkload,
  needsSomebody,
  p95Of,
} from './node';

const seconds = (count: number) => ({ seconds: BigInt(count), nanos: 0 });
const account = (role: Role, regions: string[] = []) =>
  create(AccountSchema, { grants: [{ role, regions }] });

describe('granted', () => {
  it('follows the server: everybody looks, an administrator does all, an operator enrols', () => {
    expect(granted(account(Role.VIEWER), Role.OPERATOR)).toBe(false);
    expect(granted(account(Role.ADMINISTRATOR), Role.OPERATOR, 'eu-west')).toBe(true);
    expect(granted(account(Role.OPERATOR), Role.ENROLLER)).toBe(true);
    expect(granted(account(Role.SECURITY_ADMIN), Role.AUDITOR)).toBe(true);
    expect(granted(account(Role.AUDITOR), Role.VIEWER)).toBe(true);
    expect(granted(undefined, Role.VIEWER)).toBe(false);
  });
  it('knows regions', () => {
    const there = account(Role.OPERATOR, ['eu-west']);
    expect(granted(there, Role.OPERATOR, 'eu-west')).toBe(true);
    expect(granted(there, Role.OPERATOR, 'us-east')).toBe(false);
    expect(grantedEverywhere(there, Role.OPERATOR)).toBe(false);
    expect(grantedEverywhere(account(Role.OPERATOR), Role.OPERATOR)).toBe(true);
  });
});

describe('filter', () => {
  it('shows the term that the server did not like', () => {
    const filter = 'region:eu-west nam:x';
    expect(faultOf(filter, 'at character 16: there is no field "nam"')).toEqual({
      before: 'region:eu-west ',
      term: 'nam:x',
      after: '',
      message: 'there is no field "nam"',
    });
    expect(faultOf('a', 'at character 99: the end')?.term).toBe('a');
    expect(faultOf('a', 'the database does not answer')).toBeUndefined();
  });
  it('takes terms apart only where all must hold', () => {
    expect(termsOf(' a:1  b:2 ')).toEqual(['a:1', 'b:2']);
    expect(termsOf('a:(1|2) b:2')).toEqual(['a:(1|2) b:2']);
    expect(termsOf('a:1 or b:2')).toEqual(['a:1 or b:2']);
    expect(without('a:1 b:2', 'a:1')).toBe('b:2');
    expect(termsOf('')).toEqual([]);
  });
});

describe('node', () => {
  const node = (more: object) => create(NodeSchema, { liveness: Liveness.LIVE, ...more });
  const right = { workload: 'a', desired: '2', version: '2', proven: true };
  const wrong = { workload: 'b', desired: '2', version: '1', proven: true };
  it('does not say of a silent node that it is as it should be', () => {
    expect(driftOfNode(node({ workloads: [right] }))).toEqual({ kind: 'none' });
    expect(driftOfNode(node({ workloads: [wrong] }))).toEqual({ kind: 'differs' });
    expect(driftOfNode(node({ workloads: [right, wrong] }))).toEqual({ kind: 'some', of: 1, all: 2 });
    expect(driftOfNode(node({ workloads: [right], liveness: Liveness.LATE }))).toEqual({ kind: 'unknown' });
    expect(freshnessOfNode(node({ liveness: Liveness.OFFLINE, lastSeen: seconds(5) })).state).toBe('stale');
    expect(freshnessOfNode(node({}))).toEqual({ state: 'live' });
  });
  it('shows the workload that is not as it should be', () => {
    expect(leadingWorkload(node({ workloads: [right, wrong] }))?.workload).toBe('b');
    expect(leadingWorkload(node({}))).toBeUndefined();
  });
  it('gives latencies only of answers', () => {
    const totals = (requests: bigint) => ({ ...right, totals: [{ version: '2', requests, p95Ms: 3 }] });
    expect(p95Of(node({ workloads: [totals(4n)] }))).toBe(3);
    expect(p95Of(node({ workloads: [totals(0n)] }))).toBeUndefined();
  });
  it('marks who needs somebody', () => {
    const needs = [
      NodeHealth.FAILED,
      NodeHealth.DEGRADED,
      NodeHealth.OFFLINE,
      NodeHealth.HEALTHY,
      NodeHealth.UNKNOWN,
    ];
    expect(needs.map((health) => needsSomebody(node({ health })))).toEqual([true, true, true, false, false]);
  });
  it('tells what its clock says, and nothing when nobody measured', () => {
    const signed = (value: number, digits: number) => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
    const clock = { state: ClockState.MEASURED, offsetUs: 3000n, uncertaintyUs: 452n };
    expect(clockText(node({ telemetry: { clock } }).telemetry!.clock, signed)).toEqual({
      offset: '+3.0',
      within: '0.5',
    });
    expect(clockText(undefined, signed)).toBeUndefined();
  });
  it('writes bytes', () => {
    expect(
      [0, 999, 57_821, 123_456_789].map((each) => bytesText(each, (value, digits) => value.toFixed(digits))),
    ).toEqual(['0 B', '999 B', '57.8 KB', '123 MB']);
  });
  it('names incidents that go on there', () => {
    const of = (state: IncidentState, more: object = {}) =>
      create(IncidentSchema, { id: 'INC-1', state, ...more });
    const here = node({ region: 'eu-west', workloads: [right] });
    expect(openIncidentsOf([of(IncidentState.ACTIVE)], here)).toHaveLength(1);
    expect(openIncidentsOf([of(IncidentState.CLOSED)], here)).toEqual([]);
    expect(openIncidentsOf([of(IncidentState.ACTIVE, { region: 'us-east' })], here)).toEqual([]);
    expect(openIncidentsOf([of(IncidentState.ACTIVE, { workload: 'zzz' })], here)).toEqual([]);
  });
  it('marks what happened to it and to nobody else', () => {
    const here = node({ id: 'n', region: 'eu-west', workloads: [right] });
    const words = {
      event: () => 'e',
      rolloutStarted: (id: string) => id,
      rolloutBack: (id: string) => `${id} back`,
      incident: (id: string) => id,
    };
    const rollout = (id: string, more: object) =>
      create(RolloutSchema, { id, workload: 'a', startedAt: seconds(50), ...more });
    const marks = marksOf(
      here,
      [
        { at: seconds(60), state: InstallState.COMMITTED },
        { at: seconds(61), state: InstallState.DOWNLOADING },
        { at: seconds(900), state: InstallState.COMMITTED },
      ].map(
        (each) =>
          ({
            ...each,
            $typeName: 'flotilla.v1.NodeEvent',
            workload: 'a',
            version: '2',
            generation: 1n,
            reason: '',
            message: '',
          }) as never,
      ),
      [rollout('r1', {}), rollout('r2', { nodes: [{ node: 'other' }] }), rollout('r3', { workload: 'zzz' })],
      [
        create(IncidentSchema, { id: 'INC-1', openedAt: seconds(55) }),
        create(IncidentSchema, { id: 'INC-2', region: 'us-east', openedAt: seconds(55) }),
      ],
      { from: 0, to: 100 },
      words,
    );
    expect(marks.map(({ text }) => text)).toEqual(['r1', 'INC-1', 'e']);
  });
});

describe('drift', () => {
  const feature = create(FeatureDriftSchema, {
    feature: 'f',
    training: { verdict: DriftVerdict.STEADY, psi: 0.05, threshold: 0.2 },
    own: { verdict: DriftVerdict.DRIFTED, psi: 0.4, threshold: 0.2 },
    histogram: {
      edges: [1, 2, 2],
      counts: [3n, 1n, 0n, 0n],
      training: [0.5, 0.5, 0, 0],
      own: [0.1, 0.9, 0, 0],
    },
  });
  it('is led by the worse judgement, and compares with that reference', () => {
    const view = driftOf(feature);
    expect(view.against).toBe('own');
    expect(view.bins.map(({ now, reference }) => [now, reference])).toEqual([
      [0.75, 0.1],
      [0.25, 0.9],
    ]);
  });
  it('says nothing of what nobody judged', () => {
    const view = driftOf(create(FeatureDriftSchema, { feature: 'f' }));
    expect(view).toMatchObject({ verdict: DriftVerdict.NOT_ENOUGH_DATA, against: 'none', bins: [] });
    expect(statusOfDrift(view.verdict)).toBe('unknown');
  });
  it('shows the worst of several', () => {
    const standing = (verdict: DriftVerdict) => create(DriftStandingSchema, { verdict });
    expect(worstStanding([standing(DriftVerdict.STEADY), standing(DriftVerdict.DRIFTED)])?.verdict).toBe(
      DriftVerdict.DRIFTED,
    );
    expect(worstStanding([])).toBeUndefined();
  });
});

describe('compare', () => {
  it('tells nodes from versions', () => {
    expect(parseSide('rotterdam-1')).toEqual({ kind: 'node', node: 'rotterdam-1' });
    expect(parseSide(' meter-reader@2.0.0 ')).toEqual({
      kind: 'version',
      workload: 'meter-reader',
      version: '2.0.0',
    });
    expect([' ', '@2', 'a@'].map(parseSide)).toEqual([undefined, undefined, undefined]);
  });
  it('gives no change from nothing', () => {
    expect(changeOf(10, 15)).toBe(50);
    expect(changeOf(0, 15)).toBeNull();
    expect(changeOf(null, 15)).toBeNull();
  });
});

describe('account', () => {
  it('gives programs no role that agrees to things, and none that the person has not', () => {
    const grant = (role: Role) => create(GrantSchema, { role });
    expect(tokenRoles([grant(Role.APPROVER)])).toEqual([Role.VIEWER]);
    expect(tokenRoles([grant(Role.OPERATOR)])).toEqual([Role.VIEWER, Role.OPERATOR, Role.ENROLLER]);
    expect(tokenRoles([grant(Role.ADMINISTRATOR)])).not.toContain(Role.ADMINISTRATOR);
    expect(tokenRoles([grant(Role.ADMINISTRATOR)])).toContain(Role.SECURITY_ADMIN);
  });
  it('reads what a browser says of itself', () => {
    expect(programText('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'Firefox, Linux',
    );
    expect(programText('Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/141 Safari/537 Edg/141')).toBe(
      'Chrome, Windows',
    );
    expect(programText('flotillactl 0.1.0')).toBe('flotillactl 0.1.0');
  });
  it('puts this session first', () => {
    const session = (id: string, seen: number, current = false) =>
      create(OperatorSessionSchema, { id, current, seenAt: seconds(seen) });
    expect(
      sortSessions([session('a', 1), session('b', 9), session('c', 5, true)]).map(({ id }) => id),
    ).toEqual(['c', 'b', 'a']);
  });
  it('takes regions as people type them', () => {
    expect(regionsOf('eu-west, us-east;eu-west  ap-south')).toEqual(['eu-west', 'us-east', 'ap-south']);
    expect(regionsOf(' ')).toEqual([]);
  });
  it('refuses passwords before the server has to', () => {
    expect(passwordFault('short', 'short')).toBe('short');
    expect(passwordFault('x'.repeat(129), 'x'.repeat(129))).toBe('long');
    expect(passwordFault('x'.repeat(12), 'y'.repeat(12))).toBe('differs');
    expect(passwordFault('x'.repeat(12), 'x'.repeat(12))).toBeUndefined();
  });
});

describe('audit', () => {
  it('exports no cell that a spreadsheet would run', () => {
    const entry = create(AuditEntrySchema, {
      seq: 7n,
      at: seconds(0),
      actor: '=cmd|calc',
      detail: '+1',
      object: '@x',
      action: '-2',
    });
    const text = csv(auditCells([entry]));
    expect(text).toContain("7,1970-01-01T00:00:00.000Z,'=cmd|calc,'-2,'@x,'+1");
  });
  it('links to what has a page', () => {
    expect(pageOfObject('node/rotterdam-2')).toBe('/debug/node/rotterdam-2');
    expect(pageOfObject('rollout/a b')).toBe('/rollouts/a%20b');
    expect(pageOfObject('operator/x')).toBeUndefined();
    expect(pageOfObject('constructor/x')).toBeUndefined();
    expect(pageOfObject('node/')).toBeUndefined();
  });
});
