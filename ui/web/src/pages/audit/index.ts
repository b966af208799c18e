import scroll from 'icon:scroll-text';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/audit', load: () => import('./Audit.svelte') }],
  nav: { name: 'audit', href: '/audit', icon: scroll, key: 'u', order: 100 },
} satisfies Page as Page;
