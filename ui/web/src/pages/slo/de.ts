import { Severity } from '$gen/objective_pb';
import type { TierWord } from '$src/model/objective';
import type { Translation } from '$src/text';
import type en from './en';

const tierWords: Record<TierWord, string> = {
  burning: 'brennt',
  held: 'zurückgehalten',
  quiet: 'ruhig',
  unknown: 'unbekannt',
};
const severities: Record<Severity, string> = {
  [Severity.UNSPECIFIED]: 'unbekannt',
  [Severity.PAGE]: 'Ruf',
  [Severity.TICKET]: 'Ticket',
};

export default {
  title: 'SLOs',
  head: (objectives, regions) => `${objectives} Ziele, ${regions} Orte`,
  budgets: 'Budget übrig',
  budgetsSub: 'je Ort und Ziel, mit dem Tempo, in dem es schwindet',
  region: 'Ort',
  fleet: 'Flotte',
  target: (percent) => `${percent} %`,
  cell: (objective, region, state) => `${objective}, ${region}, ${state}: übrig und Tempo`,
  left: (percent) => `${percent} %`,
  unknown: 'unbekannt',
  missing: 'jetzt keine Daten',
  never: 'noch keine Daten',
  partial: 'unvollständig',
  empty: 'Noch keine Ziele. So werden welche erklärt:',

  detail: (objective, region) => `${objective}, ${region}`,
  detailSub: (span) => `Fehlerbudget übrig, ${span}`,
  budgetLeft: 'Budget übrig',
  exhaustedIn: 'Aufgebraucht in',
  usedUp: 'schon aufgebraucht',
  lasts: 'reicht bei diesem Tempo',
  bad: 'Schlecht',
  badOf: (bad, all) => `${bad} von ${all}`,
  owner: 'Zuständig',
  goal: 'Ziel',
  overridden: (at) => `Rollouts gehen trotzdem weiter bis ${at}.`,
  nothingCounted: 'In dieser Zeit wurde nichts gezählt.',

  burn: 'Tempo',
  burnSub: 'langes und kurzes Fenster',
  tier: (severity) => severities[severity] ?? 'unbekannt',
  alertColumn: 'Alarm',
  windows: 'Fenster',
  windowsOf: (long, short) => `${long} und ${short}`,
  limit: 'Grenze',
  now: 'Jetzt',
  state: 'Zustand',
  tierWord: (word) => tierWords[word],
  guarded: (why) => `Zurückgehalten: ${why}`,

  fires: 'Was Alarm gibt',
  quiet: 'Kein Alarm.',
  lastOne: (at) => `Kein Alarm. Der letzte war ${at} vorbei.`,
  since: (age) => `seit ${age}`,
  overSince: (at) => `vorbei ${at}`,
  alert: (severity, objective, region) => `${severity}: ${objective}, ${region}`,
  notes: 'Hinweise',
} satisfies Translation<typeof en>;
