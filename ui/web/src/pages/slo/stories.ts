import { create } from '@bufbuild/protobuf';
import { DurationSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AlertState, BudgetState, Indicator, ObjectiveService, Severity } from '$gen/objective_pb';
import { inScenario, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { regions } from '$src/testing/fleet';
import { laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';

const at = (minutes: number) => timestampFromDate(new Date(storyTime.getTime() + minutes * 60_000));
const hours = (count: number) => create(DurationSchema, { seconds: BigInt(Math.round(count * 3600)) });

const objectives = [
  ['meter-answers', 'Readings without an error', Indicator.SUCCESS, 0.995],
  ['meter-fast', 'Readings within 60 ms', Indicator.LATENCY, 0.99],
  ['delivered', 'Records of nodes that arrive', Indicator.DELIVERY, 0.95],
  ['reachable', 'Nodes that are not offline', Indicator.REACHABILITY, 0.9],
] as const;

const tier = (severity: Severity, long: number, short: number, limit: number, burn: number) => ({
  severity,
  longWindow: hours(long),
  shortWindow: hours(short),
  burnLimit: limit,
  longBurn: burn,
  shortBurn: burn * 2.7,
  longTally: { total: 90_000n, bad: 120n },
  burning: burn > limit,
  guardedBy: burn > 2.5 && limit === 3 && burn < limit * 2 ? 'a planned maintenance' : '',
});

function standing(objective: string, place: number, region: string) {
  const left = [0.34, 0.46, 0.12, 0.71, 0.93, -0.04, 0.88, 0.79][(place * 3 + objective.length) % 8]!;
  const unknown = region === 'ap-south' && objective === 'delivered';
  const burn = (1 - left) * 4;
  return {
    objective,
    region,
    tally: { total: 1_380_000n, bad: 1204n },
    ...(unknown ? {} : { budgetLeft: left }),
    state: unknown
      ? BudgetState.UNKNOWN
      : left <= 0
        ? BudgetState.EXHAUSTED
        : left < 0.25
          ? BudgetState.RESTRICTED
          : left < 0.5
            ? BudgetState.CAUTION
            : BudgetState.HEALTHY,
    missing: unknown,
    ...(left < 0.5 && left > 0 ? { exhaustedIn: hours(left * 400) } : {}),
    tiers: [
      tier(Severity.PAGE, 1, 1 / 12, 14.4, burn),
      tier(Severity.PAGE, 6, 0.5, 6, burn * 0.8),
      tier(Severity.TICKET, 24, 2, 3, burn),
      tier(Severity.TICKET, 72, 6, 1, burn * 0.5),
    ],
  };
}

function services(router: ConnectRouter, scenario: Scenario): void {
  const empty = scenario === 'empty';
  const places = ['', ...regions];
  router.service(
    ObjectiveService,
    inScenario<typeof ObjectiveService>(scenario, {
      listObjectives: () => ({
        objectives: empty
          ? []
          : objectives.map(([name, title, indicator, target]) => ({
              name,
              title,
              indicator,
              target,
              owner: 'metering',
              period: hours(720),
            })),
        standings: empty
          ? []
          : places.flatMap((region, place) => objectives.map(([name]) => standing(name, place, region))),
        slot: hours(1 / 60),
        at: at(0),
      }),
      getObjectiveHistory: ({ from, to, step }) => {
        const count = Number((to!.seconds - from!.seconds) / step!.seconds);
        return {
          steps: Array.from({ length: count }, (_, index) =>
            index > 90 && index < 100
              ? { total: 0n, bad: 0n }
              : { total: 6900n, bad: BigInt(index % 53 === 40 ? 160 : index % 3) },
          ),
        };
      },
      listAlerts: () => ({
        alerts:
          scenario === 'normal'
            ? [
                {
                  objective: 'meter-answers',
                  region: 'eu-west',
                  severity: Severity.PAGE,
                  state: AlertState.FIRING,
                  since: at(-22),
                  why: '412 of 12,004 answers in 1 h are bad, 14.4 times the pace at which the budget lasts',
                },
                {
                  objective: 'delivered',
                  region: 'us-east',
                  severity: Severity.TICKET,
                  state: AlertState.FIRING,
                  since: at(-300),
                  why: '3.2 times the pace over 24 h',
                },
              ]
            : [
                {
                  objective: 'meter-answers',
                  severity: Severity.PAGE,
                  state: AlertState.RESOLVED,
                  since: at(-4400),
                  resolvedAt: at(-4320),
                },
              ],
      }),
    }),
  );
}

const base = { path: '/slo', scenario: 'normal', services, ready: '.plot canvas' } as const;

export default [
  { ...base, name: 'slo/normal' },
  { ...base, name: 'slo/partial', state: 'partial', refuses: ['ListAlerts'] },
  ...laterStories('slo', { ...base, name: '' }),
  { ...base, name: 'slo/chosen', path: '/slo?objective=delivered&region=ap-south', ready: 'table button' },
  { ...base, name: 'slo/well', scenario: 'partial', state: 'well' },
  { ...base, name: 'slo/empty', scenario: 'empty', ready: '.notice' },
  { ...base, name: 'slo/loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...base, name: 'slo/error', scenario: 'error', ready: '.notice' },
  { ...base, name: 'slo/denied', scenario: 'denied', ready: '.notice' },
  { ...base, name: 'slo/disconnected', scenario: 'disconnected', ready: '.notice' },
] satisfies Story[];
