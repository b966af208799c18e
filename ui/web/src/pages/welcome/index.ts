import type { Page } from '$src/shell/page';

export default {
  routes: [{ path: '/welcome', open: true, load: () => import('./Welcome.svelte') }],
} satisfies Page as Page;
