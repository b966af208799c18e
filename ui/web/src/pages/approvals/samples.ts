// A rollout of which the third wave waits, as in the pictures.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { BudgetSchema } from '$gen/budget_pb';
import { BudgetState } from '$gen/objective_pb';
import {
  NodeOutcome,
  RolloutExplanationSchema,
  RolloutSchema,
  RolloutState,
  Verdict,
  WaveState,
  type Rollout,
} from '$gen/rollout_pb';
import { after, before, digest } from '../runbooks/samples';

export const plan = JSON.stringify({
  workload: 'edge-fw',
  to: '4.3.0',
  selector: 'not label.hold:yes',
  regions: ['us-east', 'us-west'],
  on_failure: 'roll_back',
  gates: { tolerance: 1.1, min_success_ratio: 0.99, max_p95_ms: 100 },
  waves: [
    { name: 'canary', size: 40, approvals: { count: 0, role: 'approver', lifetime: '1d' } },
    { name: '10 %', size: '10%', approvals: { count: 0, role: 'approver', lifetime: '1d' } },
    {
      name: '50 %',
      size: '50%',
      approvals: { count: 2, role: 'approver', lifetime: '1d' },
      window: { from: '02:00', to: '05:00', zone: 'Europe/Amsterdam' },
    },
  ],
});

const node = (index: number, wave: number, outcome: NodeOutcome, from = '4.2.7') => ({
  node: `018f-${index}`,
  nodeName: `baltimore-${String(index).padStart(5, '0')}`,
  from,
  outcome,
  wave,
});

export function rolloutOf(more: MessageInitShape<typeof RolloutSchema> = {}): Rollout {
  return create(RolloutSchema, {
    id: 'edge-fw-43',
    number: 43n,
    workload: 'edge-fw',
    artifact: 'edge-fw',
    to: '4.3.0',
    state: RolloutState.RUNNING,
    author: 'operator-2',
    createdAt: before(20_000),
    startedAt: before(18_000),
    plan,
    planDigest: digest,
    nodes: [
      ...Array.from({ length: 40 }, (_, index) => node(index, 0, NodeOutcome.PROVEN)),
      ...Array.from({ length: 48 }, (_, index) => node(100 + index, 2, NodeOutcome.PLANNED)),
    ],
    counts: [
      { outcome: NodeOutcome.PROVEN, nodes: 1810n },
      { outcome: NodeOutcome.ROLLED_BACK, nodes: 2n },
      { outcome: NodeOutcome.PLANNED, nodes: 11_200n },
    ],
    waves: [
      {
        place: 0,
        name: 'canary',
        state: WaveState.PASSED,
        nodes: 40n,
        looks: 9n,
        verdict: Verdict.PASS,
        endedAt: before(9000),
      },
      {
        place: 1,
        name: '10 %',
        state: WaveState.PASSED,
        nodes: 1812n,
        looks: 12n,
        verdict: Verdict.PASS,
        why: '412 of 91200 (0.5 %) answers of the new version are bad, 448 of 90100 (0.5 %) of the version before',
        endedAt: before(1320),
      },
      { place: 2, name: '50 %', state: WaveState.AWAITING_APPROVAL, nodes: 11_200n, approvalsNeeded: 2 },
    ],
    approvals: [
      { wave: 2, by: 'approver-2', plan: digest, approved: true, at: before(600), expires: after(80_000) },
    ],
    ...more,
  } as MessageInitShape<typeof RolloutSchema>);
}

export const first = () =>
  rolloutOf({
    id: 'meter-reader-9',
    workload: 'meter-reader',
    artifact: 'meter-reader',
    to: '2.0.0',
    state: RolloutState.AWAITING_APPROVAL,
    author: 'operator-1',
    approvals: [],
    nodes: Array.from({ length: 40 }, (_, index) =>
      node(index, 0, NodeOutcome.PLANNED, index < 3 ? '' : '1.0.0'),
    ),
    counts: [{ outcome: NodeOutcome.PLANNED, nodes: 40n }],
    waves: [
      { place: 0, name: 'canary', state: WaveState.PENDING, nodes: 40n, approvalsNeeded: 1 },
      { place: 1, name: 'rest', state: WaveState.PENDING, nodes: 400n },
    ],
    createdAt: before(400),
    startedAt: before(300),
  });

export const explanation = create(RolloutExplanationSchema, {
  sentence: 'wave 10 % passed',
  looks: [
    {
      wave: 1,
      number: 12n,
      verdict: Verdict.PASS,
      canaryNodes: 1812n,
      reportingNodes: 1811n,
      baselineNodes: 180n,
      canaryRequests: 91_200n,
      canaryBad: 412n,
      canarySlow: 1460n,
      canaryOver: 1980n,
      baselineRequests: 90_100n,
      baselineBad: 448n,
      baselineSlow: 1210n,
      dispersion: 1.4,
    },
  ],
});

export const budget = create(BudgetSchema, {
  standing: { objective: 'meter-success', region: 'us-east', state: BudgetState.CAUTION, budgetLeft: 0.31 },
  enforced: true,
  meaning: 'Rollouts go on, and begin no wave that is bigger.',
});
