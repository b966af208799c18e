// Readings of what verifies, as this device saw them: the server keeps the last one only.
import { figureOf } from '$src/model/run';
import type { RunReading } from '$gen/run_pb';

export interface Seen {
  at: number;
  value: number | undefined;
}

const most = 240;

export class ReadingHistory {
  private readonly seen = new Map<string, Seen[]>();

  /** `attempt`: seq of the attempt that is verified. */
  add(run: string, attempt: number, reading: RunReading, at: number): void {
    const key = `${run}/${attempt}`;
    const list = this.seen.get(key) ?? [];
    if (list.at(-1)?.at === at) return;
    list.push({ at, value: reading.known ? figureOf(reading.text)?.value : undefined });
    this.seen.set(key, list.slice(-most));
  }

  of(run: string, attempt: number | undefined): Seen[] {
    return attempt === undefined ? [] : (this.seen.get(`${run}/${attempt}`) ?? []);
  }
}

/** Of all runs that were looked at since the app was opened. */
export const readingHistory = new ReadingHistory();
