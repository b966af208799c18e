import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { icons } from './scripts/icons.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// Where a flotillad answers while the app is developed: FLOTILLA_SERVER=https://127.0.0.1:PORT npm run dev
const server = process.env['FLOTILLA_SERVER'];
const proxy = server ? { target: server, secure: false, changeOrigin: true } : undefined;

export default defineConfig({
  root: here('.'),
  plugins: [icons(), svelte()],
  resolve: { alias: { $gen: here('./src/gen/services/proto/flotilla/v1'), $src: here('./src') } },
  build: {
    outDir: process.env['FLOTILLA_WEB_OUT'] ?? here('./dist'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The policy of the page allows no data: fonts, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: [here('../..')] },
    ...(proxy ? { proxy: { '/session': proxy, '^/flotilla\\.v1\\.': proxy } } : {}),
  },
});
