// A node that takes a new version in stages, and the plan that asks it to: of stories and tests.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DurationSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { InstallState, StageKind, type Node, type NodeStageSchema } from '$gen/node_pb';
import { StagesSchema } from '$gen/rollout_pb';
import { storyTime } from './fake';
import { nodeAt } from './fleet';

const { SHADOW, WEIGHTS } = StageKind;

export const span = (minutes: number) => create(DurationSchema, { seconds: BigInt(minutes * 60) });
export const at = (before: number) => timestampFromDate(new Date(storyTime.getTime() - before * 60_000));

export const plannedStages = () =>
  create(StagesSchema, {
    shadow: {
      minTime: span(10),
      limit: span(360),
      good: 0.01,
      bad: 0.03,
      maxErrors: 0.001,
      memoryMb: 64,
      cpuPercent: 50,
    },
    weights: {
      steps: [1, 5, 25, 50, 100],
      minTime: span(10),
      minRequests: 100n,
      differ: 0.02,
      maxErrors: 0.001,
      limit: span(360),
    },
  });

/** Of so many answers, what was taken for what; row by row. */
export const flips = (compared: number, differ: number, classes: number): bigint[] => {
  const pairs = classes * (classes - 1);
  return Array.from({ length: classes * classes }, (_, index) => {
    const [from, to] = [Math.floor(index / classes), index % classes];
    if (from === to) return BigInt(Math.round((compared - differ) / classes));
    return BigInt(Math.max(0, Math.round((differ * 2 * (pairs - ((index * 7) % pairs))) / pairs / pairs)));
  });
};

/** A stage of one node. */
export function nodeStage(
  percent: number,
  more: { differ?: number; compared?: number; underWay?: boolean; logE?: number; llr?: number } = {},
): MessageInitShape<typeof NodeStageSchema> {
  const { compared = 301, differ = 4, underWay = true, logE = 0.3, llr = -0.6 } = more;
  return {
    rollout: 'meter-reader-7',
    underWay,
    report: {
      workload: 'meter-reader',
      generation: 4n,
      stage: percent > 0 ? WEIGHTS : SHADOW,
      percent,
      startedAt: at(7),
      compared: BigInt(compared),
      differ: BigInt(differ),
      drops: percent > 0 ? 0n : 3n,
      logE,
      logEErrors: -0.2,
      llr: percent > 0 ? 0 : llr,
      meanShift: -0.0021,
      slower: 0.033,
      peakRssKb: 41_380,
      classes: 3,
      flips: flips(compared, differ, 3),
    },
  };
}

/** `reason`: why it did not come through. */
export function stagedNode(
  index: number,
  stages: MessageInitShape<typeof NodeStageSchema>[],
  reason = '',
): Node {
  const weights = stages.some(({ report }) => report?.stage === WEIGHTS);
  const { ROLLED_BACK, REFUSED, TRYING, WRITTEN } = InstallState;
  return nodeAt(index, {
    workloads: [
      {
        workload: 'meter-reader',
        artifact: 'meter-reader',
        version: '1.2.0',
        desired: '2.0.0',
        generation: 4n,
        state: reason ? (weights ? ROLLED_BACK : REFUSED) : weights ? TRYING : WRITTEN,
        proven: true,
        reason,
        stages,
      },
    ],
  });
}
