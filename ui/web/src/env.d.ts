/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'icon:*' {
  import type { IconShape } from '$src/components/icon';
  const icon: IconShape;
  export default icon;
}
