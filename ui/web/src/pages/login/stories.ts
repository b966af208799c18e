import type { Story } from '$src/testing/story';

const base = {
  path: '/login',
  scenario: 'normal',
  session: 'none',
  services: () => {},
  ready: 'form',
} as const;

export default [{ ...base, name: 'login/empty' }] satisfies Story[];
