// How many answers took how long, when: rows are lengths, columns are steps.
import type { History } from './history';

export interface HeatCell {
  column: number;
  row: number;
  count: number;
  /** From 0 to 1: how strong its colour is. Zero is not drawn. */
  weight: number;
}

export interface Heat {
  /** From the shortest to the longest: upper ends in ms, nothing for the last, which is open. */
  rows: { upper?: number; lower: number }[];
  cells: HeatCell[];
  most: number;
}

/** Rows in which nothing ever was, below and above, are left out; at least four stay. */
export function heatOf({ steps, limits }: History): Heat {
  const counts = steps.map(({ latencyRows }) => latencyRows.map(Number));
  const used = counts.flatMap((rows) => rows.flatMap((each, row) => (each > 0 ? [row] : [])));
  if (used.length === 0) return { rows: [], cells: [], most: 0 };
  let first = Math.min(...used);
  let last = Math.max(...used);
  while (last - first < 3 && (first > 0 || last < limits.length)) {
    if (last < limits.length) ++last;
    if (last - first < 3 && first > 0) --first;
  }
  const most = Math.max(...counts.flat());
  const rows = Array.from({ length: last - first + 1 }, (_, index) => {
    const upper = limits[first + index];
    return { lower: limits[first + index - 1] ?? 0, ...(upper === undefined ? {} : { upper }) };
  });
  const cells = counts.flatMap((row, column) =>
    row.flatMap((count, at) =>
      count > 0 ? [{ column, row: at - first, count, weight: 0.12 + 0.88 * Math.sqrt(count / most) }] : [],
    ),
  );
  return { rows, cells, most };
}

/** A limit in few digits: 0.25, 3.2, 110. */
export const limitText = (limit: number): string =>
  limit >= 1000
    ? `${Number((limit / 1000).toPrecision(2))} s`
    : `${limit >= 100 ? Math.round(limit) : Number(limit.toPrecision(2))} ms`;
