import server from 'icon:server';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/nodes', load: () => import('./Nodes.svelte') }],
  nav: { name: 'nodes', href: '/nodes', icon: server, key: 'n', order: 60 },
} satisfies Page as Page;
