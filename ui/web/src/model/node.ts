// A node as it is read: how fresh, what its clock says, what runs, and what of it needs somebody.
import {
  ClockState,
  Liveness,
  NodeHealth,
  type ClockReading,
  type Node,
  type NodeWorkload,
} from '$gen/node_pb';
import type { Freshness } from '$src/api/freshness';
import { dateOf } from './wire';

export function freshnessOfNode(node: Node): Freshness {
  const asOf = dateOf(node.lastSeen);
  return { state: node.liveness === Liveness.LIVE ? 'live' : 'stale', ...(asOf ? { asOf } : {}) };
}

/** What to add to its time, in ms; nothing when nobody measured. `signed` writes a number with its sign. */
export function clockText(
  clock: ClockReading | undefined,
  signed: (value: number, digits: number) => string,
): { offset: string; within: string } | undefined {
  if (!clock || clock.state === ClockState.UNKNOWN || clock.state === ClockState.UNSPECIFIED)
    return undefined;
  const digits = (ms: number) => (Math.abs(ms) < 10 ? 1 : 0);
  const offset = Number(clock.offsetUs) / 1000;
  const within = Number(clock.uncertaintyUs) / 1000;
  return {
    offset: signed(offset, digits(offset)),
    within: signed(within, digits(within)).replace('+', ''),
  };
}

export const differs = ({ desired, version, proven }: NodeWorkload): boolean =>
  desired !== '' && (!proven || version !== desired);

/** The workload that says most of the node: one that is not as it should be, or the first. */
export const leadingWorkload = (node: Node): NodeWorkload | undefined =>
  node.workloads.find(differs) ?? node.workloads[0];

export type DriftWord = { kind: 'unknown' | 'none' | 'differs' } | { kind: 'some'; of: number; all: number };

/** What is installed against what was assigned; nobody knows of a node that is silent. */
export function driftOfNode(node: Node): DriftWord {
  if (node.liveness !== Liveness.LIVE) return { kind: 'unknown' };
  const of = node.workloads.filter(differs).length;
  if (of === 0) return { kind: 'none' };
  return node.workloads.length === 1 ? { kind: 'differs' } : { kind: 'some', of, all: node.workloads.length };
}

/** Rows with an edge: somebody has to look after them. */
export const needsSomebody = (node: Node): boolean =>
  node.health === NodeHealth.FAILED ||
  node.health === NodeHealth.DEGRADED ||
  node.health === NodeHealth.OFFLINE;

export function p95Of(node: Node): number | undefined {
  const workload = leadingWorkload(node);
  const totals = workload?.totals.find(({ version }) => version === workload.version);
  return totals && totals.requests > 0n ? totals.p95Ms : undefined;
}

/** 1234567 as "1.2 MB", in the words of the language. */
export function bytesText(bytes: number, number: (value: number, digits: number) => string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, unit > 0 && value < 100 ? 1 : 0)} ${units[unit]}`;
}
