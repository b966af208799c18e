// The two sides of a comparison, as they stand in the address: a node, or "workload@version".
import type { History } from './history';
import { answersIn, overall } from './history';

export type Side = { kind: 'node'; node: string } | { kind: 'version'; workload: string; version: string };

export function parseSide(text: string): Side | undefined {
  const trimmed = text.trim();
  if (!trimmed) return undefined;
  const at = trimmed.lastIndexOf('@');
  if (at <= 0 || at === trimmed.length - 1) return at < 0 ? { kind: 'node', node: trimmed } : undefined;
  return { kind: 'version', workload: trimmed.slice(0, at), version: trimmed.slice(at + 1) };
}

export const sideText = (side: Side): string =>
  side.kind === 'node' ? side.node : `${side.workload} ${side.version}`;

export interface Numbers {
  answers: number;
  /** Percent; nothing where nothing was counted. */
  failed: number | null;
  wrong: number | null;
  /** Milliseconds: the worst step, for percentiles of steps do not add up. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export function numbersOf(history: History): Numbers {
  const worst = (of: 'p50' | 'p95' | 'p99') =>
    history.steps.reduce<number | null>(
      (most, { latency }) => (latency ? Math.max(most ?? 0, latency[of]) : most),
      null,
    );
  return {
    answers: answersIn(history),
    failed: overall(history, ({ answers }) => answers),
    wrong: overall(history, ({ labelled }) => labelled),
    p50: worst('p50'),
    p95: worst('p95'),
    p99: worst('p99'),
  };
}

/** B against A in percent of A; nothing where it cannot be said. */
export const changeOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null || a === 0 ? null : (100 * (b - a)) / a;
