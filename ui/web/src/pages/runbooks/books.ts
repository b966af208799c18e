// How far a runbook can be relied upon, as a list shows it.
import { RunbookTrust, type Runbook } from '$gen/runbook_pb';
import type { Status } from '$src/model/status';

export type TrustName = 'fresh' | 'ageing' | 'stale' | 'broken' | 'retired';

export function trustOf(book: Pick<Runbook, 'retired' | 'health'>): TrustName {
  if (book.retired) return 'retired';
  switch (book.health?.trust) {
    case RunbookTrust.FRESH:
      return 'fresh';
    case RunbookTrust.AGEING:
      return 'ageing';
    case RunbookTrust.BROKEN:
      return 'broken';
    default:
      return 'stale';
  }
}

/** Grey says that nobody should rely upon it before they have looked. */
export const statusOfTrust: Record<TrustName, Status> = {
  fresh: 'healthy',
  ageing: 'degraded',
  stale: 'unknown',
  broken: 'failed',
  retired: 'offline',
};

/** Those that work first, the broken ones where one sees them, what is out of use last. */
const rank: Record<TrustName, number> = { broken: 0, fresh: 1, ageing: 2, stale: 3, retired: 4 };
export const sortedBooks = (books: Runbook[]): Runbook[] =>
  [...books].sort((a, b) => rank[trustOf(a)] - rank[trustOf(b)] || a.name.localeCompare(b.name));
