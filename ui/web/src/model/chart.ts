// What a chart over time shows, without how it is drawn.
export interface ChartSeries {
  label: string;
  /** One for each time; nothing where it was not measured. */
  values: (number | null)[];
  /** candidate: solid accent, baseline: dashed grey, always; 1 to 5: the series colours. */
  style: 'candidate' | 'baseline' | 1 | 2 | 3 | 4 | 5;
}

export interface ChartMark {
  /** Seconds since 1970. */
  at: number;
  text: string;
  kind: 'rollout' | 'incident' | 'config' | 'other';
}

export interface ChartData {
  /** Seconds since 1970, rising. */
  times: number[];
  series: ChartSeries[];
  /** Spans without data, from and to in seconds: drawn hatched. */
  gaps?: [number, number][];
  marks?: ChartMark[];
  goal?: { value: number; text: string };
  unit: string;
}

/**
 * Where nothing came for more than two periods, from the last time before to the first after. `period`: seconds between
 * values as they should come.
 */
export function gapsOf(times: number[], period: number): [number, number][] {
  const gaps: [number, number][] = [];
  for (let index = 1; index < times.length; ++index) {
    if (times[index]! - times[index - 1]! > 2 * period) gaps.push([times[index - 1]!, times[index]!]);
  }
  return gaps;
}

/** With a point without values inside of every gap, so that no line goes over it. */
export function broken(data: ChartData): { times: number[]; values: (number | null)[][] } {
  const inside = (data.gaps ?? []).map(([from, to]) => (from + to) / 2);
  const merged = [
    ...data.times.map((time, index) => ({ time, index: index as number | undefined })),
    ...inside.map((time) => ({ time, index: undefined as number | undefined })),
  ].sort((left, right) => left.time - right.time);
  return {
    times: merged.map((each) => each.time),
    values: data.series.map((series) =>
      merged.map(({ index }) => (index === undefined ? null : (series.values[index] ?? null))),
    ),
  };
}

export interface SeriesSummary {
  last: number;
  low: number;
  high: number;
}

/** Nothing when nothing was measured. */
export function summaryOf(series: ChartSeries): SeriesSummary | undefined {
  const known = series.values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return undefined;
  return { last: known.at(-1)!, low: Math.min(...known), high: Math.max(...known) };
}
