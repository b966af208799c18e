import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/login', open: true, load: () => import('./LogIn.svelte') }],
} satisfies Page as Page;
