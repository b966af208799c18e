import icon from 'icon:layout-dashboard';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/exec', load: () => import('./Exec.svelte') }],
  nav: { name: 'exec', href: '/exec', icon, key: 'e', order: 80 },
} satisfies Page as Page;
