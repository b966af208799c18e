// Nodes as one shape each, by site: the sites with the most trouble first.
import type { Node } from '$gen/node_pb';
import { statusOfHealth, statuses, type Status } from './status';

export interface SiteStrip {
  site: string;
  nodes: { id: string; name: string; status: Status }[];
}

const worst: Status[] = ['failed', 'degraded', 'offline', 'unknown', 'held', 'updating', 'healthy'];

export function stripsOf(nodes: readonly Node[]): SiteStrip[] {
  const bySite = new Map<string, SiteStrip>();
  for (const node of nodes) {
    const strip = bySite.get(node.site) ?? { site: node.site, nodes: [] };
    strip.nodes.push({ id: node.id, name: node.name, status: statusOfHealth(node.health) });
    bySite.set(node.site, strip);
  }
  for (const { nodes: some } of bySite.values())
    some.sort(
      (left, right) =>
        worst.indexOf(left.status) - worst.indexOf(right.status) || left.name.localeCompare(right.name),
    );
  return [...bySite.values()].sort(
    (left, right) => right.nodes.length - left.nodes.length || left.site.localeCompare(right.site),
  );
}

/** How many there are of each, the worst first; what there is none of is left out. */
export function countsOf(nodes: readonly Node[]): { status: Status; count: number }[] {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const node of nodes) ++counts[statusOfHealth(node.health)];
  return worst.flatMap((status) => (counts[status] ? [{ status, count: counts[status] }] : []));
}
