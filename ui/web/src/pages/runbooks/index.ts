import icon from 'icon:list-checks';
import type { Page } from '$src/shell/page';

export default {
  routes: [
    { path: '/runbooks', load: () => import('./RunbooksPage.svelte') },
    { path: '/runbooks/book/:name', load: () => import('./BookPage.svelte') },
    {
      path: '/runbooks/run/:id',
      ownBars: true,
      load: () => import('./RunPage.svelte'),
      offline: () => import('./OfflineRun.svelte'),
    },
  ],
  nav: { name: 'runbooks', href: '/runbooks', icon, key: 'b', order: 40, phone: true },
} satisfies Page as Page;
