import type { Cell, StageReason, Stand } from '$src/model/stages';
import type { Translation } from '$src/text';
import type en from './en';

const reasons: Record<StageReason, string> = {
  shadow_differs: 'im Schatten weichen zu viele Antworten ab',
  shadow_errors: 'im Schatten blieben zu viele Kopien ohne Antwort',
  shadow_undecided: 'im Schatten bis zur Frist nicht entschieden',
  shadow_crashed: 'die neue Version ist im Schatten abgestürzt',
  shadow_out_of_memory: 'der neuen Version ging im Schatten der Speicher aus',
  shadow_silent: 'die neue Version hat im Schatten nicht geantwortet',
  weights_differ: 'zu viele Antworten weichen ab',
  weights_errors: 'zu viele Anfragen blieben ohne Antwort',
  weights_slow: 'zu langsam',
  weights_undecided: 'bis zur Frist der Anteile zu wenige Antworten',
  agent_too_old: 'warten auf einen neueren Agenten, der Stufen kann',
};

function standText(
  { word, underWay, passed, failed }: Stand,
  inShadow: boolean,
  number: (count: number) => string,
): string {
  if (word === 'planned') return 'Noch kein Knoten hat davon berichtet.';
  const parts = [
    underWay > 0 ? `${number(underWay)} darin` : '',
    passed > 0 ? `${number(passed)} bestanden` : '',
    failed > 0 ? `${number(failed)} ${inShadow ? 'abgelehnt' : 'zurückgegangen'}` : '',
  ].filter(Boolean);
  return parts.length ? `${parts.join(', ')}.` : 'Vor der Entscheidung aufgegeben.';
}

const stands = {
  planned: 'Nicht begonnen',
  open: 'Noch nicht entschieden',
  alarm: 'Mehr weichen ab als dürfen',
  mixed: 'Entschieden, nicht überall gleich',
  ended: 'Unentschieden beendet',
};

function cellText({ kind, percent }: Cell, weights: boolean): string {
  if (kind === 'step') return percent === 100 && !weights ? 'bewährt' : `${percent} %`;
  return {
    waiting: 'wartend',
    shadow: 'Schatten',
    weights: 'Anteile',
    refused: 'abgelehnt',
    back: 'zurückgegangen',
  }[kind];
}

export default {
  title: 'Stufen',
  sub: 'neue Version neben der davor',
  nodesIn: 'Knoten in jeder Stufe',
  cell: cellText,
  cellNote: ({ kind, percent }) =>
    kind === 'step' && percent === 100
      ? 'alle Anfragen'
      : kind === 'shadow'
        ? 'antwortet auf Kopien'
        : kind === 'step' || kind === 'weights'
          ? 'der Anfragen'
          : kind === 'waiting'
            ? 'noch in keiner Stufe'
            : 'mit dem, was davor lief',
  shadow: 'Schatten',
  weights: 'Anteile',
  inShadow: 'Schatten',
  inWeights: (percent) => `${percent} %`,
  stand: ({ word }, inShadow) =>
    word === 'passed'
      ? inShadow
        ? 'Bestanden'
        : 'Bei 100 %'
      : word === 'failed'
        ? inShadow
          ? 'Abgelehnt'
          : 'Zurückgegangen'
        : stands[word],
  standMore: standText,
  reason: (reason, _, count) => `${count} Knoten: ${reasons[reason]}`,

  shadowPlan: (least, most, good, bad, errors) =>
    `Sie antwortet ${least} bis ${most} lang auf Kopien. Sie besteht bei ${good} % abweichenden Antworten und wird bei ${bad} % abgelehnt, oder bei mehr als ${errors} % ohne Antwort.`,
  shadowLimits: (parts) => `Ihr Prozess darf ${parts} brauchen.`,
  memory: (megabytes) => `${megabytes} MB`,
  cpu: (percent) => `${percent} % eines Kerns`,
  and: ' und ',
  weightsPlan: (steps, least, requests, most) =>
    `Sie beantwortet ${steps} % der Anfragen, jede Stufe ${least} lang und ${requests} Antworten, höchstens ${most}.`,
  weightsBack: (differ, errors) =>
    `Sie geht zurück, wo mehr als ${differ} % der Antworten abweichen oder mehr als ${errors} % ausbleiben.`,

  compared: 'Verglichene Antworten',
  differ: 'Abweichend',
  differNote: (good, bad) => `besteht bei ${good} %, abgelehnt bei ${bad} %`,
  limitNote: (limit) => `höchstens ${limit} %`,
  errors: 'Ohne Antwort',
  drops: 'Verworfene Kopien',
  slower: 'Über 1,1-mal so lang',
  shift: 'Mittlere Verschiebung der Sicherheit',
  memoryPeak: 'Größter Speicher',
  memoryNote: (limit) => `erlaubt sind ${limit}`,
  none: 'keine',
  countShare: (count, share) => `${count}\u00a0(${share}\u00a0%)`,
  percent: (share) => `${share} %`,
  since: (at) => `seit ${at}`,

  evidence: (what, limit) => `Belege, dass mehr als ${limit} % ${what}`,
  evidenceAny: (what) => `Belege, dass mehr ${what}, als dürfen`,
  evidenceDiffer: 'abweichen',
  evidenceErrors: 'ausbleiben',
  evidenceOdds: (odds) => `${odds} zu 1`,
  evidenceNone: 'bisher keine',
  alarmAt: (odds) => `Alarm bei ${odds} zu 1`,
  alarm: (odds) => `Alarm: über ${odds} zu 1`,
  pooled: 'Belege aller seiner Knoten zusammen.',
  test: 'Test des Schattens',
  testEven: 'gleich',
  testGood: (odds) => `${odds} zu 1, dass sie so gut ist`,
  testBad: (odds) => `${odds} zu 1, dass sie schlechter ist`,
  testHow: (odds) => `besteht oder wird abgelehnt bei ${odds} zu 1`,

  flips: 'Was beide sagten',
  flipsHow: 'Zeilen: die Version davor. Spalten: die neue.',
  flipsBefore: 'davor',
  flipsNew: 'neu',
  flipsClass: (at) => `Klasse ${at}`,
  flipsTimes: 'Mal',
  flipsMore: (count) => `und ${count} weitere Paare`,
  flipsNone: 'Keine Entscheidung wurde geändert.',

  nodes: 'Knoten darin',
  node: 'Knoten',
  stage: 'Stufe',
  nodesMore: (count) => `und ${count} weitere`,
  nodesTooMany: (count) => `${count} Knoten sind in Stufen: zu viele, um sie hier zu zeigen.`,
  nodesMissing: 'Welcher Knoten in welcher Stufe ist, ist gerade nicht bekannt.',

  ofNode: 'Neue Version in Stufen',
  ofRollout: 'Rollout',
  over: 'Vorbei',
} satisfies Translation<typeof en>;
