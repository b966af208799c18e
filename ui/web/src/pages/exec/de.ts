import { Indicator } from '$gen/objective_pb';
import type { Step } from '$src/model/summary';
import type { Translation } from '$src/text';
import type en from './en';

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const steps: Record<Step['name'], string> = {
  budget: 'Budget',
  releases: 'Releases',
  incidents: 'Vorfälle',
  network: 'Netz',
  unexplained: 'Ungeklärt',
  left: 'Übrig',
  maintenance: 'Wartung',
};

const indicators: Record<Indicator, string> = {
  [Indicator.UNSPECIFIED]: 'Anderes',
  [Indicator.SUCCESS]: 'Antworten',
  [Indicator.CORRECT]: 'Richtig',
  [Indicator.LATENCY]: 'Latenz',
  [Indicator.REACHABILITY]: 'Erreichbar',
  [Indicator.IN_STEP]: 'Im Takt',
  [Indicator.DEPLOYMENT]: 'Verteilt',
  [Indicator.ROLLBACK]: 'Rückweg',
  [Indicator.RECOVERY]: 'Erholung',
  [Indicator.REDUCTION]: 'Reduktion',
  [Indicator.DELIVERY]: 'Geliefert',
  [Indicator.SATURATION]: 'Reserve',
};

const day = (at: string | undefined) =>
  at ? new Intl.DateTimeFormat('de-DE', { day: 'numeric', month: 'short' }).format(new Date(at)) : '–';
const decimal = (text: string | undefined) => (text ?? '').replace('.', ',');

// The server's sentences by their codes; what a newer server says beyond these stays English.
const sentences: Record<string, (p: Record<string, string>) => string> = {
  all_inside_target: (p) =>
    p['known'] === '1' ? 'Die Region liegt im Ziel.' : `Alle ${p['known']} Regionen liegen im Ziel.`,
  inside_target: (p) =>
    `${p['inside']} von ${p['known']} Regionen ${p['inside'] === '1' ? 'liegt' : 'liegen'} im Ziel.`,
  none_known: () => 'Von keiner Region ist bekannt, wie es um sie steht.',
  no_region: () => 'Es ist keine Region angelegt.',
  runs_out: (p) =>
    `In ${p['region']} ist das Budget „${p['title']}“ bei diesem Tempo am ${day(p['at'])} aufgebraucht.`,
  overspent: (p) => `In ${p['region']} ist das Budget „${p['title']}“ aufgebraucht.`,
  below_target: (p) => `${p['region']} liegt unter dem Ziel „${p['title']}“.`,
  releases_stopped: (p) => `In ${p['regions']} warten Releases.`,
  releases_limited: (p) => `In ${p['regions']} sind Releases eingeschränkt.`,
  releases_overridden: (p) => `In ${p['regions']} gehen Releases trotz des Budgets weiter.`,
  regions_unknown: (p) => `Wie es um ${p['names']} steht, ist nicht bekannt.`,
  incidents_spent: (p) =>
    p['count'] === '1'
      ? `Ein Vorfall hat ${decimal(p['percent'])} % des Budgets verbraucht.`
      : `${p['count']} Vorfälle haben ${decimal(p['percent'])} % des Budgets verbraucht.`,
  budget_kept: (p) => `${decimal(p['percent'])} % des Fehlerbudgets sind noch übrig.`,
  part_of_fleet: (p) =>
    p['seen'] === '1' ? 'Nur eine Region der Flotte.' : `Nur ${p['seen']} Regionen der Flotte.`,
};

const de: Translation<typeof en> = {
  indicator: (kind) => indicators[kind] ?? indicators[Indicator.UNSPECIFIED],
  title: 'Zusammenfassung für die Leitung',
  wholeFleet: 'ganze Flotte',
  someRegions: (n) => count(n, 'Region', 'Regionen'),
  period: 'Zeitraum',
  days: (n) => `${n} T`,
  pdf: 'PDF',
  csv: 'CSV',
  link: 'Link',
  linkCopied: 'Die Adresse dieser Seite ist kopiert.',
  complete: (at, known, all) => `Stand ${at}, ${known} von ${count(all, 'Region', 'Regionen')} vollständig`,
  asOfNothing: 'noch nichts gezählt',
  footerData: (at, known, all) =>
    `Stand ${at}. Daten vollständig für ${known} von ${count(all, 'Region', 'Regionen')}.`,
  page: 'Seite 1 von 1',
  emptyFleet: 'Es ist noch keine Region angelegt.',
  emptyCommand: 'flotillactl fleet apply fleet.yaml',
  sentence: (code, parameters, text) => sentences[code]?.(parameters) ?? text,

  serviceLevel: (days) => `Dienstgüte der Flotte, ${days} T`,
  goal: (goal) => `Ziel ${goal}`,
  versus: (change, days) => `${change} zu ${days} T davor`,
  noBefore: 'kein Vergleich vorhanden',
  noGoal: 'kein Ziel gesetzt',
  budgetLeft: 'Fehlerbudget übrig',
  runsOut: (at) => `aufgebraucht am ${at}`,
  lasts: 'reicht für den Zeitraum',
  atPace: 'bei diesem Tempo',
  nodesInService: 'Knoten in Betrieb',
  of: (all) => `von ${all}`,
  sitesBelow: (n) => `${count(n, 'Standort', 'Standorte')} unvollständig`,
  allSites: 'alle Standorte vollständig',
  ofSites: (all) => `von ${all} Standorten`,
  pages: 'Rufe pro Woche',
  falseAlarms: (n) => count(n, 'Fehlalarm', 'Fehlalarme'),
  pagesInPeriod: (n) => `${n} im Zeitraum`,
  tooShort: 'ab einer Woche bekannt',
  ofLevel: 'aller Antworten im Zeitraum',

  heat: 'Fehlerbudget übrig nach Region und Ziel',
  percentOf: (days) => `% von ${days} T`,
  percentOwn: '% des eigenen Zeitraums',
  region: 'Region, Knoten',
  state: 'Zustand',
  runsOutColumn: 'Ende',
  lastsShort: 'reicht',
  fleet: 'Flotte',
  limit: (limit, unit) => `< ${limit} ${unit}`,
  moreRegions: (n) => `und ${count(n, 'weitere Region', 'weitere Regionen')}, keine schlechter`,
  moreObjectives: (n) => `und ${count(n, 'weiteres Ziel', 'weitere Ziele')}`,
  notCounted: 'wird hier nicht gezählt',
  noSamples: 'zu wenige Messungen',
  cellLabel: (objective, left, state) => `${objective}: ${left} % übrig, ${state}`,

  waterfall: 'Wohin das Budget ging',
  step: (name) => steps[name],
  planned: 'geplant, neben der Summe',
  noBudget: 'Es wurde noch nichts gezählt, also auch nichts verbraucht.',
  more: (n) => `+${n}`,

  business: 'Geschäft neben Edge',
  sameDays: (days) => `${days} T`,
  noBusiness: 'Es ist noch keine Geschäftszahl angelegt. Sie steht hier neben dem, was am Edge geschah.',
  businessCommand: 'flotillactl business apply indicators.yaml',
  bothFell: (on, business, edge) => `Am ${on} fiel beides, auf ${business} und ${edge}.`,
  lineLabel: (name, value) => `${name}: ${value}`,

  releases: 'Ausgang der Releases',
  rollouts: (n) => count(n, 'Rollout', 'Rollouts'),
  succeeded: 'Gelungen',
  running: 'Laufen',
  paused: 'Angehalten',
  failed: 'Fehlgeschlagen',
  aborted: 'Abgebrochen',
  backAuto: 'Von selbst zurück',
  backHand: 'Von Hand zurück',
  failureRate: 'Anteil misslungen',
  was: (before) => `vorher ${before}`,
  badLive: 'Fehlversion, Median',
  prevented: 'Vorfälle verhindert',
  evidence: (n) => (n === 0 ? '0' : `${n}, Beleg`),
  noReleases: 'In diesem Zeitraum begann kein Rollout.',

  incidents: 'Vorfälle',
  noIncidents: 'Kein Vorfall in diesem Zeitraum.',
  foundIn: (span) => `bemerkt nach ${span}`,
  mitigatedIn: (span) => `behoben nach ${span}`,
  notMitigated: 'noch nicht behoben',
  foundMedian: 'Bemerkt, Median',
  mitigatedMedian: 'Behoben, Median',
  repeated: (cause) => `Wiederholt: ${cause}`,
  repeatedCount: (n, all) => `${n} von ${all}`,
  overdue: 'Überfällige Aufgaben',

  currency: 'Aktualität der Flotte',
  ofNodes: '% der Knoten, nachgewiesen',
  current: 'aktuell',
  behind: 'älter',
  unproven: 'nicht nachgewiesen',
  oldest: (workload, version) => `Älteste, ${workload} ${version}`,
  nodes: (n) => `${n} Knoten`,
  unreachable: 'Nicht erreichbar',
  noWorkloads: 'Es ist noch kein Workload angelegt.',

  definitions: 'Was die Zahlen bedeuten',
  defLevel:
    'Der Anteil guter Antworten an allen im Zeitraum: gegeben, und rechtzeitig, wo ein Ziel das verlangt.',
  defBudget:
    'Wie viel von dem übrig ist, was nach den Zielen schiefgehen darf: das Mittel der Ziele, die Rollouts aufhalten, geplante Arbeiten mitgezählt.',
  defNodes: 'Knoten mit gültiger Identität, die sich rechtzeitig melden, von allen mit gültiger Identität.',
  defPages: 'Alarme, für die jemand gerufen wurde, pro Woche des Zeitraums.',
  defBusiness: 'Eine Zahl, die das Geschäft selbst meldet, wie es sie selbst festlegt.',
  defCell:
    'Was vom Fehlerbudget dieses Ziels in dieser Region in seinem Zeitraum übrig ist. Unter 50 Vorsicht, unter 25 eingeschränkt.',
  defWaterfall:
    'Das Budget aller Ziele, die Rollouts aufhalten, und wofür es verbraucht wurde. Geplante Arbeiten stehen daneben.',
  defFailureRate: 'Von den Rollouts, die zu Ende sind: der Anteil, der misslang oder zurückging.',
  defBadLive:
    'Von Rollouts, die zurückgingen: vom ersten Knoten mit der schlechten Version bis zum letzten, der zurück war.',
  defPrevented: 'Schlechte Versionen, die angehalten wurden, solange wenige Knoten sie hatten.',
  defFound: 'Vom Beginn eines Vorfalls, bis ein Alarm ihn meldete.',
  defMitigated: 'Vom Beginn eines Vorfalls, bis er keinen Schaden mehr anrichtete.',
  defCurrency: 'Der Anteil der Knoten, die die neueste Version eines Workloads nachgewiesen haben.',
};

export default de;
