import icon from 'icon:bell';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/now', load: () => import('./Now.svelte') }],
  nav: { name: 'now', href: '/now', icon, key: 'h', order: 10, phone: true },
} satisfies Page as Page;
