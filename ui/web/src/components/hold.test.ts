import { expect, it } from 'vitest';
import { ManualClock } from '$src/testing/manual';
import { createHold } from './hold';

function rig() {
  const clock = new ManualClock();
  const told = { done: 0, holding: false, asked: false };
  const hold = createHold(
    {
      onDone: () => (told.done += 1),
      onHolding: (now) => (told.holding = now),
      onAsked: (now) => (told.asked = now),
    },
    clock,
  );
  return { clock, told, hold };
}

it('does it after one second, once', () => {
  const { clock, told, hold } = rig();
  hold.press();
  clock.advance(999);
  expect(told).toMatchObject({ done: 0, holding: true });
  clock.advance(1);
  expect(told).toMatchObject({ done: 1, holding: false });
  clock.advance(5000);
  expect(told.done).toBe(1);
});

it('does nothing when it is let go before', () => {
  const { clock, told, hold } = rig();
  hold.press();
  clock.advance(999);
  hold.release();
  clock.advance(5000);
  expect(told).toMatchObject({ done: 0, holding: false });
});

it('does it in two steps of the keyboard, if the second comes in time', () => {
  const { clock, told, hold } = rig();
  hold.step();
  expect(told).toMatchObject({ done: 0, asked: true });
  clock.advance(4000);
  expect(told.asked).toBe(false);
  hold.step();
  expect(told.done).toBe(0);
  hold.step();
  expect(told).toMatchObject({ done: 1, asked: false });
});
