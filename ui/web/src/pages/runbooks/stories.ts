import { create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { AccountService } from '$gen/account_pb';
import { IncidentService, IncidentSchema } from '$gen/incident_pb';
import { Role } from '$gen/options_pb';
import { RunReadingSchema, RunService } from '$gen/run_pb';
import { RunbookService } from '$gen/runbook_pb';
import { ServerInfoSchema, ServerService } from '$gen/server_pb';
import { inScenario, refusal, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { firstStories, laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';
import { readingHistory } from './history';
import { keepRun } from './offline';
import { preview, runOf } from './samples';
import { books, documentText, runs } from './sampleBooks';
import { toldAt, type Moment } from './sampleMoments';

const incidents = [create(IncidentSchema, { id: 'INC-204', title: 'Rotterdam p99', region: 'eu-west' })];

function services(moment: Moment, changes: Parameters<typeof toldAt>[1] = {}) {
  return (router: ConnectRouter, scenario: Scenario): void => {
    const told = toldAt(moment, changes);
    const many = Array.from({ length: 50 }, (_, index) => runOf({ id: `RUN-${9999 - index}` }));
    const list = scenario === 'empty' ? [] : scenario === 'many' ? many : runs;
    const library = scenario === 'empty' ? [] : books;
    router.service(
      RunService,
      inScenario<typeof RunService>(scenario, {
        listRuns: () => ({
          runs: list,
          page: { total: scenario === 'many' ? 10_000n : BigInt(list.length) },
        }),
        getRun: () => told,
        prepareRunUndo: () => preview,
        signalRun: () => {
          throw refusal(
            Code.Aborted,
            'the run has moved on since it was looked at: RUN-31 is at step verify, with operator-2',
            'moved_on',
          );
        },
        giveRunFeedback: () => told.run!,
      }),
    );
    router.service(
      RunbookService,
      inScenario<typeof RunbookService>(scenario, {
        listRunbooks: () => ({ runbooks: library, page: { total: BigInt(library.length) } }),
        getRunbook: ({ name }) => ({
          runbook: books.find((book) => book.name === name) ?? books[0]!,
          text: documentText,
          suggestions: [
            {
              run: 'RUN-28',
              version: 6,
              feedback: {
                actor: 'operator-2',
                unclear: 'carrier',
                missing: 'How one sees which carrier it is.',
              },
            },
          ],
        }),
      }),
    );
    router.service(
      IncidentService,
      inScenario<typeof IncidentService>(scenario, { listIncidents: () => ({ incidents }) }),
    );
    router.service(
      ServerService,
      inScenario<typeof ServerService>(scenario, {
        getServer: () => create(ServerInfoSchema, { nodes: 100_000n }),
      }),
    );
    router.service(AccountService, {});
  };
}

/** As if the page had been open for a while. */
const watched = (router: ConnectRouter, scenario: Scenario): void => {
  [118, 96, 71, 66, 52, 47, undefined, undefined, 44, 43, 42, 43, 41].forEach((value, index) => {
    const text = value === undefined ? 'unknown: nothing was counted' : `${value} ms, has to be < 60`;
    const reading = create(RunReadingSchema, {
      title: 'p99',
      text,
      known: value !== undefined,
      holds: (value ?? 99) < 60,
    });
    readingHistory.add('RUN-31', 4, reading, storyTime.getTime() - (13 - index) * 5000);
  });
  services('verifying')(router, scenario);
};
const kept = (router: ConnectRouter, scenario: Scenario): void => {
  keepRun(toldAt('ready'), 'operator-1', new Date());
  services('ready')(router, scenario);
};

const press = (text: string) => async () => {
  const button = [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(text));
  button?.click();
  await new Promise((resolve) => setTimeout(resolve, 50));
};

const library = {
  path: '/runbooks',
  scenario: 'normal',
  services: services('ready'),
  role: Role.OPERATOR,
} as const;
const book = { ...library, path: '/runbooks/book/uplink-loss', ready: 'form' } as const;
const run = { ...library, path: '/runbooks/run/RUN-31', ready: '.card' } as const;
const at = (moment: Moment, name: string = moment, more: Partial<Story> = {}): Story => ({
  ...run,
  name: `run/${name}`,
  services: services(moment),
  ...more,
});

export default [
  { ...library, name: 'runbooks/normal' },
  { ...library, name: 'runbooks/partial', state: 'partial', refuses: ['ListRunbooks'] },
  ...laterStories('runbooks', { ...library, name: '' }),
  { ...library, name: 'runbooks/viewer', role: Role.VIEWER },
  { ...library, name: 'runbooks/empty', scenario: 'empty' },
  { ...library, name: 'runbooks/loading', scenario: 'loading' },
  { ...library, name: 'runbooks/error', scenario: 'error' },
  { ...library, name: 'runbooks/denied', scenario: 'denied' },
  { ...library, name: 'runbooks/disconnected', scenario: 'disconnected' },
  { ...library, name: 'runbooks/many', scenario: 'many' },
  { ...book, name: 'runbook/normal' },
  ...laterStories('runbook', { ...book, name: '' }),
  ...firstStories('runbook', { ...book, name: '' }, ['denied', 'disconnected']),
  { ...book, name: 'runbook/incident', path: '/runbooks/book/uplink-loss?incident=INC-204' },
  { ...book, name: 'runbook/viewer', role: Role.VIEWER },
  { ...book, name: 'runbook/retired', path: '/runbooks/book/old-failover' },
  { ...book, name: 'runbook/broken', path: '/runbooks/book/telemetry-gap', act: press('Start run') },
  { ...book, name: 'runbook/loading', scenario: 'loading', ready: '[data-panel]' },
  { ...book, name: 'runbook/error', scenario: 'error', ready: '[data-panel]' },
  at('ready'),
  ...laterStories('run', at('ready')),
  at('begin'),
  at('check'),
  at('decide'),
  at('note'),
  at('awaiting'),
  at('awaiting', 'awaiting-approver', { role: Role.APPROVER }),
  at('awaiting', 'german', { language: 'de' }),
  at('changed'),
  at('verifying', 'verifying', { services: watched }),
  at('ready', 'read-offline', {
    scenario: 'disconnected',
    session: 'unknown',
    services: kept,
    ready: 'article',
  }),
  at('failed'),
  at('irreversible'),
  at('succeeded'),
  at('ready', 'viewer', { role: Role.VIEWER, account: { name: 'viewer-1' } }),
  at('ready', 'other', { account: { name: 'operator-2' } }),
  at('ready', 'drill', { services: services('ready', { drill: true }) }),
  at('ready', 'moved-on', { act: press('Preview again') }),
  at('failed', 'undo', { act: press('Undo') }),
  at('ready', 'skip', { act: press('Skip step') }),
  at('awaiting', 'break-glass', { act: press('Break glass') }),
  at('ready', 'nodes', { act: press('list') }),
  at('verifying', 'log', { act: press('Log') }),
  at('ready', 'loading', { scenario: 'loading', ready: '[data-panel]' }),
  at('ready', 'error', { scenario: 'error', ready: '[data-panel]' }),
  at('ready', 'denied', { scenario: 'denied', ready: '[data-panel]' }),
  // What was read before the server stopped answering.
  at('ready', 'offline', {
    scenario: 'disconnected',
    services: (router) => services('ready')(router, 'normal'),
  }),
  at('ready', 'disconnected', { scenario: 'disconnected', ready: '[data-panel]' }),
] satisfies Story[];
