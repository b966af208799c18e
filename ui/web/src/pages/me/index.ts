import user from 'icon:user';
import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/me', load: () => import('./Me.svelte') }],
  nav: { name: 'me', href: '/me', icon: user, key: 'm', order: 110, phone: true },
} satisfies Page as Page;
