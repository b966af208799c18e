import rocket from 'icon:rocket';
import type { Page } from '$src/shell/page';

export default {
  routes: [
    { path: '/rollouts', load: () => import('./Rollouts.svelte') },
    { path: '/rollouts/:id', load: () => import('./Rollout.svelte') },
  ],
  nav: { name: 'rollouts', href: '/rollouts', icon: rocket, key: 'o', order: 50 },
} satisfies Page as Page;
