import chart from 'icon:chart-line';
import type { Page } from '$src/shell/page';

export default {
  routes: [
    { path: '/debug', load: () => import('./PickNode.svelte') },
    { path: '/debug/node/:id', load: () => import('./DebugNode.svelte') },
    { path: '/debug/compare', load: () => import('./Compare.svelte') },
  ],
  nav: { name: 'debug', href: '/debug', icon: chart, key: 'd', order: 90 },
} satisfies Page as Page;
