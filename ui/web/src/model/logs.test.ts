import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { LogLevel, LogLineSchema, TraceSpanSchema } from '$gen/log_pb';
import { harmless, levelName, logRows, rowAt, tellingTrace, traceOf } from './logs';

const span = (name: string, depth: number, start: number, length: number, note = '') =>
  create(TraceSpanSchema, { name, depth, startUs: BigInt(start), lengthUs: BigInt(length), note });
const line = (seconds: number, spans: ReturnType<typeof span>[] = []) =>
  create(LogLineSchema, { at: timestampFromDate(new Date(seconds * 1000)), message: `m${seconds}`, spans });

describe('logs', () => {
  it('turns newest first around and says where nothing was heard', () => {
    const rows = logRows([line(300), line(120), line(100)], [[130, 290]]);
    expect(rows.map((row) => (row.kind === 'gap' ? `gap ${row.seconds}` : row.line.message))).toEqual([
      'm100',
      'm120',
      'gap 160',
      'm300',
    ]);
  });
  it('tells no gap before the first line or after the last', () => {
    expect(
      logRows(
        [line(100)],
        [
          [0, 50],
          [150, 200],
        ],
      ),
    ).toHaveLength(1);
  });
  it('marks the last line at or before the cursor', () => {
    const rows = logRows([line(120), line(100)], []);
    expect(rowAt(rows, 119)).toBe(rows[0]!.key);
    expect(rowAt(rows, 120)).toBe(rows[1]!.key);
    expect(rowAt(rows, 99)).toBeUndefined();
    expect(rowAt(rows, undefined)).toBeUndefined();
  });
  it('keeps on one line and shows what is no text', () => {
    expect(harmless('a\nb\tc\u001b[31m\u202e')).toBe('a⏎b c\\x1b[31m\\x202e');
  });
  it('names levels, and takes none for info', () => {
    expect([LogLevel.ERROR, LogLevel.WARN, LogLevel.DEBUG, LogLevel.UNSPECIFIED].map(levelName)).toEqual([
      'error',
      'warn',
      'debug',
      'info',
    ]);
  });
});

describe('trace', () => {
  const failing = [span('request', 0, 0, 200), span('infer', 1, 0, 40), span('sink', 1, 40, 160, 'timeout')];
  it('says where the time went', () => {
    const trace = traceOf(failing);
    expect(trace.failed).toBe(true);
    expect(trace.milliseconds).toBe(0.2);
    expect(trace.longest).toEqual({ name: 'sink', share: 0.8 });
    expect(trace.rows[2]).toMatchObject({ from: 0.2, part: 0.8 });
  });
  it('never leaves its bar, whatever the node sent', () => {
    for (const { from, part } of traceOf([span('x', 9, 500, 5), span('y', 1, 0, 1000)]).rows)
      expect(from + part).toBeLessThanOrEqual(1);
    expect(traceOf([]).rows).toEqual([]);
  });
  it('chooses one that failed before one that took long', () => {
    const slow = line(1, [span('request', 0, 0, 9000)]);
    const failed = line(2, failing);
    expect(tellingTrace([line(0), slow, failed])).toBe(failed);
    expect(tellingTrace([line(0), slow])).toBe(slow);
    expect(tellingTrace([line(0)])).toBeUndefined();
  });
});
