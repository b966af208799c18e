import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import {
  NodeOutcome,
  RolloutLookSchema,
  RolloutSchema,
  RolloutState,
  Verdict,
  WaveState,
} from '$gen/rollout_pb';
import {
  countOf,
  currentWave,
  eventsOf,
  failedNodes,
  fits,
  fromOf,
  gatesOf,
  givenApprovals,
  oddsText,
  provenIn,
  rangeOf,
  reached,
  soakShare,
  statusOfOutcome,
  statusOfRollout,
  statusOfVerdict,
  statusOfWave,
  tellingWave,
} from './rollout';

const at = (seconds: number) => timestampFromDate(new Date(seconds * 1000));
const make = (more: MessageInitShape<typeof RolloutSchema>) =>
  create(RolloutSchema, { state: RolloutState.RUNNING, ...more } as MessageInitShape<typeof RolloutSchema>);
const number = (value: number, digits: number) => value.toFixed(digits);

describe('rollout', () => {
  it('has a shape for every state, outcome, wave and verdict', () => {
    const all = (names: object) =>
      Object.values(names).filter((each): each is number => typeof each === 'number');
    for (const each of all(RolloutState)) expect(statusOfRollout(each)).toBeTruthy();
    for (const each of all(NodeOutcome)) expect(statusOfOutcome(each)).toBeTruthy();
    for (const each of all(WaveState)) expect(statusOfWave(each)).toBeTruthy();
    for (const each of all(Verdict)) expect(statusOfVerdict(each)).toBeTruthy();
    // A newer server may have more.
    expect(statusOfRollout(99 as RolloutState)).toBe('unknown');
  });
  it('writes odds for and against', () => {
    expect([62, 1 / 6, 1.2, 0.9, 140_000, 0, NaN].map((odds) => oddsText(odds, number, 'even'))).toEqual([
      '62:1',
      '1:6.0',
      'even',
      'even',
      '99999+:1',
      '–',
      '–',
    ]);
  });
  it('counts approvals of this plan that still last', () => {
    const rollout = make({
      planDigest: 'p',
      approvals: [
        { wave: 1, approved: true, plan: 'p', expires: at(100) },
        { wave: 1, approved: true, plan: 'p', expires: at(10) },
        { wave: 1, approved: true, plan: 'other' },
        { wave: 1, approved: false, plan: 'p' },
        { wave: 2, approved: true, plan: 'p' },
      ],
    });
    expect(givenApprovals(rollout, 1, 50_000)).toBe(1);
    expect(givenApprovals(rollout, 2, 50_000)).toBe(1);
  });
  it('looks at the wave that is under way, and after the end at the last that was judged', () => {
    const waves = [
      { place: 0, state: WaveState.PASSED, looks: 2n },
      { place: 1, state: WaveState.FAILED, looks: 3n },
      { place: 2, state: WaveState.PENDING },
    ];
    expect(currentWave(make({ waves }))?.place).toBe(2);
    expect(tellingWave(make({ waves }))?.place).toBe(2);
    expect(tellingWave(make({ waves, state: RolloutState.FAILED }))?.place).toBe(1);
    expect(tellingWave(make({}))).toBeUndefined();
  });
  it('counts nodes by what became of them, and those that returned after it went back', () => {
    const counts = [
      { outcome: NodeOutcome.PROVEN, nodes: 5n },
      { outcome: NodeOutcome.RETURNED, nodes: 3n },
      { outcome: NodeOutcome.SILENT, nodes: 1n },
    ];
    expect(reached(make({ counts }))).toBe(5);
    expect(reached(make({ counts, state: RolloutState.ROLLED_BACK }))).toBe(3);
    expect(failedNodes(make({ counts }))).toBe(1);
    expect(countOf(make({}), NodeOutcome.PROVEN)).toBe(0);
  });
  it('does not know how many of a wave have proven it when the nodes are not told', () => {
    expect(provenIn(make({}), 0)).toBeUndefined();
    expect(provenIn(make({ nodes: [{ wave: 0, outcome: NodeOutcome.PROVEN }, { wave: 1 }] }), 0)).toBe(1);
  });
  it('fills the soak from 0 to 1', () => {
    const wave = { state: WaveState.SOAKING, soakingAt: at(100), soak: { seconds: 100n, nanos: 0 } };
    const [soaking] = make({ waves: [wave] }).waves;
    expect([50_000, 150_000, 900_000].map((now) => soakShare(soaking!, now))).toEqual([0, 0.5, 1]);
  });
  it('gives the range of a share, and none without answers', () => {
    expect(rangeOf(0, 0)).toBeUndefined();
    const range = rangeOf(31, 9940)!;
    expect(range.low).toBeCloseTo(0.0022, 4);
    expect(range.high).toBeCloseTo(0.0044, 4);
    expect(rangeOf(0, 10)!.low).toBe(0);
  });
  it('judges slow answers only where there is a limit', () => {
    const look = create(RolloutLookSchema, { canaryRequests: 10n, canaryBad: 1n, badLogOdds: Math.log(62) });
    expect(gatesOf(look, 0).map(({ gate }) => gate)).toEqual(['bad']);
    expect(gatesOf(look, 60).map(({ gate }) => gate)).toEqual(['bad', 'slow']);
    expect(gatesOf(look, 0)[0]!.odds).toBeCloseTo(62);
    expect(gatesOf(look, 0)[0]!.before).toBeUndefined();
  });
  it('offers verbs that fit the state', () => {
    expect(fits('pause', RolloutState.RUNNING)).toBe(true);
    expect(fits('pause', RolloutState.PAUSED)).toBe(false);
    expect(fits('resume', RolloutState.PAUSED)).toBe(true);
    expect(fits('abort', RolloutState.SUCCEEDED)).toBe(false);
    expect(fits('rollback', RolloutState.SUCCEEDED)).toBe(true);
    expect(fits('rollback', RolloutState.ROLLING_BACK)).toBe(false);
  });
  it('tells what happened, the newest first', () => {
    const rollout = make({
      state: RolloutState.FAILED,
      author: 'operator-1',
      createdAt: at(1),
      startedAt: at(2),
      endedAt: at(9),
      waves: [
        {
          place: 0,
          name: 'canary',
          state: WaveState.FAILED,
          startedAt: at(3),
          soakingAt: at(4),
          endedAt: at(8),
          looks: 1n,
          odds: 140,
        },
      ],
      approvals: [{ wave: 0, by: 'approver-1', approved: true, at: at(2) }],
    });
    expect(eventsOf(rollout).map(({ kind }) => kind)).toEqual([
      'ended',
      'failed',
      'soaks',
      'began',
      'approved',
      'started',
      'written',
    ]);
  });
  it('names the version that most ran before', () => {
    expect(fromOf(make({}))).toBeUndefined();
    expect(fromOf(make({ nodes: [{ from: '1' }, { from: '2' }, { from: '2' }] }))).toEqual({
      version: '2',
      many: true,
    });
  });
});
