// A node whose uplink went bad at 13:51, was not heard of for four minutes, and got well again after a rollout was paused.
import { create } from '@bufbuild/protobuf';
import { DurationSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import {
  DriftCause,
  DriftService,
  DriftVerdict,
  GetDriftResponseSchema,
  type GetDriftResponse,
} from '$gen/drift_pb';
import { IncidentSeverity, IncidentService, IncidentState } from '$gen/incident_pb';
import { LogLevel } from '$gen/log_pb';
import { ClockState, InstallState, Liveness, NodeHealth, NodeService, type Node } from '$gen/node_pb';
import {
  GetIndicatorHistoryResponseSchema,
  ObjectiveService,
  type GetIndicatorHistoryRequest,
} from '$gen/objective_pb';
import { RolloutService, RolloutState } from '$gen/rollout_pb';
import { inScenario, refusal, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { fleetOf, nodeAt } from '$src/testing/fleet';
import { nodeStage, plannedStages, stagedNode } from '$src/testing/stageNodes';
import { dateOf } from '$src/model/wire';

const minutes = (before: number) => new Date(storyTime.getTime() - before * 60_000);
const at = (before: number) => timestampFromDate(minutes(before));
const limits = [1, 2, 5, 10, 20, 33, 50, 75, 110, 200, 370, 1000];

// The same picture every time.
function chance(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

const rowsOf = (total: number, slow: boolean, seed: number) =>
  Array.from({ length: limits.length + 1 }, (_, row) => {
    const middle = Math.exp(-((row - 5) ** 2) / 1.6);
    const tail = slow ? 0.7 * Math.exp(-((row - 10) ** 2) / 1.2) : 0;
    return BigInt(
      Math.round(total * 0.4 * (middle * (slow ? 0.35 : 1) + tail) * (0.85 + 0.3 * chance(seed + row))),
    );
  });

function stepAt(seconds: number, length: number, worse: number) {
  const before = (storyTime.getTime() / 1000 - seconds) / 60;
  const slow = before < 22 && before > 3;
  const total = Math.round((slow ? 16 : 22 + 4 * chance(seconds)) * length * worse);
  const share = (part: number) => ({ total: BigInt(total), bad: BigInt(Math.round(total * part)) });
  const p = slow ? 190 + 40 * chance(seconds) : 38 + 6 * chance(seconds + 1);
  return {
    at: timestampFromDate(new Date(seconds * 1000)),
    answers: share(slow ? 0.03 + 0.02 * chance(seconds + 2) : 0.001),
    labelled: share(slow ? 0.02 : 0.012 + 0.004 * chance(seconds + 5)),
    latency: { p50: 31 + 4 * chance(seconds + 3), p95: p * 0.74, p99: p * worse, mean: 34 },
    latencyRows: rowsOf(total, slow, seconds),
    reachable: { total: BigInt(length), bad: 0n },
    delivery: { total: 120n, bad: slow ? 9n : 0n },
    saturation: {
      total: BigInt(length),
      bad: BigInt(Math.round(length * (slow ? 0.08 : 0.02 * chance(seconds + 4)))),
    },
  };
}

export function historyAnswer(request: GetIndicatorHistoryRequest) {
  const from = dateOf(request.place?.from)!.getTime() / 1000;
  const to = dateOf(request.place?.to)!.getTime() / 1000;
  const step = Number(request.step?.seconds ?? 60n);
  const worse = request.place?.node.includes('00007') || request.place?.version === '2.0.0' ? 1.25 : 1;
  const steps = [];
  for (let seconds = from; seconds < to; seconds += step) {
    const before = (storyTime.getTime() / 1000 - seconds) / 60;
    // Nothing was heard between 13:17 and 13:21, and nothing of the future.
    if ((before <= 18 && before > 14) || before < 0) continue;
    steps.push(stepAt(seconds, step, worse));
  }
  return create(GetIndicatorHistoryResponseSchema, {
    steps,
    latencyLimitsMs: limits,
    slot: create(DurationSchema, { seconds: 60n }),
  });
}

export const sickNode = (): Node =>
  nodeAt(6, {
    name: 'rotterdam-00006',
    health: NodeHealth.DEGRADED,
    liveness: Liveness.LIVE,
    lastSeen: timestampFromDate(new Date(storyTime.getTime() - 2000)),
    agentRssKb: 28_712,
    workerRssKb: 41_380,
    hardware: 'x86_64',
    telemetry: {
      queueDepth: 41n,
      queueBytes: 57_821n,
      declaredMissing: 12n,
      clock: { state: ClockState.MEASURED, offsetUs: 3000n, uncertaintyUs: 452n },
    },
    saturation: {
      total: 3600n,
      over: 140n,
      cpu: { total: 3600n, over: 432n, permille: 412 },
      memory: { total: 3600n, over: 0n, permille: 640 },
      disk: { total: 3600n, over: 0n, permille: 720 },
    },
    workloads: [
      {
        workload: 'meter-reader',
        artifact: 'meter-reader',
        version: '2.0.0',
        desired: '2.0.0',
        state: InstallState.COMMITTED,
        proven: true,
        restarts: 2,
      },
    ],
  });

const edges = [
  0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95,
];
const reference = edges.concat(1).map((edge) => Math.exp(-((edge - 0.86) ** 2) / 0.035));
const sum = reference.reduce((total, each) => total + each, 0);

export function driftAnswer(scenario: Scenario): GetDriftResponse {
  const drifted = scenario === 'partial';
  const measure = {
    verdict: drifted ? DriftVerdict.DRIFTED : DriftVerdict.STEADY,
    psi: drifted ? 0.41 : 0.06,
    threshold: 0.2,
    bins: 20,
    n: 9001n,
    effective: 600,
  };
  const features = ['brightness', 'contrast', 'angle'].map((feature, which) => ({
    feature,
    training: { ...measure, psi: measure.psi / (which + 1) },
    histogram: {
      edges,
      counts: reference.map((_, index) =>
        BigInt(
          Math.round(
            (reference[Math.max(0, index - (drifted ? 3 : 0))]! / sum) *
              9000 *
              (0.92 + 0.16 * chance(index + which)),
          ),
        ),
      ),
      training: reference.map((each) => each / sum),
    },
  }));
  return create(GetDriftResponseSchema, {
    standings:
      scenario === 'empty'
        ? []
        : [
            {
              region: 'eu-west',
              site: 'rotterdam',
              node: 'rotterdam-00006',
              workload: 'meter-reader',
              version: '2.0.0',
              verdict: measure.verdict,
              cause: drifted ? DriftCause.SENSOR : DriftCause.NONE,
              features,
            },
          ],
  });
}

const spans = [
  { name: 'request', depth: 0, startUs: 0n, lengthUs: 212_000n, note: 'publish timeout after 112 ms' },
  { name: 'source', depth: 1, startUs: 0n, lengthUs: 6000n, note: '' },
  { name: 'prepare', depth: 1, startUs: 6000n, lengthUs: 4000n, note: '' },
  { name: 'infer', depth: 1, startUs: 10_000n, lengthUs: 27_000n, note: '' },
  { name: 'sink', depth: 1, startUs: 40_000n, lengthUs: 172_000n, note: 'two tries failed' },
  { name: 'try 1', depth: 2, startUs: 40_000n, lengthUs: 56_000n, note: 'timeout after 56 ms' },
  { name: 'try 2', depth: 2, startUs: 98_000n, lengthUs: 112_000n, note: 'timeout after 112 ms' },
];

const said: [number, LogLevel, string, string?][] = [
  [3.2, LogLevel.INFO, 'report sent, 1 record in 38 bytes'],
  [3.4, LogLevel.INFO, 'rollout of meter-reader paused'],
  [9.8, LogLevel.WARN, 'link wwan1 loss 37 %'],
  [13.9, LogLevel.INFO, 'link up, 3 batches sent late'],
  [18.1, LogLevel.ERROR, 'link down, spooling to disk'],
  [19.6, LogLevel.INFO, 'buffered 1 result, 41 in queue'],
  [19.7, LogLevel.ERROR, 'publish timeout after 112 ms', 'req-7c1e04b290af'],
  [20.4, LogLevel.ERROR, 'publish timeout after 56 ms, try 2', 'req-7c1e04b290ae'],
  [20.8, LogLevel.WARN, 'link wwan1 loss 38 %'],
  [
    21.2,
    LogLevel.WARN,
    'a line from outside \u001b[31m<script>alert(1)</script>\nwith what does not belong there',
  ],
  [21.9, LogLevel.WARN, 'link wwan1 loss 12 %'],
  [26.0, LogLevel.INFO, 'meter-reader 2.0.0 proven'],
];

const excerpt = () => ({
  lines: said.map(([before, level, message, corr]) => ({
    at: at(before),
    level,
    message,
    corr: corr ?? '',
    workload: corr ? 'meter-reader' : '',
    version: corr ? '2.0.0' : '',
    spans: corr === 'req-7c1e04b290af' ? spans : [],
  })),
  truncated: true,
  oldest: at(300),
  searchedFrom: at(60),
});

const rollouts = () => [
  {
    id: 'meter-reader-7',
    number: 7n,
    workload: 'meter-reader',
    artifact: 'meter-reader',
    to: '2.0.0',
    state: RolloutState.RUNNING,
    startedAt: at(28),
    createdAt: at(40),
    stages: { planned: plannedStages() },
  },
];

type InStages = 'shadow' | 'weights' | 'differs';
const stagesOf: Record<InStages, ReturnType<typeof nodeStage>[]> = {
  shadow: [nodeStage(0)],
  weights: [
    nodeStage(0, { underWay: false, compared: 1204, differ: 7, llr: -3.4, logE: -1.8 }),
    nodeStage(25),
  ],
  differs: [nodeStage(0, { underWay: false, differ: 22, llr: 3.1, logE: 3.6 })],
};

export const stagedServices =
  (stages: InStages) =>
  (router: ConnectRouter, scenario: Scenario): void =>
    debugServices(router, scenario, stages);

export function debugServices(router: ConnectRouter, scenario: Scenario, stages?: InStages): void {
  const offline = scenario === 'stale';
  const node = () => {
    const found = sickNode();
    if (stages)
      found.workloads = stagedNode(
        6,
        stagesOf[stages],
        stages === 'differs' ? 'shadow_differs' : '',
      ).workloads;
    if (offline)
      Object.assign(found, { liveness: Liveness.OFFLINE, health: NodeHealth.OFFLINE, lastSeen: at(47) });
    if (scenario === 'empty')
      Object.assign(found, { workloads: [], liveness: Liveness.UNSEEN, health: NodeHealth.UNKNOWN });
    if (scenario === 'empty') delete found.lastSeen;
    return found;
  };
  router.service(
    NodeService,
    inScenario<typeof NodeService>(scenario, {
      getNode: node,
      listNodes: () => ({ nodes: scenario === 'empty' ? [] : fleetOf(18), page: { total: 18n } }),
      listNodeEvents: () => ({
        events:
          scenario === 'empty'
            ? []
            : [{ at: at(26), workload: 'meter-reader', version: '2.0.0', state: InstallState.COMMITTED }],
      }),
      getNodeLogs: () => {
        if (offline)
          throw refusal(
            Code.Unavailable,
            'rotterdam-00006 is not connected, and its logs are on the node: last seen 47 min ago.',
            'node_offline',
            'Try again when it is live.',
          );
        return { node: 'rotterdam-00006', region: 'eu-west', site: 'rotterdam', excerpt: excerpt() };
      },
    }),
  );
  router.service(
    ObjectiveService,
    inScenario<typeof ObjectiveService>(scenario, {
      getIndicatorHistory: (request) =>
        scenario === 'empty'
          ? create(GetIndicatorHistoryResponseSchema, { latencyLimitsMs: limits })
          : historyAnswer(request),
    }),
  );
  router.service(
    RolloutService,
    inScenario<typeof RolloutService>(scenario, { listRollouts: () => ({ rollouts: rollouts() }) }),
  );
  router.service(
    IncidentService,
    inScenario<typeof IncidentService>(scenario, {
      listIncidents: () => ({
        incidents:
          scenario === 'empty'
            ? []
            : [
                {
                  id: 'INC-204',
                  title: 'Uplink loss in Rotterdam',
                  severity: IncidentSeverity.SEV2,
                  state: IncidentState.ACTIVE,
                  region: 'eu-west',
                  openedAt: at(20),
                  times: { firstBad: at(22) },
                },
              ],
      }),
    }),
  );
  router.service(
    DriftService,
    inScenario<typeof DriftService>(scenario, { getDrift: () => driftAnswer(scenario) }),
  );
}
