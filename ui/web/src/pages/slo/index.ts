import target from 'icon:target';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/slo', load: () => import('./Slo.svelte') }],
  nav: { name: 'slo', href: '/slo', icon: target, key: 's', order: 70 },
} satisfies Page as Page;
