import { Indicator } from '$gen/objective_pb';
import type { Step } from '$src/model/summary';

const day = (at: string) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(new Date(at));

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

const steps: Record<Step['name'], string> = {
  budget: 'Budget',
  releases: 'Releases',
  incidents: 'Incidents',
  network: 'Network',
  unexplained: 'Unexplained',
  left: 'Left',
  maintenance: 'Maintenance',
};

const indicators: Record<Indicator, string> = {
  [Indicator.UNSPECIFIED]: 'Other',
  [Indicator.SUCCESS]: 'Answers',
  [Indicator.CORRECT]: 'Right',
  [Indicator.LATENCY]: 'Latency',
  [Indicator.REACHABILITY]: 'Reachable',
  [Indicator.IN_STEP]: 'In step',
  [Indicator.DEPLOYMENT]: 'Deployed',
  [Indicator.ROLLBACK]: 'Way back',
  [Indicator.RECOVERY]: 'Recovery',
  [Indicator.REDUCTION]: 'Reduction',
  [Indicator.DELIVERY]: 'Delivered',
  [Indicator.SATURATION]: 'Headroom',
};

export default {
  indicator: (kind: Indicator) => indicators[kind] ?? indicators[Indicator.UNSPECIFIED],
  title: 'Executive summary',
  wholeFleet: 'whole fleet',
  someRegions: (n: number) => count(n, 'region'),
  period: 'Period',
  days: (n: number) => `${n} d`,
  pdf: 'PDF',
  csv: 'CSV',
  link: 'Link',
  linkCopied: 'The address of this page is copied.',
  complete: (at: string, known: number, all: number) =>
    `as of ${at}, ${known} of ${count(all, 'region')} complete`,
  asOfNothing: 'nothing counted yet',
  footerData: (at: string, known: number, all: number) =>
    `As of ${at}. Data complete for ${known} of ${count(all, 'region')}.`,
  page: 'Page 1 of 1',
  emptyFleet: 'No region is declared yet.',
  emptyCommand: 'flotillactl fleet apply fleet.yaml',

  // The server says these in English; here only what has a day, which is that of the reader.
  sentence: (code: string, parameters: Record<string, string>, text: string) =>
    code === 'runs_out' && parameters['at'] && parameters['region']
      ? `${parameters['region']} runs out of its budget of “${parameters['title']}” on ${day(parameters['at'])} at the current pace.`
      : text,

  // Facts
  serviceLevel: (days: number) => `Fleet service level, ${days} d`,
  goal: (goal: string) => `goal ${goal}`,
  versus: (change: string, days: number) => `${change} vs ${days} d before`,
  noBefore: 'nothing to compare with',
  noGoal: 'no goal set',
  budgetLeft: 'Error budget left',
  runsOut: (at: string) => `runs out ${at}`,
  lasts: 'lasts the period',
  atPace: 'at the present pace',
  nodesInService: 'Nodes in service',
  of: (all: string) => `of ${all}`,
  sitesBelow: (n: number) => `${count(n, 'site')} incomplete`,
  allSites: 'every site complete',
  ofSites: (all: string) => `of ${all} sites`,
  pages: 'Pages per week',
  falseAlarms: (n: number) => count(n, 'false alarm'),
  pagesInPeriod: (n: string) => `${n} in the period`,
  tooShort: 'known after one week',
  ofLevel: 'of all answers in the period',

  // Regions and objectives
  heat: 'Error budget left by region and objective',
  percentOf: (days: number) => `% of ${days} d`,
  percentOwn: '% of each period',
  region: 'Region, nodes',
  state: 'State',
  runsOutColumn: 'Runs out',
  lastsShort: 'lasts',
  fleet: 'Fleet',
  limit: (limit: string, unit: string) => `< ${limit} ${unit}`,
  moreRegions: (n: number) => `and ${count(n, 'region')} more, none of them worse`,
  moreObjectives: (n: number) => `and ${count(n, 'objective')} more`,
  notCounted: 'not counted here',
  noSamples: 'too few samples',
  cellLabel: (objective: string, left: string, state: string) => `${objective}: ${left} % left, ${state}`,

  // Budget
  waterfall: 'Where the budget went',
  step: (name: Step['name']) => steps[name],
  planned: 'planned, beside the sum',
  noBudget: 'Nothing was counted yet, so nothing was spent.',
  more: (n: number) => `+${n}`,

  // Business
  business: 'Business beside edge',
  sameDays: (days: number) => `${days} d`,
  noBusiness: 'No business indicator is declared yet. They stand here beside what the edge did.',
  businessCommand: 'flotillactl business apply indicators.yaml',
  bothFell: (on: string, business: string, edge: string) => `On ${on} both fell, to ${business} and ${edge}.`,
  lineLabel: (name: string, value: string) => `${name}: ${value}`,

  // Releases
  releases: 'Release outcomes',
  rollouts: (n: number) => count(n, 'rollout'),
  succeeded: 'Succeeded',
  running: 'Running',
  paused: 'Paused',
  failed: 'Failed',
  aborted: 'Aborted',
  backAuto: 'Rolled back, auto',
  backHand: 'Rolled back, by hand',
  failureRate: 'Change-failure rate',
  was: (before: string) => `was ${before}`,
  badLive: 'Bad version, median',
  prevented: 'Incidents prevented',
  evidence: (n: number) => (n === 0 ? '0' : `${n}, evidence`),
  noReleases: 'No rollout began in this period.',

  // Incidents
  incidents: 'Incidents',
  noIncidents: 'No incident in this period.',
  foundIn: (span: string) => `found in ${span}`,
  mitigatedIn: (span: string) => `mitigated in ${span}`,
  notMitigated: 'not mitigated yet',
  foundMedian: 'Found, median',
  mitigatedMedian: 'Mitigated, median',
  repeated: (cause: string) => `Repeated: ${cause}`,
  repeatedCount: (n: number, all: number) => `${n} of ${all}`,
  overdue: 'Overdue actions',

  // Currency
  currency: 'Fleet currency',
  ofNodes: '% of nodes, proven',
  current: 'current',
  behind: 'older',
  unproven: 'not proven',
  oldest: (workload: string, version: string) => `Oldest, ${workload} ${version}`,
  nodes: (n: string) => `${n} nodes`,
  unreachable: 'Not reachable',
  noWorkloads: 'No workload is declared yet.',

  // Definitions
  definitions: 'What the numbers mean',
  defLevel:
    'The share of all answers in the period that were good: given, and given in time where an objective says so.',
  defBudget:
    'How much of what objectives allow to go wrong is still left: the mean of the objectives that hold rollouts, with planned work counted.',
  defNodes: 'Nodes with an active identity that report in time, of all with an active identity.',
  defPages: 'Alerts that somebody was paged for, per week of the period.',
  defBusiness: 'A number that the business reports itself, as its own definition says.',
  defCell:
    'What is left of the error budget of this objective in this region, in its own period. Below 50 caution, below 25 restricted.',
  defWaterfall:
    'The budget of all objectives that hold rollouts, and by which causes it was spent. Planned work is beside the sum.',
  defFailureRate: 'Of the rollouts that ended: the share that failed or went back.',
  defBadLive:
    'Of rollouts that went back: from the first node that ran the bad version to the last that was back.',
  defPrevented: 'Bad versions that were stopped while only few nodes had them.',
  defFound: 'From the beginning of an incident until an alert told of it.',
  defMitigated: 'From the beginning of an incident until it did no harm any more.',
  defCurrency: 'The share of nodes that have proven the newest version of a workload.',
};
