import { Severity } from '$gen/objective_pb';
import type { TierWord } from '$src/model/objective';

const tierWords: Record<TierWord, string> = {
  burning: 'burning',
  held: 'held back',
  quiet: 'quiet',
  unknown: 'unknown',
};
const severities: Record<Severity, string> = {
  [Severity.UNSPECIFIED]: 'unknown',
  [Severity.PAGE]: 'page',
  [Severity.TICKET]: 'ticket',
};

export default {
  title: 'SLOs',
  head: (objectives: number, regions: number) => `${objectives} objectives, ${regions} places`,
  budgets: 'Budget left',
  budgetsSub: 'by place and objective, with the pace at which it goes',
  region: 'Place',
  fleet: 'Fleet',
  target: (percent: string) => `${percent} %`,
  cell: (objective: string, region: string, state: string) =>
    `${objective}, ${region}, ${state}: left and pace`,
  left: (percent: string) => `${percent} %`,
  unknown: 'unknown',
  missing: 'no data now',
  never: 'no data yet',
  partial: 'partial',
  empty: 'No objectives yet. Declare some:',

  detail: (objective: string, region: string) => `${objective}, ${region}`,
  detailSub: (span: string) => `error budget left, ${span}`,
  budgetLeft: 'budget left',
  exhaustedIn: 'To exhaustion',
  usedUp: 'used up',
  lasts: 'lasts at this pace',
  bad: 'Bad',
  badOf: (bad: string, all: string) => `${bad} of ${all}`,
  owner: 'Owner',
  goal: 'Target',
  overridden: (at: string) => `Rollouts go on in spite of it until ${at}.`,
  nothingCounted: 'Nothing was counted in this time.',

  burn: 'Burn',
  burnSub: 'long and short window',
  tier: (severity: Severity) => severities[severity] ?? 'unknown',
  alertColumn: 'Alert',
  windows: 'Windows',
  windowsOf: (long: string, short: string) => `${long} and ${short}`,
  limit: 'Limit',
  now: 'Now',
  state: 'State',
  tierWord: (word: TierWord) => tierWords[word],
  guarded: (why: string) => `Held back: ${why}`,

  fires: 'What fires',
  quiet: 'No alert fires.',
  lastOne: (at: string) => `No alert fires. The last one was over ${at}.`,
  since: (age: string) => `since ${age}`,
  overSince: (at: string) => `over ${at}`,
  alert: (severity: string, objective: string, region: string) => `${severity}: ${objective}, ${region}`,
  notes: 'Notes',
};
