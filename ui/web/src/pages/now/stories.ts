import { Role } from '$gen/options_pb';
import type { Scenario } from '$src/testing/fake';
import { incidentServices } from '$src/testing/incident_services';
import { laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';

const story = (name: string, scenario: Scenario, more: Partial<Story> = {}): Story => ({
  name: `now/${name}`,
  path: '/now',
  scenario,
  services: incidentServices,
  role: Role.OPERATOR,
  ready: scenario === 'normal' ? 'svg text' : '[data-panel]',
  ...more,
});
const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export default [
  story('normal', 'normal'),
  story('viewer', 'normal', { role: Role.VIEWER }),
  story('not-on-call', 'normal', { account: { name: 'operator-9' } }),
  story('chosen', 'normal', { path: '/now?sel=INC-203', ready: '[data-panel]' }),
  story('well', 'empty', { state: 'well' }),
  story('loading', 'loading'),
  story('error', 'error'),
  story('disconnected', 'disconnected'),
  story('denied', 'denied', { role: Role.VIEWER }),
  story('partial', 'partial'),
  ...laterStories('now', story('', 'normal')),
  story('many', 'many'),
  story('acknowledged', 'normal', {
    act: async () => {
      for (let tries = 0; tries < 200; ++tries) {
        const found = [...document.querySelectorAll<HTMLElement>('main button')].find(
          (each) => each.textContent?.trim() === 'Acknowledge',
        );
        if (found) return found.click();
        await wait(20);
      }
    },
  }),
] satisfies Story[];
