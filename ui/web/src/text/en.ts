import type { BudgetStateName, Status } from '$src/model/status';
import type { PageName } from '$src/shell/page';

const statusWords: Record<Status, string> = {
  healthy: 'healthy',
  updating: 'updating',
  degraded: 'degraded',
  failed: 'failed',
  offline: 'offline',
  unknown: 'unknown',
  held: 'held',
};

const budgetWords: Record<BudgetStateName, string> = {
  healthy: 'healthy',
  caution: 'caution',
  restricted: 'restricted',
  exhausted: 'exhausted',
  unknown: 'too few samples',
};

const pageNames: Record<PageName, string> = {
  now: 'Now',
  approvals: 'Approvals',
  incidents: 'Incidents',
  runbooks: 'Runbooks',
  rollouts: 'Rollouts',
  nodes: 'Nodes',
  slo: 'SLOs',
  exec: 'Executive',
  debug: 'Debug',
  audit: 'Audit',
  me: 'Me',
};

export default {
  status: (status: Status) => statusWords[status],
  budgetState: (state: BudgetStateName) => budgetWords[state],
  page: (name: PageName) => pageNames[name],

  // Freshness
  live: (age: string) => `live ${age}`,
  stale: (age: string) => `stale ${age}`,
  asOf: (at: string) => `as of ${at}`,
  offline: 'offline',
  replayOf: (at: string) => `replay ${at}`,
  replay: (at: string) => `REPLAY ${at}`,
  replayMore: 'What the charts show was then. The state of the node and its log are of now.',
  offlineShowing: (at: string) => `offline, showing ${at}`,
  noData: 'no data yet',
  showing: (at: string) => `Showing what was there at ${at}.`,

  // States
  loading: 'Loading',
  asking: (span: string) => `Asking the server… ${span}`,
  retry: 'Retry',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying. Select the text and copy it by hand.',
  notPart: 'This page is not part of this version.',
  notPartMore: 'The address is right, but the server that answered does not have the page.',
  pageFailed: 'The page could not be loaded.',
  loadPageAgain: 'Load again',
  somethingBroke: 'This page broke. The rest goes on working.',

  // Hold
  holdHow: 'Press and hold for one second, or press the space bar twice.',
  holdAgain: 'Press space again to confirm',

  // Tables and charts
  rows: (from: number, to: number, total: string) => `${from} to ${to} of ${total}`,
  noRows: 'No rows',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  sortBy: (column: string) => `Sort by ${column}`,
  viewTable: 'View as table',
  viewChart: 'View as chart',
  time: 'Time',
  gap: 'no data',
  chartSummary: (name: string, last: string, low: string, high: string) =>
    `${name}: last ${last}, lowest ${low}, highest ${high}.`,

  // Shell
  skip: 'Skip to the content',
  navigation: 'Pages',
  search: 'Search pages and nodes (Ctrl+K)',
  searchPlaceholder: 'Page, node or command',
  searchNothing: (text: string) => `Nothing is called “${text}”.`,
  searching: 'Looking for nodes…',
  nodeCommand: (region: string) => `Node in ${region}`,
  pageCommand: 'Page',
  themeDark: 'Dark',
  themeLight: 'Light',
  themeSystem: 'As the system',
  themeSwitch: (theme: string) => `Look: ${theme}`,
  languageSwitch: 'Sprache: Deutsch',
  keysTitle: 'Keys',
  keysGo: (page: string) => `Go to ${page}`,
  keysSearch: 'Search',
  keysHelp: 'This list',
  keysClose: 'Close what is open',
  account: (name: string) => `You are ${name}`,
  menu: 'Your account and settings',
  logOut: 'Log out',
  offlineBar: (since: string, asOf: string) => `Offline since ${since} · data from ${asOf}`,
  offlineBarNoData: (since: string) => `Offline since ${since}`,
  nextTry: (span: string) => `next try in ${span}`,
  tryNow: 'Try now',
  offlineBlocked: 'Not while the server does not answer',
  serverNewer: (server: string, app: string) =>
    `The server is newer (${server}, this page is ${app}). Some fields are not shown until it is loaded again.`,
  serverOlder: (server: string, app: string) =>
    `The server is older (${server}, this page is ${app}). Some things here may not work until it is loaded again.`,
  reload: 'Load again',
  pagesFiring: (count: number) => `${count} ${count === 1 ? 'page fires' : 'pages fire'}`,
  approvalsWaiting: (count: number) => `${count} ${count === 1 ? 'approval waits' : 'approvals wait'}`,
  caughtUp: (count: number) => `Caught up, ${count} ${count === 1 ? 'change' : 'changes'}`,

  // It is you
  confirmTitle: 'Show that it is you',
  confirmWhy: 'What you are about to do needs your password or a code once more. It counts for five minutes.',
  confirmBy: 'Show it by',
  password: 'Password',
  code: 'Code',
  codeHint: 'Six digits from your authenticator, or a recovery code',
  showPassword: 'Show',
  hidePassword: 'Hide',
  confirm: 'Confirm',
  expiredTitle: 'Your session has ended',
  expiredWhy: 'What you see stays. Log in again to go on.',
  logIn: 'Log in',
  operatorName: 'Name',
  back: 'Back',
};
