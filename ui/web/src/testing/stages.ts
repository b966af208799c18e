// Rollouts whose plan has shadow and weights, at every moment that a person meets: of stories and tests.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { StageKind, type Node } from '$gen/node_pb';
import {
  NodeOutcome,
  RolloutState,
  Verdict,
  WaveState,
  type RolloutSchema,
  type StageSummarySchema,
} from '$gen/rollout_pb';
import { nodeAt } from './fleet';
import { at, flips, nodeStage, plannedStages, span, stagedNode } from './stageNodes';

export const stageMoments = [
  'shadow',
  'promoted',
  'refused',
  'weights',
  'went-back',
  'alarm',
  'planned',
  'many',
] as const;
export type StageMoment = (typeof stageMoments)[number];

type Summary = MessageInitShape<typeof StageSummarySchema>;

const found = (
  stage: StageKind,
  more: Summary & { compared: bigint; differ: bigint },
  classes = 3,
): Summary => ({
  stage,
  meanShift: -0.0043,
  slower: 0.041,
  peakRssKb: 41_380,
  classes,
  flips: flips(Number(more.compared), Number(more.differ), classes),
  ...more,
});

const { SHADOW, WEIGHTS } = StageKind;
const shadowPassed = (underWay = 0n): Summary =>
  found(SHADOW, {
    nodes: 24n,
    underWay,
    compared: 29_204n,
    differ: 172n,
    errors: 3n,
    drops: 212n,
    logE: -7.3,
    logEErrors: -1.2,
    llr: -71,
  });

const summaries: Record<StageMoment, Summary[]> = {
  shadow: [
    found(SHADOW, {
      nodes: 4n,
      underWay: 4n,
      compared: 1204n,
      differ: 17n,
      drops: 12n,
      logE: 0.9,
      logEErrors: -0.3,
      llr: -1.1,
    }),
  ],
  promoted: [
    shadowPassed(),
    found(WEIGHTS, {
      nodes: 24n,
      compared: 61_802n,
      differ: 388n,
      errors: 6n,
      logE: -9.1,
      logEErrors: -0.8,
    }),
  ],
  refused: [
    found(SHADOW, {
      nodes: 4n,
      compared: 902n,
      differ: 81n,
      errors: 9n,
      drops: 40n,
      logE: 18.4,
      logEErrors: 5.6,
      llr: 31,
      alarms: true,
    }),
  ],
  weights: [
    shadowPassed(5n),
    found(WEIGHTS, {
      nodes: 19n,
      underWay: 14n,
      compared: 8402n,
      differ: 71n,
      errors: 1n,
      logE: 0.4,
      logEErrors: -0.5,
    }),
  ],
  'went-back': [
    shadowPassed(),
    found(
      WEIGHTS,
      { nodes: 24n, underWay: 20n, compared: 5310n, differ: 130n, errors: 2n, logE: 2.9, logEErrors: 0.2 },
      8,
    ),
  ],
  alarm: [
    shadowPassed(),
    found(
      WEIGHTS,
      {
        nodes: 24n,
        underWay: 24n,
        compared: 9310n,
        differ: 322n,
        errors: 2n,
        logE: 7.7,
        logEErrors: 0.2,
        alarms: true,
      },
      12,
    ),
  ],
  planned: [],
  many: [
    found(SHADOW, {
      nodes: 4120n,
      underWay: 400n,
      compared: 4_010_204n,
      differ: 21_400n,
      drops: 81_200n,
      logE: -400,
      llr: -900,
    }),
    found(
      WEIGHTS,
      {
        nodes: 3720n,
        underWay: 3120n,
        compared: 1_204_118n,
        differ: 6120n,
        logE: -210,
        logEErrors: -12,
      },
      4,
    ),
  ],
};

/** Of each node of a moment: its outcome, why, and the percent of its stage; 0 is shadow, -1 none. */
function rowsOf(moment: StageMoment): { outcome: NodeOutcome; reason: string; percent: number }[] {
  const many = (count: number, outcome: NodeOutcome, percent = -1, reason = '') =>
    Array.from({ length: count }, () => ({ outcome, reason, percent }));
  const { PENDING, PLANNED, PROVEN, REFUSED, ROLLED_BACK, LATE } = NodeOutcome;
  switch (moment) {
    case 'shadow':
      return [...many(4, PENDING, 0), ...many(1, LATE, -1, 'agent_too_old'), ...many(31, PLANNED)];
    case 'promoted':
      return many(24, PROVEN);
    case 'refused':
      return [
        ...many(3, REFUSED, -1, 'shadow_differs'),
        ...many(1, REFUSED, -1, 'shadow_out_of_memory'),
        ...many(20, PLANNED),
      ];
    case 'weights':
      return [
        ...many(5, PENDING, 0),
        ...many(1, PENDING, 1),
        ...many(2, PENDING, 5),
        ...many(9, PENDING, 25),
        ...many(2, PENDING, 50),
        ...many(5, PROVEN),
        ...many(12, PLANNED),
      ];
    case 'went-back':
      return [
        ...many(3, ROLLED_BACK, -1, 'weights_differ'),
        ...many(1, ROLLED_BACK, -1, 'weights_slow'),
        ...many(14, PENDING, 5),
        ...many(6, PENDING, 25),
      ];
    case 'alarm':
      return many(24, PENDING, 5);
    case 'planned':
      return many(36, PLANNED);
    case 'many':
      return [];
  }
}

const stateOf: Record<StageMoment, RolloutState> = {
  shadow: RolloutState.RUNNING,
  promoted: RolloutState.SUCCEEDED,
  refused: RolloutState.FAILED,
  weights: RolloutState.RUNNING,
  'went-back': RolloutState.PAUSED,
  alarm: RolloutState.FAILED,
  planned: RolloutState.AWAITING_APPROVAL,
  many: RolloutState.RUNNING,
};
const messages: Partial<Record<StageMoment, string>> = {
  refused: '4 of 4 nodes refused it: 81 of 902 answers differ from those of the version before',
  'went-back':
    '4 nodes went back: 12 of 204 answers differ from those of the version before at 5 percent of the requests',
  alarm: 'its nodes together have seen enough in weights: more answers differ than may',
};

const waveOf: Record<StageMoment, WaveState> = {
  shadow: WaveState.ASSIGNING,
  promoted: WaveState.PASSED,
  refused: WaveState.FAILED,
  weights: WaveState.ASSIGNING,
  'went-back': WaveState.ASSIGNING,
  alarm: WaveState.FAILED,
  planned: WaveState.PENDING,
  many: WaveState.ASSIGNING,
};

/** What a rollout has more than others at this moment. */
export function stagedRollout(moment: StageMoment): {
  state: RolloutState;
  more: MessageInitShape<typeof RolloutSchema>;
} {
  const rows = rowsOf(moment);
  const counts = new Map<NodeOutcome, number>();
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  if (moment === 'many') {
    counts.set(NodeOutcome.PENDING, 3600);
    counts.set(NodeOutcome.PROVEN, 590);
    counts.set(NodeOutcome.ROLLED_BACK, 10);
  }
  return {
    state: stateOf[moment],
    more: {
      message: messages[moment] ?? '',
      reason: moment === 'alarm' ? 'stages_differ' : '',
      nodes: rows.map(({ outcome, reason }, index) => ({
        node: nodeAt(index).id,
        nodeName: nodeAt(index).name,
        wave: outcome === NodeOutcome.PLANNED ? 1 : 0,
        from: '1.2.0',
        outcome,
        reason,
        message:
          outcome === NodeOutcome.ROLLED_BACK
            ? '12 of 204 answers differ from those of the version before at 5 percent of the requests'
            : '',
      })),
      counts: [...counts].map(([outcome, nodes]) => ({ outcome, nodes: BigInt(nodes) })),
      stages: { planned: plannedStages(), found: summaries[moment] },
      waves: [
        {
          name: 'canary',
          state: waveOf[moment],
          nodes:
            moment === 'many'
              ? 4200n
              : BigInt(rows.filter(({ outcome }) => outcome !== NodeOutcome.PLANNED).length || 4),
          startedAt: at(44),
          approvalsNeeded: moment === 'planned' ? 1 : 0,
          verdict: Verdict.UNKNOWN,
          soak: span(60),
        },
        ...(moment === 'promoted'
          ? []
          : [{ place: 1, name: 'rest', nodes: 36n, soak: span(120), state: WaveState.PENDING }]),
      ],
    },
  };
}

/** What the node list answers: those under way; of many, the first 200. */
export function nodesUnderWay(moment: StageMoment): { nodes: Node[]; total: number } {
  if (moment === 'many')
    return {
      nodes: Array.from({ length: 200 }, (_, index) => stagedNode(index, [nodeStage(5)])),
      total: 3600,
    };
  const nodes = rowsOf(moment).flatMap(({ percent }, index) =>
    percent < 0 ? [] : [stagedNode(index, [nodeStage(percent, { differ: (index * 5) % 9 })])],
  );
  return { nodes, total: nodes.length };
}
