// Rollouts in every state that a person meets.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DurationSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { NodeService } from '$gen/node_pb';
import {
  NodeOutcome,
  RolloutSchema,
  RolloutService,
  RolloutState,
  Verdict,
  WaveState,
  type Rollout,
} from '$gen/rollout_pb';
import { inScenario, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { nodesUnderWay, stagedRollout, type StageMoment } from '$src/testing/stages';

const at = (before: number) => timestampFromDate(new Date(storyTime.getTime() - before * 60_000));
const minutes = (count: number) => create(DurationSchema, { seconds: BigInt(count * 60) });
const digest = 'sha256:9f3c41d2a7c0b18e5d6f90a3317cc24e8b7a11f0d3e5469c27ab8f4408b7e1a7';

const nodes = (state: RolloutState) =>
  Array.from({ length: 60 }, (_, index) => {
    const wave = index < 4 ? 0 : index < 24 ? 1 : 2;
    const outcome =
      wave === 2
        ? NodeOutcome.PLANNED
        : index % 19 === 5
          ? NodeOutcome.ROLLED_BACK
          : index % 17 === 9
            ? NodeOutcome.LATE
            : wave === 1 && index % 7 === 0
              ? NodeOutcome.PENDING
              : state === RolloutState.ROLLED_BACK
                ? NodeOutcome.RETURNED
                : NodeOutcome.PROVEN;
    return {
      node: `018f-${index}`,
      nodeName: `rotterdam-${String(index).padStart(5, '0')}`,
      wave,
      outcome,
      from: index % 11 ? '1.2.0' : '1.1.0',
      reason: outcome === NodeOutcome.ROLLED_BACK ? 'trial_failed' : '',
      message: outcome === NodeOutcome.ROLLED_BACK ? 'camera pipeline: no frame within 5 s' : '',
    };
  });

export function rolloutIn(state: RolloutState, more: MessageInitShape<typeof RolloutSchema> = {}): Rollout {
  const begun = ![RolloutState.DRAFT, RolloutState.AWAITING_APPROVAL, RolloutState.REJECTED].includes(state);
  const failed = state === RolloutState.ROLLED_BACK || state === RolloutState.FAILED;
  const done = state === RolloutState.SUCCEEDED;
  const list = nodes(state).map((node) => (begun ? node : { ...node, outcome: NodeOutcome.PLANNED }));
  const counts = new Map<NodeOutcome, number>();
  for (const { outcome } of list) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return create(RolloutSchema, {
    id: 'meter-reader-7',
    number: 7n,
    workload: 'meter-reader',
    artifact: 'meter-reader',
    to: '2.0.0',
    state,
    author: 'operator-1',
    createdAt: at(90),
    ...(begun ? { startedAt: at(73) } : {}),
    ...(failed || done ? { endedAt: at(5) } : {}),
    planDigest: digest,
    message: failed
      ? 'wave canary failed: 3.1 % of answers are bad, 0.2 % were'
      : state === RolloutState.PAUSED
        ? 'paused by operator-1'
        : '',
    nodes: list,
    counts: [...counts].map(([outcome, count]) => ({ outcome, nodes: BigInt(count) })),
    waves: [
      {
        place: 0,
        name: 'lab',
        state: begun ? WaveState.PASSED : WaveState.PENDING,
        nodes: 4n,
        startedAt: at(73),
        soakingAt: at(71),
        endedAt: at(45),
        looks: begun ? 12n : 0n,
        verdict: Verdict.PASS,
        odds: 0.18,
        soak: minutes(20),
        approvalsNeeded: begun ? 0 : 1,
      },
      {
        place: 1,
        name: 'canary',
        state: !begun
          ? WaveState.PENDING
          : failed
            ? WaveState.FAILED
            : done
              ? WaveState.PASSED
              : WaveState.SOAKING,
        nodes: 20n,
        startedAt: at(44),
        soakingAt: at(43),
        ...(failed || done ? { endedAt: at(6) } : {}),
        looks: begun ? 41n : 0n,
        verdict: failed ? Verdict.FAIL : done ? Verdict.PASS : Verdict.INCONCLUSIVE,
        why: 'the error rate looks worse, and the odds are not at their limit yet',
        odds: failed ? 140 : done ? 0.2 : 62,
        slowLimitMs: 60,
        soak: minutes(60),
      },
      {
        place: 2,
        name: 'eu-west',
        state: done ? WaveState.PASSED : WaveState.PENDING,
        nodes: 36n,
        approvalsNeeded: 2,
        soak: minutes(120),
        ...(done ? { startedAt: at(6), endedAt: at(5) } : {}),
      },
    ],
    approvals: begun
      ? [
          {
            wave: 2,
            by: 'approver-1',
            plan: digest,
            approved: true,
            at: at(30),
            expires: at(-60),
            reason: 'read with the team',
          },
        ]
      : [],
    ...more,
  } as MessageInitShape<typeof RolloutSchema>);
}

const look = (number: bigint, failed: boolean) => ({
  wave: 1,
  number,
  at: at(2),
  verdict: failed ? Verdict.FAIL : Verdict.INCONCLUSIVE,
  reason: failed ? 'harm' : 'not_enough_evidence',
  why: '31 of 9,940 (0.31 %) answers of the new version are bad, 17 of 10,020 (0.17 %) of the version before on nodes like these were',
  canaryNodes: 20n,
  reportingNodes: 19n,
  baselineNodes: 36n,
  canaryRequests: 9940n,
  canaryBad: 31n,
  canarySlow: 210n,
  baselineRequests: 10_020n,
  baselineBad: 17n,
  baselineSlow: 190n,
  requestsNeeded: 14_000n,
  badLogOdds: Math.log(failed ? 140 : 62),
  slowLogOdds: Math.log(0.6),
  permutationP: 0.042,
  canPermute: true,
});

const listed = (): Rollout[] => [
  rolloutIn(RolloutState.RUNNING),
  rolloutIn(RolloutState.AWAITING_APPROVAL, {
    id: 'gate-sensor-3',
    workload: 'gate-sensor',
    artifact: 'gate-sensor',
    to: '1.10.0',
  }),
  rolloutIn(RolloutState.PAUSED, { id: 'meter-reader-6', to: '1.9.0' }),
  rolloutIn(RolloutState.ROLLED_BACK, { id: 'meter-reader-5', to: '1.8.0' }),
  rolloutIn(RolloutState.FAILED, { id: 'meter-reader-4', to: '1.7.0' }),
  rolloutIn(RolloutState.SUCCEEDED, { id: 'meter-reader-3', to: '1.2.0' }),
  rolloutIn(RolloutState.REJECTED, { id: 'gate-sensor-2', artifact: 'gate-sensor', to: '1.9.1' }),
  rolloutIn(RolloutState.DRAFT, { id: 'gate-sensor-1', artifact: 'gate-sensor', to: '1.9.0' }),
];

/** `moment`: of the stages that its plan has; nothing: it has none. */
export const servicesIn =
  (state: RolloutState, moment?: StageMoment) =>
  (router: ConnectRouter, scenario: Scenario): void => {
    let now = state;
    const failed = state === RolloutState.ROLLED_BACK || state === RolloutState.FAILED;
    router.service(
      RolloutService,
      inScenario<typeof RolloutService>(scenario, {
        listRollouts: ({ options }) => {
          const size = options?.pageSize ?? 50;
          const from = Number(options?.pageToken || '0');
          const count = scenario === 'many' ? 10_000 : 8;
          const named = (index: number) => {
            const found = listed()[index % 8]!;
            return scenario === 'many' ? { ...found, id: `meter-reader-${10_000 - index}` } : found;
          };
          const none = scenario === 'empty' || options?.filter;
          const all = none ? [] : Array.from({ length: count }, (_, index) => index);
          const page = all.slice(from, from + size).map(named);
          const next = from + size < all.length ? String(from + size) : '';
          return { rollouts: page, page: { total: BigInt(all.length), nextPageToken: next } };
        },
        getRollout: () => rolloutIn(now, moment ? stagedRollout(moment).more : {}),
        explainRollout: ({ replay }) => ({
          sentence: failed
            ? 'meter-reader-7 is rolled back; wave canary fail: 308 of 9,940 (3.1 %) answers of the new version are bad, 17 of 10,020 (0.2 %) of the version before on nodes like these were'
            : 'meter-reader-7 is running; wave canary is not decided: the odds are 62:1 that the new version is worse, it fails at 100:1',
          looks: [RolloutState.DRAFT, RolloutState.AWAITING_APPROVAL].includes(state)
            ? []
            : [look(41n, failed)],
          totalLooks: 41n,
          replayed: replay,
        }),
        prepareRollBack: () => ({
          workload: 'meter-reader',
          totalNodes: 21n,
          totalExcluded: 2n,
          revision: 814n,
          regions: [{ region: 'eu-west', nodes: 21n, excluded: 2n, withoutWayBack: 1n }],
        }),
        pauseRollout: () => rolloutIn((now = RolloutState.PAUSED)),
        resumeRollout: () => rolloutIn((now = RolloutState.RUNNING)),
        cancelRollout: () => rolloutIn((now = RolloutState.ABORTED)),
        rollBackRollout: () => rolloutIn((now = RolloutState.ROLLING_BACK)),
      }),
    );
    if (moment)
      router.service(
        NodeService,
        inScenario<typeof NodeService>(scenario, {
          listNodes: () => {
            const { nodes, total } = nodesUnderWay(moment);
            return { nodes, page: { total: BigInt(total) } };
          },
        }),
      );
  };
