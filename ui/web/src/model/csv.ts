// Tables for spreadsheets (RFC 4180). A cell that a spreadsheet would take as a formula becomes plain text.
export type Cell = string | number | undefined;

const startsFormula = /^\s*[=+\-@]|^[\t\r\n]/;

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const harmless = startsFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** With the mark by which spreadsheets know UTF-8. */
export const csv = (rows: Cell[][]): string =>
  `\uFEFF${rows.map((row) => row.map(cellText).join(',')).join('\r\n')}\r\n`;
