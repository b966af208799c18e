import { Code } from '@connectrpc/connect';
import { NodeService } from '$gen/node_pb';
import { inScenario, refusal, serverIsWell, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { fleetOf } from '$src/testing/fleet';
import { laterStories } from '$src/testing/states';
import { nodeStage, stagedNode } from '$src/testing/stageNodes';
import type { Story } from '$src/testing/story';

function services(router: ConnectRouter, scenario: Scenario, staged = false): void {
  const count = scenario === 'empty' ? 0 : scenario === 'many' ? 10_000 : 64;
  const all = fleetOf(count);
  // A name that somebody chose to break pages with.
  if (all[3]) all[3].name = '<img src=x onerror=alert(1)>-a-name-that-is-much-longer-than-any-name-should-be';
  if (staged) for (const at of [0, 1, 2, 4, 8]) all[at] = stagedNode(at, [nodeStage([0, 1, 5, 25][at % 4]!)]);
  router.service(
    NodeService,
    inScenario<typeof NodeService>(scenario, {
      listNodes: ({ options }) => {
        const filter = options?.filter ?? '';
        if (filter.includes('nam:')) throw filterRefusal(filter);
        const from = Number(options?.pageToken || '0');
        const size = options?.pageSize || 100;
        const matching = filter.includes('version<0') ? [] : all;
        const nodes = [...matching]
          .sort((left, right) => right.health - left.health)
          .slice(from, from + size);
        const next = from + size < matching.length ? String(from + size) : '';
        return { nodes, page: { total: BigInt(matching.length), nextPageToken: next } };
      },
    }),
  );
}

const filterRefusal = (filter: string) =>
  refusal(
    Code.InvalidArgument,
    `at character ${filter.indexOf('nam:') + 1}: there is no field "nam"`,
    'unknown_field',
    'Did you mean "name"? One of name, region, site, status, liveness, identity, hardware, workload, version.',
    'filter',
  );

const base = { path: '/nodes', scenario: 'normal', services, ready: '[data-panel] table' } as const;

export default [
  { ...base, name: 'nodes/normal' },
  {
    ...base,
    name: 'nodes/stages',
    services: (router: ConnectRouter, scenario: Scenario) => services(router, scenario, true),
  },
  {
    ...base,
    name: 'nodes/recovered',
    scenario: 'recovering',
    ready: '.notice.error button',
    act: async () => {
      serverIsWell();
      document.querySelector<HTMLElement>('.notice.error button')!.click();
      while (!document.querySelector(base.ready)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
  ...laterStories('nodes', { ...base, name: '' }),
  { ...base, name: 'nodes/many', scenario: 'many' },
  { ...base, name: 'nodes/empty', scenario: 'empty', ready: '.notice' },
  {
    ...base,
    name: 'nodes/no-match',
    path: '/nodes?q=region%3Aeu-west+version%3C0.1.0',
    ready: '.notice button',
  },
  { ...base, name: 'nodes/wrong-filter', path: '/nodes?q=region%3Aeu-west+nam%3Ax', ready: 'mark' },
  { ...base, name: 'nodes/loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...base, name: 'nodes/error', scenario: 'error', ready: '.notice' },
  { ...base, name: 'nodes/denied', scenario: 'denied', ready: '.notice' },
  { ...base, name: 'nodes/disconnected', scenario: 'disconnected', ready: '.notice' },
] satisfies Story[];
