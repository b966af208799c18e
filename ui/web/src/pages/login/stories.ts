import { Problem } from '$src/api/problem';
import type { Story } from '$src/testing/story';

const base = {
  path: '/login',
  scenario: 'normal',
  session: 'none',
  services: () => {},
  ready: 'form',
} as const;

async function send(expected: string): Promise<void> {
  for (const input of document.querySelectorAll<HTMLInputElement>('form input')) {
    input.value = 'operator-1';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  document.querySelector('form')!.requestSubmit();
  while (!document.querySelector(expected)) await new Promise((resolve) => setTimeout(resolve, 10));
}

const refusing = (reason: string, message: string, fix = '') => ({
  logIn: () => Promise.reject(new Problem('unauthenticated', message, reason, '', fix)),
});

export default [
  { ...base, name: 'login/empty' },
  { ...base, name: 'login/wrong', act: () => send('[role=alert]') },
  {
    ...base,
    name: 'login/throttled',
    sessionCalls: refusing(
      'too_many_attempts',
      'There were too many attempts.',
      'Try again at 14:52:10 UTC.',
    ),
    act: () => send('[role=alert]'),
  },
  {
    ...base,
    name: 'login/code',
    sessionCalls: refusing('code_needed', 'A code is needed.'),
    act: () => send('input[autocomplete=one-time-code]'),
  },
] satisfies Story[];
