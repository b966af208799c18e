// Entries of the audit log as a table for spreadsheets.
import type { AuditEntry } from '$gen/audit_pb';
import type { Cell } from './csv';
import { dateOf } from './wire';

/** The columns are those of the entry, in the order in which they are hashed. */
export const auditCells = (entries: AuditEntry[]): Cell[][] => [
  ['seq', 'at', 'actor', 'action', 'object', 'detail', 'before', 'after', 'previous', 'hash'],
  ...entries.map((entry) => [
    Number(entry.seq),
    dateOf(entry.at)?.toISOString() ?? '',
    entry.actor,
    entry.action,
    entry.object,
    entry.detail,
    entry.before,
    entry.after,
    entry.previous,
    entry.hash,
  ]),
];

const pages = new Map([
  ['node', '/debug/node/'],
  ['rollout', '/rollouts/'],
  ['incident', '/incidents/'],
]);

/** What was looked at: "node/rotterdam-2" opens the node; nothing for what has no page here. */
export function pageOfObject(object: string): string | undefined {
  const [kind, ...rest] = object.split('/');
  const name = rest.join('/');
  if (!name) return undefined;
  const page = pages.get(kind ?? '');
  return page ? page + encodeURIComponent(name) : undefined;
}
