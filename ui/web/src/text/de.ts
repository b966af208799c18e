import type { BudgetStateName, Status } from '$src/model/status';
import type { PageName } from '$src/shell/page';
import type en from './en';
import type { Translation } from './language.svelte';

const statusWords: Record<Status, string> = {
  healthy: 'in Ordnung',
  updating: 'in Änderung',
  degraded: 'beeinträchtigt',
  failed: 'ausgefallen',
  offline: 'offline',
  unknown: 'unbekannt',
  held: 'angehalten',
};

const budgetWords: Record<BudgetStateName, string> = {
  healthy: 'in Ordnung',
  caution: 'Vorsicht',
  restricted: 'eingeschränkt',
  exhausted: 'aufgebraucht',
  unknown: 'zu wenige Messungen',
};

const pageNames: Record<PageName, string> = {
  now: 'Jetzt',
  approvals: 'Freigaben',
  incidents: 'Vorfälle',
  runbooks: 'Runbooks',
  rollouts: 'Rollouts',
  nodes: 'Knoten',
  slo: 'SLOs',
  exec: 'Leitung',
  debug: 'Analyse',
  audit: 'Protokoll',
  me: 'Ich',
};

const de: Translation<typeof en> = {
  status: (status: Status) => statusWords[status],
  budgetState: (state: BudgetStateName) => budgetWords[state],
  page: (name: PageName) => pageNames[name],

  live: (age) => `live ${age}`,
  stale: (age) => `veraltet ${age}`,
  asOf: (at) => `Stand ${at}`,
  offline: 'offline',
  replayOf: (at) => `Rückblick ${at}`,
  replay: (at) => `RÜCKBLICK ${at}`,
  replayMore: 'Was die Diagramme zeigen, war damals. Der Zustand des Knotens und sein Log sind von jetzt.',
  offlineShowing: (at) => `offline, Stand ${at}`,
  noData: 'noch keine Daten',
  showing: (at) => `Gezeigt wird der Stand von ${at}.`,

  loading: 'Wird geladen',
  asking: (span) => `Der Server wird gefragt … ${span}`,
  retry: 'Noch einmal',
  cancel: 'Abbrechen',
  close: 'Schließen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Der Browser hat das Kopieren nicht erlaubt. Bitte den Text von Hand kopieren.',
  notPart: 'Diese Seite gehört nicht zu dieser Version.',
  notPartMore: 'Die Adresse stimmt, aber der Server, der geantwortet hat, kennt die Seite nicht.',
  pageFailed: 'Die Seite konnte nicht geladen werden.',
  loadPageAgain: 'Noch einmal laden',
  somethingBroke: 'Auf dieser Seite ist etwas schiefgegangen. Alles andere geht weiter.',

  holdHow: 'Eine Sekunde gedrückt halten oder zweimal die Leertaste drücken.',
  holdAgain: 'Leertaste noch einmal zum Bestätigen',

  rows: (from, to, total) => `${from} bis ${to} von ${total}`,
  noRows: 'Keine Zeilen',
  previousPage: 'Vorige Seite',
  nextPage: 'Nächste Seite',
  sortBy: (column) => `Nach ${column} ordnen`,
  viewTable: 'Als Tabelle',
  viewChart: 'Als Diagramm',
  time: 'Zeit',
  gap: 'keine Daten',
  chartSummary: (name, last, low, high) =>
    `${name}: zuletzt ${last}, niedrigster Wert ${low}, höchster ${high}.`,

  skip: 'Zum Inhalt',
  navigation: 'Seiten',
  search: 'Seiten und Knoten suchen (Strg+K)',
  searchPlaceholder: 'Seite, Knoten oder Befehl',
  searchNothing: (text) => `Nichts heißt „${text}“.`,
  searching: 'Knoten werden gesucht …',
  nodeCommand: (region) => `Knoten in ${region}`,
  pageCommand: 'Seite',
  themeDark: 'dunkel',
  themeLight: 'hell',
  themeSystem: 'wie das System',
  themeSwitch: (theme) => `Aussehen: ${theme}`,
  languageSwitch: 'Language: English',
  keysTitle: 'Tasten',
  keysGo: (page) => `Zur Seite ${page}`,
  keysSearch: 'Suchen',
  keysHelp: 'Diese Liste',
  keysClose: 'Schließen, was offen ist',
  account: (name) => `Angemeldet als ${name}`,
  menu: 'Konto und Einstellungen',
  logOut: 'Abmelden',
  offlineBar: (since, asOf) => `Offline seit ${since} · Daten von ${asOf}`,
  offlineBarNoData: (since) => `Offline seit ${since}`,
  nextTry: (span) => `nächster Versuch in ${span}`,
  tryNow: 'Jetzt',
  offlineBlocked: 'Nicht, solange der Server nicht antwortet',
  serverNewer: (server, app) =>
    `Der Server ist neuer (${server}, diese Seite ist ${app}). Einige Felder fehlen, bis sie neu geladen wird.`,
  serverOlder: (server, app) =>
    `Der Server ist älter (${server}, diese Seite ist ${app}). Manches hier geht vielleicht nicht, bis sie neu geladen wird.`,
  reload: 'Neu laden',
  pagesFiring: (count) => `${count} ${count === 1 ? 'Alarm ruft' : 'Alarme rufen'}`,
  approvalsWaiting: (count) => `${count} ${count === 1 ? 'Freigabe wartet' : 'Freigaben warten'}`,
  caughtUp: (count) => `Aufgeholt, ${count} ${count === 1 ? 'Änderung' : 'Änderungen'}`,

  confirmTitle: 'Zeigen, dass Sie es sind',
  confirmWhy: 'Dafür braucht es noch einmal Ihr Passwort oder einen Code. Das gilt dann fünf Minuten.',
  confirmBy: 'Womit',
  password: 'Passwort',
  code: 'Code',
  codeHint: 'Sechs Ziffern aus der Authenticator-App oder ein Wiederherstellungscode',
  showPassword: 'Zeigen',
  hidePassword: 'Verbergen',
  confirm: 'Bestätigen',
  expiredTitle: 'Ihre Sitzung ist beendet',
  expiredWhy: 'Was Sie sehen, bleibt stehen. Bitte melden Sie sich wieder an, um weiterzumachen.',
  logIn: 'Anmelden',
  operatorName: 'Name',
  back: 'Zurück',
};

export default de;
