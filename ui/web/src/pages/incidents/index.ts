import icon from 'icon:triangle-alert';
import type { Page } from '$src/shell/page';

export default {
  routes: [
    { path: '/incidents', load: () => import('./Incidents.svelte') },
    { path: '/incidents/:id', load: () => import('./Incident.svelte') },
  ],
  nav: { name: 'incidents', href: '/incidents', icon, key: 'i', order: 30, phone: true },
} satisfies Page as Page;
