import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { GetIndicatorHistoryResponseSchema } from '$gen/objective_pb';
import {
  answersIn,
  badPercent,
  errorSeries,
  historyOf,
  indexAt,
  missingSpans,
  overall,
  rateSeries,
} from './history';

const at = (seconds: number) => timestampFromDate(new Date(seconds * 1000));
const bounds = { from: 600, to: 1200, step: 60 };
const answer = create(GetIndicatorHistoryResponseSchema, {
  steps: [
    { at: at(600), answers: { total: 120n, bad: 6n } },
    { at: at(660), answers: { total: 60n, bad: 0n }, labelled: { total: 50n, bad: 5n } },
    // 720 to 900 is not there.
    { at: at(900), delivery: { total: 10n, bad: 1n } },
    { at: at(960), answers: { total: 0n, bad: 0n } },
  ],
});
const history = historyOf(answer, bounds);

describe('history', () => {
  it('tells what is missing, inside and at both ends, but not the step that is still being filled', () => {
    expect(missingSpans([600, 660, 900], 600, 960, 60)).toEqual([[720, 900]]);
    expect(missingSpans([900], 600, 960, 60)).toEqual([[600, 900]]);
    expect(missingSpans([600], 600, 720, 60)).toEqual([]);
    expect(missingSpans([600], 600, 780, 60)).toEqual([[660, 780]]);
    expect(missingSpans([], 600, 1200, 60)).toEqual([[600, 1200]]);
  });
  it('puts every step in its middle and its gaps beside', () => {
    expect(history.times).toEqual([630, 690, 930, 990]);
    expect(history.gaps).toEqual([
      [720, 900],
      [1020, 1200],
    ]);
  });
  it('draws nothing where nothing was counted, never a zero', () => {
    expect(rateSeries(history, 'rate').values).toEqual([2, 1, null, 0]);
    expect(badPercent(undefined)).toBeNull();
    expect(badPercent(answer.steps[3]!.answers)).toBeNull();
    const [failed, wrong] = errorSeries(history, { failed: 'f', wrong: 'w', held: 'h' });
    expect(failed!.values).toEqual([5, 0, null, null]);
    expect(wrong!.values).toEqual([null, 10, null, null]);
  });
  it('counts over the whole time by answers, not by steps', () => {
    expect(answersIn(history)).toBe(180);
    expect(overall(history, ({ answers }) => answers)).toBeCloseTo((100 * 6) / 180);
    expect(overall(history, ({ traffic }) => traffic)).toBeNull();
  });
  it('finds the step of a moment, and none in a gap', () => {
    expect(indexAt(history, 655)).toBe(0);
    expect(indexAt(history, 800)).toBeUndefined();
  });
});
