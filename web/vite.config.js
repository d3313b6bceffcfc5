import { defineConfig } from 'vite';

/**
 * Wraps the cookie script into a scope of its own: sites embed it as a plain script, beside others whose names are as
 * short as its own.
 */
const classic = {
  name: 'classic',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.name !== 'cookies') continue;
      if (chunk.imports.length || chunk.exports.length)
        throw new Error('cookies.ts shares code with another entry: a plain script imports nothing.');
      chunk.code = `(()=>{${chunk.code}})();\n`;
    }
  },
};

/** Builds the pages' script and style, and the scripts that other sites embed, with names that change with the content. */
export default defineConfig({
  plugins: [classic],
  build: {
    manifest: true,
    sourcemap: false,
    modulePreload: false,
    target: 'es2022',
    rolldownOptions: { input: ['page.ts', 'embed.ts', 'cookies.ts'] },
  },
});
