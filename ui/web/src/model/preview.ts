// What an action would change, and what it changed: counts, nodes by region, lines of a diff, what is left out.
import type { ActionPreview } from '$gen/run_pb';

export interface DiffLine {
  mark: '+' | '-' | ' ';
  text: string;
  /** How many nodes it is about; 0: none in particular. */
  nodes: number;
}

export interface StripRow {
  region: string;
  nodes: { name: string; before: string; after: string }[];
}

export interface PreviewView {
  text: string;
  nodes: number;
  regions: number;
  /** Share of the requests; undefined: not said. */
  traffic: number | undefined;
  strip: StripRow[];
  /** Nodes that a message had no room for. */
  more: number;
  diff: DiffLine[];
  left: string[];
  problem: string;
  digest: string;
}

/** The same change of many nodes is told once. */
function linesOf(changes: string[], nodes: { before: string; after: string }[]): DiffLine[] {
  const lines: DiffLine[] = changes.map((change) => {
    const mark = /^[+-] /.exec(change)?.[0][0] as '+' | '-' | undefined;
    return { mark: mark ?? ' ', text: mark ? change.slice(2) : change, nodes: 0 };
  });
  const groups = new Map<string, { before: string; after: string; count: number }>();
  for (const { before, after } of nodes) {
    if (before === after) continue;
    const key = `${before}\n${after}`;
    const group = groups.get(key) ?? { before, after, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count);
  for (const { before, after, count } of sorted) {
    // Of one change for all, the count stands above already.
    const told = sorted.length > 1 ? count : 0;
    if (before) lines.push({ mark: '-', text: before, nodes: told });
    if (after) lines.push({ mark: '+', text: after, nodes: told });
  }
  return lines;
}

function stripOf(nodes: { name: string; region: string; before: string; after: string }[]): StripRow[] {
  const rows = new Map<string, StripRow>();
  for (const { name, region, before, after } of nodes) {
    const row = rows.get(region) ?? { region, nodes: [] };
    row.nodes.push({ name, before, after });
    rows.set(region, row);
  }
  return [...rows.values()].sort((a, b) => a.region.localeCompare(b.region));
}

export function previewOf(preview: ActionPreview): PreviewView {
  const sent = preview.targets.length;
  return {
    text: preview.text,
    nodes: preview.blast?.nodes ?? sent,
    regions: preview.blast?.regions ?? 0,
    traffic: preview.blast?.traffic,
    strip: stripOf(preview.targets),
    more: Math.max(0, Number(preview.targetCount) - sent),
    diff: linesOf(preview.changes, preview.targets),
    left: preview.left,
    problem: preview.problem,
    digest: preview.digest,
  };
}

/** From the evidence of an action: "4 nodes, 1 region, …", lines that begin with + or -, "name: before -> after". */
export function previewOfText(title: string, text: string): PreviewView {
  const lines = text.split('\n').filter(Boolean);
  const figures = lines[0] ?? '';
  const number = (pattern: RegExp) => Number(pattern.exec(figures)?.[1]?.replaceAll(',', '') ?? 0);
  const nodes: { name: string; region: string; before: string; after: string }[] = [];
  const changes: string[] = [];
  const left: string[] = [];
  for (const line of lines.slice(1)) {
    const node = /^([^\s:]+): (.*) -> (.*)$/.exec(line);
    if (/^[+-] /.test(line)) changes.push(line);
    else if (line.startsWith('left out: ')) left.push(line.slice('left out: '.length));
    else if (node) nodes.push({ name: node[1]!, region: '', before: node[2]!, after: node[3]! });
    else changes.push(line);
  }
  const count = number(/([\d,]+) nodes?\b/);
  return {
    text: title,
    nodes: count,
    regions: number(/([\d,]+) regions?\b/),
    traffic: undefined,
    strip: stripOf(nodes),
    more: Math.max(0, count - nodes.length),
    diff: linesOf(changes, nodes),
    left,
    problem: '',
    digest: '',
  };
}

const fewNodes = 10;

/**
 * Whether the count has to be typed (tier 3): what cannot be undone, and more than a hundredth of the fleet unless those
 * are as few as one site has.
 */
export const countIsTyped = (nodes: number, fleet: number | undefined, irreversible: boolean): boolean =>
  irreversible || (nodes > fewNodes && fleet !== undefined && nodes > fleet / 100);

/** sha256:9f3c…e21a for people. */
export function shortDigest(digest: string): string {
  const hex = digest.replace(/^sha256:/, '');
  return hex.length > 12 ? `${hex.slice(0, 4)}…${hex.slice(-4)}` : hex;
}
