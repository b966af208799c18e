import { Role } from '$gen/options_pb';
import type { Scenario } from '$src/testing/fake';
import { incidentServices } from '$src/testing/incident_services';
import { laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';

const role = Role.OPERATOR;
const list = (name: string, scenario: Scenario, more: Partial<Story> = {}): Story => ({
  name: `incidents/${name}`,
  path: '/incidents',
  scenario,
  services: incidentServices,
  role,
  ready: '[data-panel]',
  ...more,
});
const one = (name: string, scenario: Scenario, more: Partial<Story> = {}): Story => ({
  name: `incident/${name}`,
  path: '/incidents/INC-204',
  scenario,
  services: incidentServices,
  role,
  ready: scenario === 'normal' ? 'svg text' : '[data-panel]',
  ...more,
});

async function press(text: string): Promise<void> {
  for (let tries = 0; tries < 200; ++tries) {
    const found = [...document.querySelectorAll<HTMLElement>('main button, dialog button')].find(
      (each) =>
        each.checkVisibility() && (each.textContent?.trim() || each.getAttribute('aria-label')) === text,
    );
    if (found) return found.click();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export default [
  list('normal', 'normal'),
  list('well', 'empty', { state: 'well' }),
  list('no-match', 'normal', { state: 'empty', path: '/incidents?q=region%3Aeu-west+severity%3Asev1' }),
  list('bad-filter', 'normal', { path: '/incidents?q=foo%3A1' }),
  list('loading', 'loading'),
  list('error', 'error'),
  list('disconnected', 'disconnected'),
  list('denied', 'denied', { role: Role.VIEWER }),
  list('many', 'many', { path: '/incidents?sort=-opened_at' }),
  ...laterStories('incidents', list('', 'normal')),
  one('normal', 'normal'),
  one('viewer', 'normal', { role: Role.VIEWER }),
  one('partial', 'partial'),
  one('loading', 'loading'),
  one('error', 'error'),
  one('disconnected', 'disconnected'),
  one('denied', 'denied', { role: Role.VIEWER }),
  ...laterStories('incident', one('', 'normal')),
  one('over', 'normal', { path: '/incidents/INC-198' }),
  one('without-objective', 'normal', { path: '/incidents/INC-203', ready: '[data-panel]' }),
  one('unknown', 'normal', { path: '/incidents/INC-9999', ready: '[data-panel]' }),
  one('menu', 'normal', { act: () => press('More about this incident') }),
  one('mitigate', 'normal', {
    path: '/incidents/INC-203',
    ready: '[data-panel]',
    act: () => press('Mitigated'),
  }),
  one('cancel', 'normal', {
    act: async () => {
      await press('More about this incident');
      await press('False alarm…');
    },
  }),
  one('merge', 'normal', {
    act: async () => {
      await press('More about this incident');
      await press('Merge…');
    },
  }),
  one('edit', 'normal', {
    act: async () => {
      await press('More about this incident');
      await press('Edit…');
    },
  }),
  one('start', 'normal', {
    act: async () => {
      await press('Start…');
    },
  }),
] satisfies Story[];
