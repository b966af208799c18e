// The stories: every page and state with sample data. A build of its own, so that nothing of it is in the product.
import { defineConfig, mergeConfig } from 'vite';
import base from './vite.config.ts';

export default mergeConfig(
  base,
  defineConfig({
    build: {
      outDir: process.env['FLOTILLA_STORIES_OUT'] ?? 'dist/stories',
      rollupOptions: { input: 'stories.html' },
    },
  }),
);
