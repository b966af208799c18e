// The time that a page is about: the last hours, going along, or a time that stays. It is part of the address.
export const spans = { '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800 } as const;
export type SpanName = keyof typeof spans;
export const spanNames = Object.keys(spans) as SpanName[];

export interface TimeRange {
  span: SpanName;
  /** Where it ends, in seconds since 1970; nothing: now. */
  end?: number;
}

const isSpan = (text: string | undefined): text is SpanName =>
  text !== undefined && Object.hasOwn(spans, text);

/** What cannot be understood is the last hour. */
export function parseRange(query: Record<string, string>): TimeRange {
  const span = isSpan(query['span']) ? query['span'] : '1h';
  const end = query['to'] ? Date.parse(query['to']) / 1000 : NaN;
  return Number.isFinite(end) ? { span, end } : { span };
}

/** For the address. */
export const rangeQuery = ({
  span,
  end,
}: TimeRange): { span: string | undefined; to: string | undefined } => ({
  span: span === '1h' ? undefined : span,
  to: end === undefined ? undefined : new Date(end * 1000).toISOString().replace('.000Z', 'Z'),
});

// Hours divide into each of them.
const steps = [60, 300, 600, 900, 1800, 3600, 7200];

/** Seconds of a step, so that there are at most some 120, and none is shorter than the server's grain. */
export const stepOf = (seconds: number, slot = 60): number =>
  steps.find((step) => step >= slot && seconds / step <= 120) ?? Math.max(slot, 7200);

/** From and to in whole steps, as the server counts. `now`: seconds. */
export function boundsOf(
  range: TimeRange,
  now: number,
  slot = 60,
): { from: number; to: number; step: number } {
  const step = stepOf(spans[range.span], slot);
  const to = Math.ceil((range.end ?? now) / step) * step;
  return { from: to - spans[range.span], to, step };
}

const tickSteps = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Round times of the reader's zone between both, at most so many, and none near the ends. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = tickSteps.find((each) => (to - from) / each <= most) ?? 7 * 86_400;
  const zone = new Date(from * 1000).getTimezoneOffset() * 60;
  const ticks = [];
  const margin = (to - from) * 0.03;
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to - margin; at += step)
    if (at >= from + margin) ticks.push(at);
  return ticks;
}
