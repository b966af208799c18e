import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { RunState, StepState } from '$gen/run_pb';
import { after, before, digest, runOf } from '../pages/runbooks/samples';
import { toldAt, type Moment } from '../pages/runbooks/sampleMoments';
import { storyTime } from '$src/testing/fake';
import {
  clockLeft,
  figureOf,
  isOpen,
  newerRun,
  nextGesture,
  reviewOf,
  runStateName,
  statusOfRun,
  statusOfStep,
  stepsOf,
  stopOf,
  tookPart,
} from './run';
import { RunSchema } from '$gen/run_pb';

const now = storyTime.getTime();
const focus = (moment: Moment, changes = {}) => {
  const told = toldAt(moment, changes);
  const view = stepsOf(told.run!, told.steps).find((each) => each.current);
  return { told, view: view!, run: told.run! };
};

describe('the next gesture', () => {
  const gesture = (moment: Moment, at = now) => {
    const { told, view } = focus(moment);
    return nextGesture(view, told, at);
  };
  it('is that of the kind of the step', () => {
    expect(gesture('begin')).toBe('preview');
    expect(gesture('check')).toBe('check');
    expect(gesture('decide')).toBe('choose');
    expect(gesture('note')).toBe('note');
  });
  it('is to act upon a preview as long as it is the one that was read', () => {
    expect(gesture('ready')).toBe('act');
    expect(gesture('changed')).toBe('preview');
    expect(gesture('ready', now + 201_000)).toBe('preview');
  });
  it('is never to act upon what was not read', () => {
    const { told, view } = focus('ready');
    expect(nextGesture(view, { ...told, preview: undefined }, now)).toBe('wait');
  });
  it('is to wait while others decide or it is verified', () => {
    expect(gesture('awaiting')).toBe('wait');
    expect(gesture('verifying')).toBe('wait');
  });
  it('is none when the run is over', () =>
    expect(nextGesture(undefined, toldAt('succeeded'), now)).toBe('none'));
  it('begins what failed again', () => expect(gesture('failed')).toBe('preview'));
});

describe('steps', () => {
  it('say what came of them once they are over', () => {
    const { told, run } = focus('note');
    const views = stepsOf(run, told.steps);
    expect(views.map((view) => view.state)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'skipped',
      'none',
    ]);
    expect(views[5]!.outcome).toBe('skipped: they are repaired tomorrow');
    expect(views[6]!.current).toBe(true);
  });
  it('can be undone once, when they were done', () => {
    const of = (moment: Moment) => {
      const { told, run } = focus(moment);
      return stepsOf(run, told.steps)[3]!.undoable;
    };
    expect(of('ready')).toBe(false);
    expect(of('verifying')).toBe(true);
    expect(of('note')).toBe(false);
  });
  it('have a shape for every state', () => {
    expect(statusOfStep('expired')).toBe('degraded');
    expect(statusOfStep('none')).toBe('unknown');
    expect(statusOfRun(runStateName(RunState.WAITING))).toBe('held');
    expect(statusOfRun(runStateName(99 as RunState))).toBe('unknown');
  });
});

describe('who may agree', () => {
  const why = (me: string, changes = {}) => {
    const { run, view } = focus('awaiting', changes);
    return reviewOf(run, view, me)!;
  };
  it('is somebody else, once', () => {
    expect(why('approver-1').why).toBeUndefined();
    expect(why('operator-1').why).toBe('owner');
    expect(why('operator-1', { owner: 'operator-2' }).why).toBe('previewed');
    const said = { approvals: [{ attempt: 4, actor: 'approver-1', approves: true, subject: digest }] };
    expect(why('approver-1', said).why).toBe('said');
    expect(why('approver-1', said).agreed).toBe(1);
  });
  it('does not count what was said of another preview', () => {
    const said = { approvals: [{ attempt: 4, actor: 'approver-1', approves: true, subject: 'sha256:00' }] };
    expect(why('approver-2', said).agreed).toBe(0);
  });
  it('is nobody where nobody is asked', () => {
    const { run, view } = focus('decide');
    expect(reviewOf(run, view, 'approver-1')).toBeUndefined();
  });
});

describe('a run', () => {
  it('that was answered later wins', () => {
    const read = runOf();
    expect(newerRun(read, runOf({ moves: 10n })).moves).toBe(10n);
    expect(newerRun(read, runOf({ moves: 8n })).moves).toBe(9n);
    expect(newerRun(read, runOf({ id: 'RUN-1', moves: 99n })).id).toBe('RUN-31');
  });
  it('calls for somebody when nothing improves', () => {
    expect(stopOf(toldAt('ready'))?.until).toEqual(new Date(now - 192_000 + 600_000));
    expect(stopOf(toldAt('failed'))?.called).toEqual(new Date(now - 60_000));
    expect(stopOf(toldAt('succeeded'))).toBeUndefined();
  });
  it('is open until it has ended', () => {
    expect(isOpen(runOf())).toBe(true);
    expect(isOpen(runOf({ state: RunState.CANCELLED }))).toBe(false);
  });
  it('was taken a part in by who began, owned, tried, undid or agreed', () => {
    const run = create(RunSchema, {
      startedBy: 'a',
      owner: 'b',
      approvals: [{ actor: 'c' }],
      attempts: [{ actor: 'd', undoneBy: 'e' }],
    });
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => tookPart(run, name))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('figures', () => {
  it('are read out of readings with what they are held against', () => {
    expect(figureOf('41 ms, has to be < 60')).toEqual({ value: 41, limit: 60 });
    expect(figureOf('1,204 nodes, has to be = 0')).toEqual({ value: 1204, limit: 0 });
    expect(figureOf('0.94, has to be >= 0.9')).toEqual({ value: 0.94, limit: 0.9 });
    expect(figureOf('3 nodes')).toEqual({ value: 3, limit: undefined });
  });
  it('are nothing where a word is', () => {
    expect(figureOf('unknown: nothing was counted')).toBeUndefined();
    expect(figureOf('meter-reader-3 is succeeded, has to be = running')).toBeUndefined();
  });
  it('count down', () => {
    expect(clockLeft(107.2)).toBe('1:48');
    expect(clockLeft(3723)).toBe('1:02:03');
    expect(clockLeft(-5)).toBe('0:00');
    expect(StepState.AWAITING).toBe(4);
    expect(after(1).seconds - before(1).seconds).toBe(2n);
  });
});
