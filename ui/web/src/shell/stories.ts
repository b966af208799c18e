import { AccountService } from '$gen/account_pb';
import { SummaryService } from '$gen/summary_pb';
import { useApi } from '$src/api/calls';
import { toast } from '$src/components/toasts.svelte';
import { Role } from '$gen/options_pb';
import { incidentServices } from '$src/testing/incident_services';
import type { Story } from '$src/testing/story';
import { summarySample } from '$src/testing/summary';

async function appears(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function press(key: string, more: KeyboardEventInit, selector: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  await appears(selector);
}

const base = {
  path: '/exec',
  scenario: 'normal',
  ready: '.heat .row',
  services: (router: Parameters<Story['services']>[0]) =>
    router.service(SummaryService, { getSummary: () => summarySample() }).service(AccountService, {}),
} as const;

export default [
  { ...base, name: 'shell/palette', act: () => press('k', { ctrlKey: true }, 'dialog[open] [role=option]') },
  { ...base, name: 'shell/keys', act: () => press('?', {}, 'dialog[open] kbd') },
  {
    ...base,
    name: 'shell/confirm',
    act: async () => {
      void useApi().confirm.ask();
      await appears('dialog[open] input');
    },
  },
  { ...base, name: 'shell/expired', session: 'ended', act: () => appears('dialog[open] input') },
  {
    ...base,
    name: 'shell/menu',
    act: async () => {
      document.querySelector<HTMLButtonElement>('header .menu button')!.click();
      await appears('.menu .list');
    },
  },
  {
    ...base,
    name: 'shell/toast',
    act: async () => {
      toast('INC-204 is acknowledged.', { text: 'Undo', run: () => {} });
      await appears('.toast');
    },
  },
  { ...base, name: 'shell/german', language: 'de' },
  { ...base, name: 'shell/server-newer', serverVersion: '1.8.0' },
  { ...base, name: 'shell/server-older', serverVersion: '1.5.2', language: 'de' },
  {
    name: 'shell/badges',
    path: '/now',
    scenario: 'normal',
    services: incidentServices,
    role: Role.OPERATOR,
    state: 'special',
    act: () => appears('.badge'),
  },
  { ...base, name: 'shell/not-part', path: '/no-such-page', ready: 'h1' },
] satisfies Story[];
