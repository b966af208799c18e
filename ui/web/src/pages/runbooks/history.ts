// Readings of what verifies, as this device saw them: the server keeps the last one only.
import { figureOf } from '$src/model/run';
import type { RunReading } from '$gen/run_pb';

export interface Seen {
  at: number;
  value: number | undefined;
}

const most = 240;

export class ReadingHistory {
  private readonly seen = new Map<number, Seen[]>();

  /** `attempt`: seq of the attempt that is verified. */
  add(attempt: number, reading: RunReading, at: number): void {
    const list = this.seen.get(attempt) ?? [];
    if (list.at(-1)?.at === at) return;
    list.push({ at, value: reading.known ? figureOf(reading.text)?.value : undefined });
    this.seen.set(attempt, list.slice(-most));
  }

  of(attempt: number | undefined): Seen[] {
    return attempt === undefined ? [] : (this.seen.get(attempt) ?? []);
  }
}
