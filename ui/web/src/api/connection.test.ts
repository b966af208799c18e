import { get } from 'svelte/store';
import { expect, it, vi } from 'vitest';
import { ManualClock, settled } from '$src/testing/manual';
import { createConnection } from './connection';

it('asks again later and later until somebody answers, then tells everybody', async () => {
  const clock = new ManualClock();
  const answers = [false, false, true];
  const ping = vi.fn(() => (answers.shift() ? Promise.resolve() : Promise.reject(new Error('gone'))));
  const connection = createConnection(ping, clock, () => 0);
  const returned = vi.fn();
  connection.onReturn(returned);
  clock.advance(1000);
  connection.answered();
  clock.advance(500);
  connection.failed();
  connection.failed();
  expect(get(connection.state)).toMatchObject({
    state: 'offline',
    since: new Date(1500),
    asOf: new Date(1000),
    nextTry: new Date(2000),
  });
  for (const delay of [500, 1000]) {
    clock.advance(delay);
    await settled();
  }
  expect(get(connection.state)).toMatchObject({ state: 'offline', nextTry: new Date(5000) });
  expect(returned).not.toHaveBeenCalled();
  connection.tryNow();
  await settled();
  expect(get(connection.state)).toEqual({ state: 'online' });
  expect(returned).toHaveBeenCalledOnce();
  expect(clock.pending).toBe(0);
});
