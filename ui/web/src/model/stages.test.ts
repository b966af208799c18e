import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { InstallState, NodeStageSchema, NodeWorkloadSchema, StageKind } from '$gen/node_pb';
import { NodeOutcome, RolloutSchema, StageSummarySchema } from '$gen/rollout_pb';
import { nodeStage, plannedStages, stagedNode } from '$src/testing/stageNodes';
import { nodesUnderWay, stagedRollout, stageMoments, type StageMoment } from '$src/testing/stages';
import {
  alarms,
  cellsOf,
  currentStage,
  errorShare,
  evidenceShare,
  evidenceText,
  filterOfStaged,
  flipList,
  foundOf,
  hasStages,
  matrixWidth,
  percentOf,
  reasonsOf,
  shareText,
  stagedOf,
  stageOfNode,
  standOf,
  standOfNode,
  statusOfStand,
  testShare,
} from './stages';

const plain = (value: number, digits: number) => value.toFixed(digits);
const make = (more: MessageInitShape<typeof RolloutSchema>) =>
  create(RolloutSchema, {
    id: 'meter-reader-7',
    workload: 'meter-reader',
    to: '2.0.0',
    ...more,
  } as MessageInitShape<typeof RolloutSchema>);
const at = (moment: StageMoment) => make(stagedRollout(moment).more);
const word = (moment: StageMoment, kind: StageKind) => standOf(at(moment), kind).word;
const { SHADOW, WEIGHTS } = StageKind;

describe('a share', () => {
  it('has one decimal, none where it says nothing, and two digits of what is finer', () => {
    const texts = [0, 0.006, 0.03, 0.0304, 0.123, 1, 0.001, 0.0004, 0.000123, NaN];
    expect(texts.map((share) => shareText(share, plain))).toEqual([
      ...['0', '0.6', '3', '3', '12.3', '100', '0.1', '0.04', '0.012', 'NaN'],
    ]);
  });
  it('of what was not answered counts what was not compared', () => {
    const found = foundOf(create(StageSummarySchema, { compared: 900n, errors: 100n }));
    expect(errorShare(found)).toBe(0.1);
    expect(errorShare(foundOf(create(StageSummarySchema)))).toBe(0);
  });
});

describe('evidence', () => {
  it('is told as odds, with the alarm at 20 to 1', () => {
    expect(
      [-3, 0, Math.log(1.05), Math.log(4.24), Math.log(19.97), Math.log(62), 40, NaN].map((logE) =>
        evidenceText(logE, plain),
      ),
    ).toEqual([undefined, undefined, '1.1', '4.2', '20.0', '62', '99999+', undefined]);
    expect([2.99, 2.996, NaN].map(alarms)).toEqual([false, true, false]);
  });
  it('fills its bar, whose alarm is at three quarters', () => {
    expect([-5, 0, Math.log(20) / 2, Math.log(20), 90, NaN].map(evidenceShare)).toEqual([
      ...[0, 0, 0.375, 0.75, 1, 0],
    ]);
  });
  it('of the test of a shadow is in the middle at first, passes below and is refused above', () => {
    const places = [0, -Math.log(19), Math.log(19), -900, 900].map(testShare);
    expect(places.map((place) => place.toFixed(3))).toEqual(['0.500', '0.125', '0.875', '0.000', '1.000']);
  });
});

describe('what both versions said', () => {
  it('is a square, and nothing where its size is not what it says', () => {
    const [whole, torn] = [4, 3].map((length) =>
      foundOf(create(StageSummarySchema, { classes: 2, flips: Array.from({ length }, (_, i) => BigInt(i)) })),
    );
    expect(whole!.flips).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(torn!.flips).toEqual([]);
    expect(flipList(whole!)).toEqual([
      { from: 1, to: 0, times: 2 },
      { from: 0, to: 1, times: 1 },
    ]);
  });
});

describe('a matrix', () => {
  it('is as wide as its counts', () => {
    const of = (classes: number, count: bigint) =>
      matrixWidth(
        foundOf(
          create(StageSummarySchema, { classes, flips: Array.from({ length: classes ** 2 }, () => count) }),
        ),
        (value) => value.toLocaleString('en'),
      );
    expect([of(2, 9n), of(4, 1n), of(3, 1_329_601n), of(4, 1_329_601n), of(8, 648n)].map(Math.round)).toEqual(
      [...[146, 238, 250, 316, 422]],
    );
  });
});

describe('a stage of a rollout', () => {
  it('is decided or not', () => {
    expect(stageMoments.map((moment) => [moment, word(moment, SHADOW), word(moment, WEIGHTS)])).toEqual([
      ['shadow', 'open', 'planned'],
      ['promoted', 'passed', 'passed'],
      ['refused', 'failed', 'planned'],
      ['weights', 'open', 'open'],
      ['went-back', 'passed', 'open'],
      ['alarm', 'passed', 'alarm'],
      ['planned', 'planned', 'planned'],
      ['many', 'open', 'open'],
    ]);
  });
  it('counts who passed it and who did not', () => {
    expect(standOf(at('weights'), SHADOW)).toEqual({ word: 'open', underWay: 5, passed: 19, failed: 0 });
    expect(standOf(at('weights'), WEIGHTS)).toEqual({ word: 'open', underWay: 14, passed: 5, failed: 0 });
    expect(standOf(at('went-back'), WEIGHTS)).toEqual({ word: 'open', underWay: 20, passed: 0, failed: 4 });
  });
  it('failed where all were refused, is mixed where some were, and ended where it was given up', () => {
    const of = (rows: { outcome: NodeOutcome; reason: string }[]) =>
      standOf(
        make({
          stages: {
            planned: { shadow: plannedStages().shadow! },
            found: [{ stage: SHADOW, nodes: BigInt(rows.length) }],
          },
          nodes: rows,
          counts: rows.map(({ outcome }) => ({ outcome, nodes: 1n })),
        }),
        SHADOW,
      ).word;
    const refused = { outcome: NodeOutcome.REFUSED, reason: 'shadow_silent' };
    const proven = { outcome: NodeOutcome.PROVEN, reason: '' };
    const given = { outcome: NodeOutcome.WITHDRAWN, reason: '' };
    expect([of([refused]), of([refused, proven]), of([proven]), of([given])]).toEqual([
      ...['failed', 'mixed', 'passed', 'ended'],
    ]);
    for (const stand of ['failed', 'mixed', 'passed', 'ended'] as const)
      expect(statusOfStand(stand)).toBeTruthy();
  });
  it('is shown only where the plan has one', () => {
    expect(hasStages(undefined)).toBe(false);
    expect(hasStages(make({ stages: {} }).stages?.planned)).toBe(false);
    expect(hasStages(at('planned').stages?.planned)).toBe(true);
  });
});

describe('nodes of a rollout', () => {
  const cells = (moment: StageMoment, known = true) => {
    const rollout = at(moment);
    const staged = known ? stagedOf(rollout, nodesUnderWay(moment).nodes) : undefined;
    return cellsOf(rollout, staged).map(({ kind, percent, nodes }) => `${percent ?? kind} ${nodes}`);
  };
  it('are counted by stage', () => {
    expect(cells('weights')).toEqual(['waiting 12', 'shadow 5', '1 1', '5 2', '25 9', '50 2', '100 5']);
    expect(cells('refused')).toEqual([
      ...['waiting 20', 'shadow 0', '1 0', '5 0', '25 0', '50 0', '100 0', 'refused 4'],
    ]);
    expect(cells('went-back').at(-1)).toBe('back 4');
  });
  it('are told together where it is not known who is where', () => {
    expect(cells('weights', false)).toEqual(['waiting 12', 'shadow 5', 'weights 14', '100 5']);
    // Nobody is in weights: it is known.
    expect(cells('promoted', false)).toContain('25 0');
  });
  it('are asked for while any is under way, and are those of this rollout', () => {
    expect(filterOfStaged(at('promoted'))).toBeUndefined();
    expect(filterOfStaged(at('shadow'))).toBe('workload:meter-reader desired.meter-reader:2.0.0 drift:yes');
    const other = stagedNode(9, [{ ...nodeStage(5), rollout: 'meter-reader-6' }]);
    const over = stagedNode(8, [nodeStage(5, { underWay: false })]);
    const [calm, bad] = [nodeStage(1, { differ: 0 }), nodeStage(25, { differ: 9 })];
    const nodes = [
      other,
      over,
      stagedNode(2, [calm]),
      stagedNode(3, [nodeStage(0, { underWay: false }), bad]),
    ];
    expect(stagedOf(at('weights'), nodes).map(({ stage }) => stage.report?.percent)).toEqual([25, 1]);
  });
  it('did not come through for reasons, the most frequent first', () => {
    expect(reasonsOf(at('went-back'))).toEqual([
      { reason: 'weights_differ', nodes: 3 },
      { reason: 'weights_slow', nodes: 1 },
    ]);
    expect(reasonsOf(at('shadow'))).toEqual([{ reason: 'agent_too_old', nodes: 1 }]);
  });
});

describe('a node', () => {
  const workload = (...stages: MessageInitShape<typeof NodeStageSchema>[]) =>
    create(NodeWorkloadSchema, { stages } as MessageInitShape<typeof NodeWorkloadSchema>);
  it('is in the last stage that is not over', () => {
    expect(currentStage(workload())).toBeUndefined();
    expect(currentStage(workload(nodeStage(0, { underWay: false })))).toBeUndefined();
    const stage = currentStage(workload(nodeStage(0, { underWay: false }), nodeStage(25)))!;
    expect(percentOf(stage)).toBe(25);
    expect(percentOf(stageOfNode(stagedNode(1, [nodeStage(0)]))!)).toBe(0);
  });
  it('passed a stage where a later one began or it has proven itself, and failed where it says so', () => {
    const [shadow, step] = [nodeStage(0, { underWay: false }), nodeStage(25, { underWay: false })];
    const words = (more: MessageInitShape<typeof NodeWorkloadSchema>) => {
      const of = create(NodeWorkloadSchema, {
        generation: 4n,
        ...more,
      } as MessageInitShape<typeof NodeWorkloadSchema>);
      return of.stages.map((stage) => standOfNode(of, stage));
    };
    const proven = { state: InstallState.COMMITTED, proven: true };
    expect(words({ stages: [nodeStage(0)] })).toEqual(['open']);
    expect(words({ stages: [nodeStage(0, { logE: 3.1 })] })).toEqual(['alarm']);
    expect(words({ stages: [shadow, nodeStage(5)] })).toEqual(['passed', 'open']);
    expect(words({ stages: [shadow, step], ...proven })).toEqual(['passed', 'passed']);
    expect(words({ stages: [shadow, step], reason: 'weights_slow', proven: true })).toEqual([
      'passed',
      'failed',
    ]);
    expect(words({ stages: [shadow], reason: 'shadow_silent', proven: true })).toEqual(['failed']);
    // What it was told since says nothing of this stage.
    expect(words({ stages: [shadow], ...proven, generation: 5n })).toEqual(['over']);
  });
});
