import { NodeOutcome, RolloutState, Verdict, WaveState } from '$gen/rollout_pb';
import type { RolloutEvent, RolloutVerb } from '$src/model/rollout';
import type { Translation } from '$src/text';
import type en from './en';

const states: Record<RolloutState, string> = {
  [RolloutState.UNSPECIFIED]: 'unbekannt',
  [RolloutState.RUNNING]: 'läuft',
  [RolloutState.SUCCEEDED]: 'gelungen',
  [RolloutState.FAILED]: 'gescheitert',
  [RolloutState.ROLLING_BACK]: 'rollt zurück',
  [RolloutState.ROLLED_BACK]: 'zurückgerollt',
  [RolloutState.ABORTED]: 'abgebrochen',
  [RolloutState.DRAFT]: 'Entwurf',
  [RolloutState.AWAITING_APPROVAL]: 'wartet auf Freigabe',
  [RolloutState.PAUSED]: 'angehalten',
  [RolloutState.REJECTED]: 'abgelehnt',
};
const waves: Record<WaveState, string> = {
  [WaveState.UNSPECIFIED]: 'unbekannt',
  [WaveState.PENDING]: 'steht aus',
  [WaveState.AWAITING_APPROVAL]: 'wartet auf Freigabe',
  [WaveState.AWAITING_WINDOW]: 'wartet auf ihr Zeitfenster',
  [WaveState.ASSIGNING]: 'wird zugewiesen',
  [WaveState.SOAKING]: 'wird beobachtet',
  [WaveState.PASSED]: 'bestanden',
  [WaveState.FAILED]: 'gescheitert',
  [WaveState.SKIPPED]: 'übersprungen',
};
const outcomes: Record<NodeOutcome, string> = {
  [NodeOutcome.UNSPECIFIED]: 'unbekannt',
  [NodeOutcome.PENDING]: 'unterwegs',
  [NodeOutcome.PROVEN]: 'bewährt',
  [NodeOutcome.REFUSED]: 'abgelehnt',
  [NodeOutcome.ROLLED_BACK]: 'zurückgerollt',
  [NodeOutcome.SILENT]: 'stumm',
  [NodeOutcome.LATE]: 'verspätet',
  [NodeOutcome.RETURNED]: 'zurückgekehrt',
  [NodeOutcome.STAYED]: 'geblieben',
  [NodeOutcome.WITHDRAWN]: 'zurückgezogen',
  [NodeOutcome.PLANNED]: 'geplant',
};
const verdicts: Record<Verdict, string> = {
  [Verdict.UNSPECIFIED]: 'unbekannt',
  [Verdict.UNKNOWN]: 'unbekannt',
  [Verdict.INCONCLUSIVE]: 'unentschieden',
  [Verdict.PASS]: 'bestanden',
  [Verdict.FAIL]: 'durchgefallen',
};
const verbs: Record<RolloutVerb, string> = {
  pause: 'Anhalten',
  resume: 'Fortsetzen…',
  abort: 'Abbrechen…',
  rollback: 'Zurückrollen…',
};
const knoten = (count: number | string) => `${count} Knoten`;
const freigaben = (count: number) => `${count} ${count === 1 ? 'Freigabe' : 'Freigaben'}`;

function eventText(event: RolloutEvent): string {
  switch (event.kind) {
    case 'written':
      return `${event.who ?? ''} hat den Plan geschrieben`;
    case 'started':
      return 'gestartet';
    case 'ended':
      return 'beendet';
    case 'began':
      return `${event.wave} begann, ${knoten(event.nodes)}`;
    case 'soaks':
      return `${event.wave} wird beobachtet`;
    case 'passed':
      return `${event.wave} bestanden`;
    case 'failed':
      return `${event.wave} gescheitert`;
    case 'skipped':
      return `${event.wave} übersprungen`;
    case 'approved':
      return `${event.who} hat ${event.wave} freigegeben${event.reason ? `: ${event.reason}` : ''}`;
    case 'rejected':
      return `${event.who} hat ${event.wave} abgelehnt${event.reason ? `: ${event.reason}` : ''}`;
  }
}

export default {
  title: 'Rollouts',
  state: (state) => states[state] ?? 'unbekannt',
  waveState: (state) => waves[state] ?? 'unbekannt',
  outcome: (outcome) => outcomes[outcome] ?? 'unbekannt',
  verdict: (verdict) => verdicts[verdict] ?? 'unbekannt',
  verb: (verb) => verbs[verb],
  event: eventText,

  filter: 'Rollouts filtern',
  filterHint: 'state:running workload:meter-reader',
  empty: 'Noch keine Rollouts. So wird einer geplant:',
  nothing: (filter) => `Kein Rollout passt zu ${filter}.`,
  clear: 'Filter aufheben',
  under: (count) => `${count} im Gang`,
  total: (count) => `${count} insgesamt`,
  rollout: 'Rollout',
  version: 'Version',
  stateColumn: 'Zustand',
  wave: 'Welle',
  waveOf: (name, place, all) => `${name}, ${place} von ${all}`,
  nodes: 'Knoten',
  nodesOf: (reached, all) => `${reached} von ${all}`,
  bad: 'Gescheitert',
  odds: 'Quote',
  author: 'Von',
  created: 'Angelegt',
  even: 'gleich',

  all: 'Alle Rollouts',
  origin: (from, author) => `von ${from}, durch ${author}`,
  nothingBefore: 'nichts',
  andOthers: (version) => `${version} und anderen`,
  startedAt: (at) => `gestartet ${at}`,
  notStarted: 'nicht gestartet',
  notYours: (region) => `Dafür braucht es die Rolle Operator${region}.`,
  itIs: (state) => `Er ist: ${state}.`,

  draftStrong: 'Ein Entwurf.',
  draftText: 'Kein Knoten bekommt etwas, bevor er gestartet ist.',
  waitsStrong: (wave, missing) => `Welle ${wave} wartet auf ${freigaben(missing)}.`,
  windowStrong: (wave) => `Welle ${wave} wartet auf ihr Zeitfenster.`,
  thenText: (nodes) => `Dann ${nodes === 1 ? 'bekommt' : 'bekommen'} ihn ${knoten(nodes)}.`,
  assigningStrong: (wave) => `Welle ${wave} bekommt ihn gerade.`,
  assigningText: (proven, all) => `${proven} von ${knoten(all)} haben sich bewährt.`,
  allOver: 'Alle Wellen sind vorbei.',
  passStrong: 'Bisher nicht schlechter.',
  failStrong: 'Schlechter als die Version davor.',
  inconclusiveStrong: 'Die Belege reichen noch nicht.',
  unknownStrong: 'Noch nichts zu beurteilen.',
  pausedStrong: 'Angehalten.',
  rollingStrong: 'Rollt zurück.',
  rolledStrong: 'Zurückgerollt.',
  failedStrong: 'Gescheitert.',
  abortedStrong: 'Abgebrochen.',
  abortedText: 'Knoten, auf denen er sich bewährt hat, behalten ihn.',
  rejectedStrong: 'Abgelehnt.',
  succeededStrong: 'Gelungen.',
  succeededText: (nodes) => `Auf ${knoten(nodes)} hat er sich bewährt.`,
  nextStrong: (wave) => `Welle ${wave} ist die nächste.`,

  waves: 'Wellen',
  nodeCount: (nodes) => knoten(nodes),
  soaking: (done, all) => `beobachtet ${done} von ${all}`,
  soakingHeld: 'Beobachtung angehalten',
  provenNote: (proven, all, back) => `${proven} von ${all} ${back ? 'zurückgekehrt' : 'bewährt'}`,
  gotNothing: 'ihre Knoten bekamen nichts',
  needs: (count) => `braucht ${freigaben(count)}`,
  soak: (span) => `Beobachtung ${span}`,
  noSoak: 'keine Beobachtung',
  approvalOf: (given, needed) => `Freigabe ${given} von ${needed}`,
  verdictOdds: (verdict, odds) => `${verdict}, Quote ${odds}`,

  gates: 'Neue Version und die davor',
  gatesSub: (canary, baseline) => `${knoten(canary)} und ${baseline} zum Vergleich`,
  gatesNone: 'Antworten dieses Rollouts hat noch niemand beurteilt.',
  gateBad: 'Schlechte Antworten',
  gateSlow: (limit) => `Langsamer als ${limit} ms`,
  metric: 'Prüfung',
  nowColumn: 'Neu',
  range95: '95-%-Bereich',
  beforeColumn: 'Davor',
  verdictColumn: 'Urteil',
  limitOdds: (limit) => `scheitert bei ${limit}`,
  noBaseline: 'nichts zum Vergleich',
  looks: (count) => `${count} Urteile`,
  why: 'Warum',
  requests: (done, needed) => `${done} von ${needed} nötigen Antworten`,
  permutation: (p) => `Permutation p ${p}`,
  replay: 'Gespeichertes neu rechnen',
  replayed: 'Neu gerechnet: Nichts weicht vom Gespeicherten ab.',
  replayDiffers: (count, first) => `Neu gerechnet: ${count} weichen ab. Zuerst: ${first}`,

  evidence: 'Belege',
  worseOdds: 'dass die neue Version schlechter ist',
  evenOdds: 'Gleiche Quote',
  oddsHow: 'Bei 100:1 scheitert eine Welle; bei 1:10 ist kein Schaden zu sehen.',

  strip: 'Knoten',
  stripMore: (count) => `und ${count} weitere`,
  nodeTold: (name, outcome, reason) => `${name}, ${outcome}${reason ? `: ${reason}` : ''}`,
  stripEmpty: 'Es sind zu viele, um sie hier zu zeigen.',
  stripOpen: 'Jede Form ist ein Knoten und öffnet ihn.',

  approvals: 'Freigaben',
  approvalCount: (given, needed) => `${given} von ${needed}`,
  notAuthor: (author) => `Nicht von ${author}, der den Plan schrieb.`,
  approved: (at) => `freigegeben ${at}`,
  rejected: (at) => `abgelehnt ${at}`,
  expired: 'abgelaufen',
  otherPlan: 'anderer Plan',
  noApprovals: 'Niemand muss zustimmen.',
  digest: 'Prüfsumme des Plans',
  digestHow: 'Freigaben gelten für diese Prüfsumme; ein anderer Plan braucht neue.',
  noPlan: 'Er wurde ohne Plan ausgebracht.',
  toApprovals: 'Zu den Freigaben',

  events: 'Ereignisse',
  newestFirst: 'neueste zuerst',

  pauseDone: (id) => `${id} ist angehalten.`,
  undo: 'Rückgängig',
  nowIs: (id, state) => `${id}: jetzt ${state}.`,
  sheetTitle: (verb, id) =>
    `${id} ${{ pause: 'anhalten', resume: 'fortsetzen', abort: 'abbrechen', rollback: 'zurückrollen' }[verb]}`,
  resumeWhat: (count) => `Er geht weiter, wo er stand: ${count} Knoten stehen noch aus.`,
  abortWhat: (pending, proven) =>
    `Er endet. ${pending} Knoten, auf denen er sich nicht bewährt hat, bekommen zurück, was sie hatten; ${proven} behalten ihn.`,
  rollbackWhat: (count) => `${count} Knoten gehen zurück zu dem, was davor lief.`,
  rollbackExcluded: (count) => `${count} Knoten bleiben, wie sie sind.`,
  noWayBack: (count) => `${count} davon müssen es neu laden.`,
  stopHow: 'So hält man es auf: den Rollout abbrechen, der zurückgeht.',
  reason: 'Grund',
  reasonHint: 'Er steht danach im Protokoll.',
  typeName: (id) => `Zum Fortfahren ${id} eintippen`,
  holdResume: 'Halten zum Fortsetzen',
  holdAbort: 'Halten zum Abbrechen',
  holdRollback: 'Halten zum Zurückrollen',
  typeFirst: (id) => `Erst ${id} eintippen`,
  counting: 'Der Server wird gefragt, was geschehen würde.',
  askAgain: 'Noch einmal ansehen',
} satisfies Translation<typeof en>;
