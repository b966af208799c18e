// How fresh what a panel shows is.
export interface Freshness {
  /** replay: of a time in the past, which somebody chose to look at. */
  state: 'live' | 'stale' | 'offline' | 'replay';
  /** When the data was that of the server; nothing: never yet. */
  asOf?: Date;
  /** When the next try begins, for offline. */
  nextTry?: Date;
}

/** Milliseconds until the next try: doubles from one second up to one minute, and half of it is chance. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(60_000, 1000 * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random());
}

/** A period made uneven by a tenth to either side, so that a thousand browsers do not ask in the same moment. */
export function uneven(period: number, random: () => number = Math.random): number {
  return Math.round(period * (0.9 + 0.2 * random()));
}
