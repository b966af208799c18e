import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { Role } from '$gen/options_pb';
import { RolloutState, Verdict } from '$gen/rollout_pb';
import { BudgetSchema } from '$gen/budget_pb';
import { BudgetState } from '$gen/objective_pb';
import { accountOf, storyTime } from '$src/testing/fake';
import { budget, first, plan, rolloutOf } from '../pages/approvals/samples';
import { after, before, digest } from '../pages/runbooks/samples';
import { toldAt } from '../pages/runbooks/sampleMoments';
import {
  givenApprovals,
  planOf,
  rolloutWarnings,
  versionsBefore,
  waitingAttempt,
  waitingList,
  waitingWave,
  whyNotRollout,
  whyNotRun,
} from './approvals';

const now = storyTime.getTime();
const approver = accountOf(Role.APPROVER);
const kinds = (rollout = rolloutOf(), budgets = [] as (typeof budget)[]) =>
  rolloutWarnings(rollout, waitingWave(rollout)!, budgets).map((warning) => warning.kind);

describe('what waits', () => {
  it('is the wave of a rollout that is under way, or the first one', () => {
    expect(waitingWave(rolloutOf())?.name).toBe('50 %');
    expect(waitingWave(first())?.name).toBe('canary');
    expect(waitingWave(rolloutOf({ state: RolloutState.REJECTED }))).toBeUndefined();
  });
  it('is the step of a run that asks', () => {
    expect(waitingAttempt(toldAt('awaiting').run!)?.step).toBe('failover');
    expect(waitingAttempt(toldAt('ready').run!)).toBeUndefined();
  });
  it('comes in the order of what this person may decide and what expires first', () => {
    const rollouts = [rolloutOf({ id: 'mine-1', author: 'approver-1' }), first(), rolloutOf()];
    const list = waitingList(rollouts, [toldAt('awaiting').run!], approver, now);
    expect(list.map((each) => each.id)).toEqual(['RUN-31', 'edge-fw-43', 'meter-reader-9', 'mine-1']);
    expect(list[0]!.expires).toEqual(new Date(now + 723_000));
  });
});

describe('why not', () => {
  const wave = (rollout = rolloutOf()) => waitingWave(rollout)!;
  it('names role, author and who has agreed', () => {
    expect(whyNotRollout(rolloutOf(), wave(), approver, now)).toBeUndefined();
    expect(whyNotRollout(rolloutOf(), wave(), accountOf(Role.VIEWER), now)).toBe('role');
    expect(whyNotRollout(rolloutOf(), wave(), { ...approver, name: 'operator-2' }, now)).toBe('author');
    expect(whyNotRollout(rolloutOf(), wave(), { ...approver, name: 'approver-2' }, now)).toBe('said');
  });
  it('asks for the role where the run is', () => {
    const run = toldAt('awaiting').run!;
    const attempt = waitingAttempt(run)!;
    const elsewhere = accountOf(Role.APPROVER, { grants: [{ role: Role.APPROVER, regions: ['us-east'] }] });
    expect(whyNotRun(run, attempt, approver)).toBeUndefined();
    expect(whyNotRun(run, attempt, elsewhere)).toBe('role');
    expect(whyNotRun(run, attempt, { ...approver, name: 'operator-1' })).toBe('owner');
  });
});

describe('approvals', () => {
  it('count for their plan as long as they last', () => {
    const of = (more: object) =>
      givenApprovals(
        rolloutOf({
          approvals: [{ wave: 2, by: 'a', plan: digest, approved: true, expires: after(10), ...more }],
        }),
        2,
        now,
      ).length;
    expect(of({})).toBe(1);
    expect(of({ plan: 'sha256:00' })).toBe(0);
    expect(of({ expires: before(10) })).toBe(0);
    expect(of({ approved: false })).toBe(0);
  });
});

describe('warnings', () => {
  it('say that nothing was measured before the first wave, and who cannot go back', () => {
    expect(kinds(first())).toEqual(['first', 'no-way-back']);
  });
  it('say what failed and what the verdict was', () => {
    expect(kinds()).toEqual(['failed-before']);
    const doubtful = rolloutOf();
    doubtful.waves[1]!.verdict = Verdict.INCONCLUSIVE;
    expect(kinds(doubtful)).toEqual(['verdict', 'failed-before']);
  });
  it('say budgets that hold rollouts, and no others', () => {
    expect(kinds(rolloutOf(), [budget])).toContain('budget');
    expect(kinds(rolloutOf(), [{ ...budget, enforced: false }])).not.toContain('budget');
    const well = create(BudgetSchema, { enforced: true, standing: { state: BudgetState.HEALTHY } });
    expect(kinds(rolloutOf(), [well])).not.toContain('budget');
  });
  it('say that it is paused, and that the nodes were not told', () => {
    expect(kinds(rolloutOf({ state: RolloutState.PAUSED, nodes: [] }))).toEqual([
      'failed-before',
      'untold-nodes',
      'paused',
    ]);
  });
});

it('reads what a decision needs from the plan', () => {
  expect(planOf(plan)).toMatchObject({ onFailure: 'roll_back', regions: ['us-east', 'us-west'] });
  expect(planOf(plan)!.waves[2]).toEqual({
    size: '50%',
    lifetime: '1d',
    role: 'approver',
    window: '02:00 – 05:00 Europe/Amsterdam',
  });
  expect(planOf('')).toBeUndefined();
  expect(versionsBefore(first())).toEqual(['1.0.0', '']);
});
