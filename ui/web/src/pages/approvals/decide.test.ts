import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '$src/api/problem';
import { Decision } from './decide.svelte';

beforeEach(() => vi.useFakeTimers());
const warnings = [
  { key: 'a', text: 'A' },
  { key: 'b', text: 'B' },
];

it('opens when every warning was ticked, and closes again', () => {
  const decision = new Decision();
  expect(decision.unseen(warnings)).toBe(2);
  decision.tick('a', true, new Date());
  decision.tick('b', true, new Date());
  expect(decision.unseen(warnings)).toBe(0);
  decision.tick('a', false, new Date());
  expect(decision.unseen(warnings)).toBe(1);
});

it('is void when another digest comes, until it is read again', () => {
  const decision = new Decision();
  decision.tell('one');
  decision.tick('a', true, new Date());
  decision.tell('two');
  expect(decision.read).toBe('one');
  expect(decision.isVoid('two')).toBe(true);
  decision.readAgain('two');
  expect(decision.isVoid('two')).toBe(false);
  expect(decision.unseen(warnings)).toBe(2);
});

it('says what was refused, and that nothing was signed', async () => {
  const decision = new Decision();
  const refused = () =>
    Promise.reject(new Problem('aborted', 'the plan is another one', 'other_plan', '', 'read it again'));
  expect(await decision.say(true, refused)).toBe(false);
  expect(decision.refusal).toContain('the plan is another one. read it again');
  expect(decision.said).toBeUndefined();
  expect(await decision.say(true, () => Promise.resolve())).toBe(true);
  expect(decision.said).toBe('approved');
});

it('says one thing at a time', async () => {
  const decision = new Decision();
  let end = () => {};
  const first = decision.say(true, () => new Promise<void>((resolve) => (end = resolve)));
  expect(await decision.say(false, () => Promise.resolve())).toBe(false);
  end();
  expect(await first).toBe(true);
});
