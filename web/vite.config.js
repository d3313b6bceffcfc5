import { defineConfig } from 'vite';

/** Builds the pages' script and style, and the script that other sites embed, with names that change with the content. */
export default defineConfig({
  build: {
    manifest: true,
    sourcemap: false,
    modulePreload: false,
    target: 'es2022',
    rolldownOptions: { input: ['page.ts', 'embed.ts'] },
  },
});
