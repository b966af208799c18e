/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'icon:*' {
  import type { IconShape } from '$src/components/icon';
  const icon: IconShape;
  export default icon;
}

/** Of the project that this app is built with: vite.config.ts. */
declare const __APP_VERSION__: string;
