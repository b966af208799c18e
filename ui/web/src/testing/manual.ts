// Time and visibility that tests move by hand.
import type { Clock, Visibility } from '$src/api/clock';

export class ManualClock implements Clock {
  private time = 0;
  private waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }
  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.time + milliseconds, run };
    this.waiting.push(entry);
    return () => (this.waiting = this.waiting.filter((each) => each !== entry));
  }
  /** Runs what is due, in order, and what that makes due. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.waiting.filter((each) => each.at <= end).sort((left, right) => left.at - right.at)[0];
      if (!next) break;
      this.time = next.at;
      this.waiting = this.waiting.filter((each) => each !== next);
      next.run();
    }
    this.time = end;
  }
  get pending(): number {
    return this.waiting.length;
  }
}

export class ManualVisibility implements Visibility {
  private isHidden = false;
  private readonly listeners = new Set<() => void>();

  hidden(): boolean {
    return this.isHidden;
  }
  onChange(run: () => void): () => void {
    this.listeners.add(run);
    return () => this.listeners.delete(run);
  }
  set(hidden: boolean): void {
    this.isHidden = hidden;
    for (const run of this.listeners) run();
  }
}

/** Lets everything that was promised happen. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
