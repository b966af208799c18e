import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { icons } from './scripts/icons.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// Where a flotillad answers while the app is developed: FLOTILLA_SERVER=https://127.0.0.1:PORT npm run dev
const server = process.env['FLOTILLA_SERVER'];
const proxy = server ? { target: server, secure: false, changeOrigin: true } : undefined;

// The version that flotillad says: that of the project, so that an app is never told that its own server is another.
const version = /project\(flotilla VERSION (\S+)/.exec(
  readFileSync(here('../../CMakeLists.txt'), 'utf8'),
)![1];

export default defineConfig({
  root: here('.'),
  define: { __APP_VERSION__: JSON.stringify(version) },
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
    // Over a slow line each file costs a turn of the line, and six come at a time: few files, and none for one icon.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'app', tags: ['$initial'], priority: 3 },
            { name: 'pages', minShareCount: 7, maxModuleSize: 40_000, priority: 2 },
            {
              name: 'lists',
              test: /src\/(components\/(DataTable|FilterField|ListPage)|model\/(filter|node|paging|status)\.)/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: [here('../..')] },
    ...(proxy ? { proxy: { '/session': proxy, '^/flotilla\\.v1\\.': proxy } } : {}),
  },
});
