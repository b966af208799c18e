// Lines of a node's logs as they are read: oldest first, with the times in which it said nothing to anybody.
import { LogLevel, type LogLine, type TraceSpan } from '$gen/log_pb';
import { dateOf } from './wire';

export type LogRow =
  | { kind: 'line'; key: string; at: Date; line: LogLine; index: number }
  | { kind: 'gap'; key: string; from: Date; seconds: number };

/** Lines come from machines that others have a hand in: what is no text stays on its line and is seen. */
export const harmless = (raw: string): string =>
  raw
    .replaceAll('\n', '⏎')
    .replaceAll('\t', ' ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\p{Cf}]/gu,
      (each) => `\\x${each.codePointAt(0)!.toString(16).padStart(2, '0')}`,
    );

/** `lines`: newest first, as the server gives them. `gaps`: seconds. */
export function logRows(lines: LogLine[], gaps: [number, number][]): LogRow[] {
  const rows: LogRow[] = [];
  let before: number | undefined;
  const told = new Set<number>();
  for (let index = lines.length - 1; index >= 0; --index) {
    const line = lines[index]!;
    const at = dateOf(line.at) ?? new Date(NaN);
    const seconds = at.getTime() / 1000;
    for (const [from, to] of gaps) {
      if (told.has(from) || before === undefined || before > to || seconds < from) continue;
      told.add(from);
      rows.push({ kind: 'gap', key: `gap${from}`, from: new Date(from * 1000), seconds: to - from });
    }
    rows.push({ kind: 'line', key: `${lines.length - index}/${seconds}`, at, line, index });
    before = seconds;
  }
  return rows;
}

/** The key of the last line at or before the moment. */
export function rowAt(rows: LogRow[], seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  let found: string | undefined;
  for (const row of rows) if (row.kind === 'line' && row.at.getTime() / 1000 <= seconds) found = row.key;
  return found;
}

export const levelName = (level: LogLevel): 'debug' | 'info' | 'warn' | 'error' =>
  level === LogLevel.ERROR
    ? 'error'
    : level === LogLevel.WARN
      ? 'warn'
      : level === LogLevel.DEBUG
        ? 'debug'
        : 'info';

export interface TraceRow {
  name: string;
  depth: number;
  /** Shares of the whole. */
  from: number;
  part: number;
  milliseconds: number;
  note: string;
}

export interface Trace {
  rows: TraceRow[];
  milliseconds: number;
  failed: boolean;
  /** The part that took longest, below the whole. */
  longest?: { name: string; share: number };
}

export function traceOf(spans: TraceSpan[]): Trace {
  const end = Math.max(1, ...spans.map((span) => Number(span.startUs + span.lengthUs)));
  const rows = spans.map((span) => ({
    name: harmless(span.name),
    depth: Math.min(4, span.depth),
    from: Math.min(1, Number(span.startUs) / end),
    part: Math.min(1 - Math.min(1, Number(span.startUs) / end), Number(span.lengthUs) / end),
    milliseconds: Number(span.lengthUs) / 1000,
    note: harmless(span.note),
  }));
  const parts = rows.filter(({ depth }) => depth === 1).sort((left, right) => right.part - left.part);
  return {
    rows,
    milliseconds: end / 1000,
    failed: rows.some(({ note }) => note !== ''),
    ...(parts[0] ? { longest: { name: parts[0].name, share: parts[0].part } } : {}),
  };
}

/** Of many traces: one that failed, the newest; otherwise the one that took longest. */
export function tellingTrace(lines: LogLine[]): LogLine | undefined {
  const traced = lines.filter(({ spans }) => spans.length > 0);
  const length = ({ spans }: LogLine) => traceOf(spans).milliseconds;
  return (
    traced.find(({ spans }) => spans.some(({ note }) => note !== '')) ??
    [...traced].sort((left, right) => length(right) - length(left))[0]
  );
}
