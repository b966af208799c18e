import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { ObjectiveStandingSchema, Severity } from '$gen/objective_pb';
import { badShareOf, burnOf, countedBetween, historyRange, pageTier, silences, timesOf } from './burn';

const history = {
  from: 600,
  step: 60,
  steps: [
    { total: 100, bad: 0 },
    { total: 100, bad: 2 },
    { total: 0, bad: 0 },
    { total: 100, bad: 10 },
  ],
};

describe('burn', () => {
  test('is bad over total over what is allowed, within the window', () => {
    expect(burnOf(history, 60, 0.99).map((value) => value?.toFixed(2))).toEqual([
      '0.00',
      '2.00',
      undefined,
      '10.00',
    ]);
    expect(burnOf(history, 240, 0.99).map((value) => value!.toFixed(2))).toEqual([
      '0.00',
      '1.00',
      '1.00',
      '4.00',
    ]);
  });
  test('a window shorter than a step is a step', () => {
    expect(burnOf(history, 5, 0.99)).toEqual(burnOf(history, 60, 0.99));
  });
  test('a target of everything allows nothing, so there is no pace', () => {
    expect(burnOf(history, 60, 1)).toEqual([null, null, null, null]);
  });
  test('steps end where the next begins', () => expect(timesOf(history)).toEqual([660, 720, 780, 840]));
});

test('shares are in percent, and a gap is a gap', () =>
  expect(badShareOf(history)).toEqual([0, 2, null, 10]));

test('counts are those of the steps that a time touches', () => {
  expect(countedBetween(history, 660, 780)).toEqual({ total: 100, bad: 2 });
  expect(countedBetween(history, 700, 790)).toEqual({ total: 200, bad: 12 });
  expect(countedBetween(history, 5000, 6000)).toEqual({ total: 0, bad: 0 });
});

test('what stays silent for more than two steps is told, what never began is not', () => {
  const step = (total: number) => ({ total, bad: 0 });
  const steps = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0].map(step);
  expect(silences({ from: 60, step: 60, steps })).toEqual([
    [300, 480],
    [660, 840],
  ]);
});

describe('range', () => {
  test('lies on the slots', () => {
    expect(historyRange(1234, 4321, 60)).toEqual({ step: 60, from: 1200, to: 4380 });
  });
  test('never asks for more than a thousand steps', () => {
    const { step, from, to } = historyRange(0, 30 * 86_400, 60);
    expect((to - from) / step).toBeLessThanOrEqual(1000);
  });
});

describe('the rule that pages', () => {
  const tier = (severity: Severity, burnLimit: number, burning = false) => ({
    severity,
    burnLimit,
    burning,
    longWindow: durationFromMs(3_600_000),
    shortWindow: durationFromMs(300_000),
  });
  const of = (...tiers: ReturnType<typeof tier>[]) => pageTier(create(ObjectiveStandingSchema, { tiers }));
  test('is the one that burns', () => {
    expect(of(tier(Severity.PAGE, 14.4), tier(Severity.PAGE, 6, true))).toMatchObject({
      limit: 6,
      long: 3600,
    });
  });
  test('else the first page, else the ticket', () => {
    expect(of(tier(Severity.TICKET, 1), tier(Severity.PAGE, 14.4))?.limit).toBe(14.4);
    expect(of(tier(Severity.TICKET, 1))?.limit).toBe(1);
    expect(pageTier(undefined)).toBeUndefined();
  });
});
