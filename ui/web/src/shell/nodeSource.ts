// Nodes by their names, for the palette.
import { clientOf } from '$src/api/calls';
import { t } from '$src/text';
import { navigate } from './router.svelte';
import { routes } from './routes';
import type { Command } from './commands.svelte';

const most = 6;
const page = '/debug/node/:id';

/** The selector for nodes whose name has `text` in it; nothing for what no name can have. */
export function nameFilter(text: string): string | undefined {
  const letters = text.trim().toLowerCase();
  return /^[a-z0-9._-]+$/.test(letters) ? `name~"${letters.replaceAll('.', '[.]')}"` : undefined;
}

/** Nothing in a version that has no page for a node. The service comes when somebody searches. */
export async function nodeCommands(text: string, signal: AbortSignal): Promise<Command[]> {
  const filter = nameFilter(text);
  if (!filter || !routes.some((route) => route.path === page)) return [];
  const { NodeService } = await import('$gen/node_pb');
  const options = { filter, pageSize: most, orderBy: 'name' };
  const { nodes } = await clientOf(NodeService).listNodes({ options }, { signal });
  return nodes.map((node) => ({
    id: `node-${node.id}`,
    text: node.name,
    kind: t.nodeCommand(node.region),
    run: () => navigate({ path: ['debug', 'node', node.name], query: {} }),
  }));
}
