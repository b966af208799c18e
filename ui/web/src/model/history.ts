// The steps of indicators as charts: what is not there is a gap, and never a zero.
import type { GetIndicatorHistoryResponse, IndicatorStep, Tally } from '$gen/objective_pb';
import type { ChartSeries } from './chart';
import { dateOf } from './wire';

export interface History {
  from: number;
  to: number;
  step: number;
  /** The middle of each step, in seconds. */
  times: number[];
  steps: IndicatorStep[];
  limits: number[];
  gaps: [number, number][];
}

const secondsAt = (step: IndicatorStep): number => (dateOf(step.at)?.getTime() ?? NaN) / 1000;

/** Spans of at least a step in which there is nothing; the newest step may still be filled and is none. */
export function missingSpans(starts: number[], from: number, to: number, step: number): [number, number][] {
  const gaps: [number, number][] = [];
  let known = from;
  for (const start of starts) {
    if (start - known >= step) gaps.push([known, start]);
    known = start + step;
  }
  if (to - known >= 2 * step) gaps.push([known, to]);
  return gaps;
}

export function historyOf(
  answer: GetIndicatorHistoryResponse,
  bounds: { from: number; to: number; step: number },
): History {
  const { from, to, step } = bounds;
  const steps = answer.steps.filter((each) => Number.isFinite(secondsAt(each)));
  const starts = steps.map(secondsAt);
  return {
    ...bounds,
    steps,
    times: starts.map((start) => start + step / 2),
    limits: answer.latencyLimitsMs,
    gaps: missingSpans(starts, from, to, step),
  };
}

const count = (tally: Tally | undefined) => (tally ? Number(tally.total) : null);

/** Of those counted, the share that is bad, in percent; nothing where nothing was counted. */
export function badPercent(tally: Tally | undefined): number | null {
  const total = count(tally);
  return tally && total ? (100 * Number(tally.bad)) / total : null;
}

export const rateSeries = ({ steps, step }: History, label: string): ChartSeries => ({
  label,
  style: 'candidate',
  values: steps.map(({ answers }) => (answers ? Number(answers.total) / step : null)),
});

export interface ErrorLabels {
  failed: string;
  wrong: string;
  held: string;
}

/** Failed and wrong answers, and those held back if there are any. */
export function errorSeries({ steps }: History, labels: ErrorLabels): ChartSeries[] {
  const series: ChartSeries[] = [
    { label: labels.failed, style: 2, values: steps.map(({ answers }) => badPercent(answers)) },
  ];
  if (steps.some(({ labelled }) => labelled?.total))
    series.push({ label: labels.wrong, style: 3, values: steps.map((each) => badPercent(each.labelled)) });
  if (steps.some(({ held }) => held > 0n))
    series.push({
      label: labels.held,
      style: 1,
      values: steps.map(({ held, answers }) =>
        answers?.total ? (100 * Number(held)) / Number(answers.total) : null,
      ),
    });
  return series;
}

export const latencySeries = ({ steps }: History): ChartSeries[] => [
  { label: 'p99', style: 'candidate', values: steps.map(({ latency }) => latency?.p99 ?? null) },
  { label: 'p95', style: 2, values: steps.map(({ latency }) => latency?.p95 ?? null) },
  { label: 'p50', style: 1, values: steps.map(({ latency }) => latency?.p50 ?? null) },
];

export const tallySeries = (
  { steps }: History,
  label: string,
  of: (step: IndicatorStep) => Tally | undefined,
  style: ChartSeries['style'] = 'candidate',
): ChartSeries => ({ label, style, values: steps.map((step) => badPercent(of(step))) });

/** All answers of the time: what percentiles are of. */
export const answersIn = ({ steps }: History): number =>
  steps.reduce((sum, { answers }) => sum + Number(answers?.total ?? 0n), 0);

/** The share of the time in percent that all answers of the steps give; nothing without answers. */
export function overall(history: History, of: (step: IndicatorStep) => Tally | undefined): number | null {
  let total = 0;
  let bad = 0;
  for (const step of history.steps) {
    total += Number(of(step)?.total ?? 0n);
    bad += Number(of(step)?.bad ?? 0n);
  }
  return total ? (100 * bad) / total : null;
}

/** The step that a moment falls into; nothing in a gap. */
export function indexAt(history: History, at: number): number | undefined {
  const index = history.times.findIndex((time) => Math.abs(time - at) <= history.step / 2);
  return index < 0 ? undefined : index;
}
