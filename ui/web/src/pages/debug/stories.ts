import { Role } from '$gen/options_pb';
import { firstStories, laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';
import { debugServices, stagedServices } from './fakes';

const base = {
  path: '/debug/node/rotterdam-00006',
  scenario: 'normal',
  services: debugServices,
  role: Role.OPERATOR,
  ready: '.plot canvas, .heat rect',
} as const;

const pick = { ...base, path: '/debug', ready: '[data-panel] li' } as const;
const compare = {
  ...base,
  path: '/debug/compare?a=rotterdam-00006&b=baltimore-00007',
  ready: '.side + .side .heat rect',
} as const;

const press = async (text: string) => {
  const find = () =>
    [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(text));
  find()?.click();
};
const until = async (selector: string) => {
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 20));
};

const searched = async () => {
  await until('form [type=submit]');
  await press('Search on the node');
  await press('Auf dem Knoten suchen');
  await until('.lines button');
  document.querySelectorAll<HTMLElement>('.lines button.error')[1]?.click();
  await until('ol .rail');
};

export default [
  { ...base, name: 'debug/normal', act: searched },
  { ...base, name: 'debug/idle' },
  { ...base, name: 'debug/partial', state: 'partial', refuses: ['GetDrift', 'ListNodeEvents'] },
  ...laterStories('debug', { ...base, name: '' }),
  { ...base, name: 'debug/drifted', scenario: 'partial', state: 'special' },
  { ...base, name: 'debug/day', path: '/debug/node/rotterdam-00006?span=24h' },
  {
    ...base,
    name: 'debug/fixed',
    state: 'replay',
    path: '/debug/node/rotterdam-00006?span=6h&to=2026-11-22T13:00:00Z',
  },
  { ...base, name: 'debug/viewer', role: Role.VIEWER },
  {
    ...base,
    name: 'debug/tables',
    pictureOnly: false,
    act: async () => {
      await until('.heat');
      for (const button of document.querySelectorAll<HTMLElement>('figcaption button, .head button'))
        button.click();
    },
  },
  { ...base, name: 'debug/empty', scenario: 'empty', ready: '[data-panel] .notice' },
  {
    ...base,
    name: 'debug/offline-node',
    scenario: 'stale',
    act: async () => {
      await press('Search on the node');
      await until('.problem');
    },
  },
  { ...base, name: 'debug/stages-shadow', services: stagedServices('shadow') },
  { ...base, name: 'debug/stages-weights', services: stagedServices('weights') },
  { ...base, name: 'debug/stages-differs', services: stagedServices('differs') },
  { ...base, name: 'debug/loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...base, name: 'debug/error', scenario: 'error', ready: '.notice' },
  { ...base, name: 'debug/denied', scenario: 'denied', ready: '.notice' },
  { ...base, name: 'debug/disconnected', scenario: 'disconnected', ready: '.notice' },
  { ...pick, name: 'debug/pick' },
  ...laterStories('debug/pick', { ...pick, name: '' }),
  ...firstStories('debug/pick', { ...pick, name: '' }, ['loading', 'error', 'denied', 'disconnected']),
  { ...base, name: 'debug/pick-empty', path: '/debug', scenario: 'empty', ready: '.notice' },
  {
    ...compare,
    name: 'debug/compare-nodes',
  },
  {
    ...compare,
    name: 'debug/compare-fixed',
    state: 'replay',
    path: `${compare.path}&to=2026-11-22T13:00:00Z`,
  },
  ...laterStories('debug/compare', { ...compare, name: '' }),
  ...firstStories('debug/compare', { ...compare, name: '' }, ['loading', 'denied', 'disconnected']),
  {
    ...base,
    name: 'debug/compare-versions',
    path: '/debug/compare?a=meter-reader@1.2.0&b=meter-reader@2.0.0&span=24h',
    ready: '.side + .side .heat rect',
  },
  { ...base, name: 'debug/compare-empty', state: 'empty', path: '/debug/compare', ready: '.missing' },
  {
    ...base,
    name: 'debug/compare-error',
    path: '/debug/compare?a=rotterdam-00006&b=baltimore-00007',
    scenario: 'error',
    ready: '.notice',
  },
] satisfies Story[];
