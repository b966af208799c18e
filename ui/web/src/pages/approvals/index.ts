import icon from 'icon:shield-check';
import type { Page } from '$src/shell/page';

export default {
  routes: [
    { path: '/approvals', load: () => import('./ApprovalsPage.svelte') },
    { path: '/approvals/:id', ownBars: true, load: () => import('./ApprovalPage.svelte') },
  ],
  nav: { name: 'approvals', href: '/approvals', icon, key: 'a', order: 20, phone: true },
} satisfies Page as Page;
