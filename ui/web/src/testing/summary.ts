// A summary as the look of the executive page has it.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BudgetState, Indicator } from '$gen/objective_pb';
import { BusinessAggregation } from '$gen/business_pb';
import { SpentOn, SummaryLevel, SummarySchema, type Summary } from '$gen/summary_pb';
import { storyTime } from './fake';

const day = 86_400;
const seconds = (count: number) => ({ seconds: BigInt(Math.round(count)), nanos: 0 });
const at = (text: string) => timestampFromDate(new Date(text));
const count = (value: number, address: string) => ({ value: BigInt(value), address });
const span = (median: number, shortest: number, longest: number, of: number) => ({
  median: seconds(median),
  shortest: seconds(shortest),
  longest: seconds(longest),
  of,
});

const objectives = [
  {
    name: 'meter-answers',
    title: 'Readings without an error',
    indicator: Indicator.SUCCESS,
    target: 0.999,
    enforced: true,
  },
  {
    name: 'meter-fast',
    title: 'Readings within 60 ms',
    indicator: Indicator.LATENCY,
    target: 0.99,
    limit: 60,
    enforced: true,
  },
  {
    name: 'meter-right',
    title: 'Readings that are right',
    indicator: Indicator.CORRECT,
    target: 0.985,
    enforced: true,
  },
  { name: 'delivered', title: 'Records of nodes that arrive', indicator: Indicator.DELIVERY, target: 0.99 },
  { name: 'reachable', title: 'Nodes that are not offline', indicator: Indicator.REACHABILITY, target: 0.99 },
].map((each) => ({ ...each, period: seconds(30 * day), workload: 'meter-reader' }));

// Name, nodes, what is left of each objective in percent; nothing: too few samples.
type Place = [name: string, nodes: number, left: (number | undefined)[]];
const places: Place[] = [
  ['eu-west', 24_112, [46, 11, 88, 52, 61]],
  ['us-east', 31_870, [72, 77, 90, 81, 38]],
  ['ap-south', 9_204, [63, 58, 34, 79, 71]],
  ['sa-east', 3_976, [79, 74, 89, 85, 82]],
  ['eu-central', 12_480, [81, 79, 92, 88, 84]],
  ['us-west', 9_918, [84, 86, 91, 90, 88]],
  ['eu-north', 6_240, [88, 83, 94, 91, 90]],
  ['af-south', 2_200, [90, 87, undefined, 86, 77]],
];
const fleetPlace: Place = ['', 100_000, [74, 62, 85, 78, 64]];

function stateOf(left: number | undefined): BudgetState {
  if (left === undefined) return BudgetState.UNKNOWN;
  if (left <= 0) return BudgetState.EXHAUSTED;
  return left < 25 ? BudgetState.RESTRICTED : left < 50 ? BudgetState.CAUTION : BudgetState.HEALTHY;
}

function rowOf([region, nodes, left]: Place): NonNullable<
  MessageInitShape<typeof SummarySchema>['rows']
>[number] {
  const states = left.map(stateOf).filter((state) => state !== BudgetState.UNKNOWN);
  return {
    region,
    title: region,
    nodes: BigInt(nodes),
    state: states.length ? (Math.max(...states) as BudgetState) : BudgetState.UNKNOWN,
    address: region ? `/nodes?q=region:${region}` : '/nodes',
    ...(left.some((each) => each !== undefined && each < 20) ? { runsOut: at('2026-11-29T04:00:00Z') } : {}),
    cells: left.map((each, index) => ({
      objective: objectives[index]!.name,
      ...(each === undefined ? {} : { budgetLeft: each / 100 }),
      state: stateOf(each),
      address: `/slo?q=region:${region}&sel=${objectives[index]!.name}`,
    })),
  };
}

/** A line of days that wobbles, falls on one day, and is the same every time. */
function line(base: number, wobble: number, dip: number, holes: number[] = []): { value?: number }[] {
  return Array.from({ length: 30 }, (_, index) => {
    if (holes.includes(index)) return {};
    const noise = Math.sin(index * 2.7) * 0.6 + Math.cos(index * 5.3) * 0.4;
    return { value: base + wobble * noise - (index === 18 ? dip : 0) };
  });
}

const incidents = [
  ['INC-204', 'Rotterdam p99', 'sev2', '2026-11-23T12:51:00Z', 540, undefined],
  ['INC-198', 'Antwerp uplink', 'sev2', '2026-11-12T02:12:00Z', 120, 3840],
  ['INC-191', 'Chennai drift', 'sev3', '2026-11-07T09:40:00Z', 360, 1620],
] as const;

const workloads = [
  ['meter-reader', '1.2.0', 0.962, 0.028, 0.01],
  ['ecg-monitor', '2.0.1', 0.914, 0.066, 0.02],
  ['edge-proxy', '0.9.4', 0.88, 0.09, 0.03],
] as const;

export interface SampleOptions {
  /** How many regions, with the worst of the sample first. */
  regions?: number;
  regionsWithData?: number;
  business?: boolean;
  quiet?: boolean;
}

function headline(quiet: boolean, regions: number): MessageInitShape<typeof SummarySchema>['headline'] {
  if (quiet) {
    const known = String(regions);
    const text = `All ${known} regions are inside target.`;
    return {
      level: SummaryLevel.GOOD,
      sentences: [{ code: 'all_inside_target', parameters: { known }, text, address: '/slo' }],
    };
  }
  const inside = String(regions - 1);
  return {
    level: SummaryLevel.CAUTION,
    sentences: [
      {
        code: 'inside_target',
        parameters: { inside, known: String(regions) },
        text: `${inside} of ${regions} regions are inside target.`,
        address: '/slo',
      },
      {
        code: 'runs_out',
        parameters: { region: 'eu-west', title: 'Readings within 60 ms', at: '2026-11-29T04:00:00Z' },
        text: 'eu-west runs out of its budget of "Readings within 60 ms" on 2026-11-29 at the current pace.',
        address: '/slo?q=region:eu-west&sel=meter-fast',
      },
      {
        code: 'releases_limited',
        parameters: { regions: 'eu-west' },
        text: 'Releases are limited in eu-west.',
        address: '/rollouts',
      },
      {
        code: 'incidents_spent',
        parameters: { count: '2', percent: '18.0' },
        text: '2 incidents used 18.0 % of the budget.',
        address: '/incidents',
      },
      {
        code: 'budget_kept',
        parameters: { percent: '71.0' },
        text: '71.0 % of the error budget is left.',
        address: '/slo',
      },
    ],
  };
}

function releases(quiet: boolean): MessageInitShape<typeof SummarySchema>['releases'] {
  const of = (value: number, state: string) => count(quiet ? 0 : value, `/rollouts?q=state:${state}`);
  return {
    all: of(14, ''),
    succeeded: of(11, 'succeeded'),
    running: of(2, 'running'),
    paused: of(0, 'paused'),
    failed: of(0, 'failed'),
    aborted: of(0, 'aborted'),
    rolledBackAutomatically: of(1, 'rolled_back'),
    rolledBackByHand: of(0, 'rolled_back'),
    ...(quiet ? {} : { changeFailureRate: 0.083, changeFailureRateBefore: 0.1 }),
    badLive: span(540, 200, 840, quiet ? 0 : 3),
    stoppedAsCanaries: of(1, 'rolled_back'),
    canaries: quiet
      ? []
      : [{ rollout: 'ro-41', workload: 'meter-reader', version: '1.1.9', address: '/rollouts/ro-41' }],
    canaryShare: 0.1,
  };
}

function incidentPart(quiet: boolean): MessageInitShape<typeof SummarySchema>['incidents'] {
  if (quiet) return { all: count(0, '/incidents') };
  return {
    all: count(7, '/incidents'),
    bySeverity: { sev1: count(0, ''), sev2: count(2, ''), sev3: count(5, ''), sev4: count(0, '') },
    open: count(1, '/incidents?q=state:open'),
    falseAlarms: count(2, '/incidents?q=state:false'),
    toDetect: span(120, 60, 540, 7),
    toMitigate: span(1620, 540, 3840, 6),
    repeatedCauses: [{ cause: 'NodeOffline', incidents: 2, address: '/incidents?q=cause:NodeOffline' }],
    overdueTasks: count(1, '/incidents?q=tasks:overdue'),
    pages: count(9, '/incidents'),
    pagesPerWeek: 2.1,
    newest: incidents.map(([id, title, severity, opened, found, mitigated]) => ({
      id,
      title,
      severity,
      state: mitigated === undefined ? 'open' : 'closed',
      region: 'eu-west',
      opened: at(opened),
      toDetect: seconds(found),
      ...(mitigated === undefined ? {} : { toMitigate: seconds(mitigated) }),
      address: `/incidents/${id}`,
    })),
  };
}

const spent = (on: SpentOn, share: number, ids: string[], address: string) => ({
  on,
  share,
  ids,
  count: ids.length,
  address,
});

function business(): MessageInitShape<typeof SummarySchema>['business'] {
  const indicator = { aggregation: BusinessAggregation.MEAN };
  return [
    {
      indicator: { ...indicator, name: 'checkouts', title: 'Checkouts without help', unit: '%', goal: 96.5 },
      value: 96.8,
      before: 96.6,
      steps: line(96.8, 0.5, 6),
      beside: Indicator.SUCCESS,
      besideSteps: line(0.9994, 0.0004, 0.006),
      address: '/exec',
    },
    {
      indicator: {
        ...indicator,
        name: 'cost',
        title: 'Cost per node and day',
        unit: 'EUR',
        goal: 0.45,
        lessIsBetter: true,
      },
      value: 0.41,
      before: 0.43,
      steps: line(0.42, 0.02, 0.02, [7, 8]),
      beside: Indicator.SUCCESS,
      address: '/exec',
    },
  ];
}

export function summarySample(options: SampleOptions = {}): Summary {
  const { regions = 8, regionsWithData = regions, business: withBusiness = true, quiet = false } = options;
  const named = Array.from({ length: regions }, (_, index): Place => {
    const place = places[index] ?? places[3 + (index % 4)]!;
    return index < places.length ? place : [`region-${index}`, place[1], place[2]];
  });
  const rows = [...named, fleetPlace].map(([name, nodes, left]): Place => [
    name,
    nodes,
    quiet ? left.map(() => 93) : left,
  ]);
  return create(SummarySchema, {
    from: at('2026-10-24T13:35:00Z'),
    to: timestampFromDate(storyTime),
    asOf: timestampFromDate(storyTime),
    wholeFleet: true,
    regions: named.map(([name]) => name),
    regionsWithData,
    headline: headline(quiet, regions),
    objectives,
    rows: rows.map(rowOf),
    budgetLeft: quiet ? 0.93 : 0.71,
    budgets: [
      {
        objectives: 3,
        left: quiet ? 0.93 : 0.71,
        spent: [
          spent(SpentOn.RELEASES, quiet ? 0.05 : 0.05, ['ro-41'], '/rollouts'),
          spent(
            SpentOn.INCIDENTS,
            quiet ? 0 : 0.18,
            quiet ? [] : ['INC-204', 'INC-198', 'INC-191'],
            '/incidents',
          ),
          spent(SpentOn.NETWORK, quiet ? 0.02 : 0.03, [], '/nodes'),
          spent(SpentOn.UNEXPLAINED, quiet ? 0 : 0.03, [], '/slo'),
        ],
        maintenance: spent(SpentOn.MAINTENANCE, 0.04, ['mw-7'], '/slo'),
      },
    ],
    releases: releases(quiet),
    incidents: incidentPart(quiet),
    fleet: {
      nodes: count(100_000, '/nodes'),
      inService: count(98_412, '/nodes?q=liveness:live'),
      unreachable: count(588, '/nodes?q=liveness:offline'),
      sites: count(1_140, '/nodes'),
      sitesBelow: count(quiet ? 0 : 12, '/nodes?q=liveness:offline'),
      workloads: workloads.map(([workload, version, current, behind, unproven], index) => ({
        workload,
        nodes: 100_000n,
        newest: {
          version,
          nodes: BigInt(Math.round(current * 100_000)),
          address: `/nodes?q=version:${version}`,
        },
        behind: count(behind * 100_000, '/nodes'),
        unproven: count(unproven * 100_000, '/nodes'),
        currentShare: current,
        ...(index === 2
          ? {
              oldest: { version: '0.8.2', nodes: 61n, address: '/nodes?q=version:0.8.2' },
              oldestAge: seconds(214 * day),
            }
          : {}),
      })),
    },
    service: {
      indicator: Indicator.SUCCESS,
      level: 0.9994,
      goal: 0.999,
      before: 0.9992,
      steps: line(0.9994, 0.0002, 0.0008),
      address: '/slo?sel=meter-answers',
    },
    business: withBusiness ? (business() ?? []) : [],
    step: seconds(day),
  } as MessageInitShape<typeof SummarySchema>);
}
