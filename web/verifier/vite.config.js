import { createHash } from 'node:crypto';
import { defineConfig } from 'vite';

const SCRIPT = /\s*<script type="module"[^>]*? src="[^"]*"><\/script>/;
const STYLE = /\s*<link rel="stylesheet"[^>]*? href="[^"]*">/;

/** Puts script and style into the page itself, and allows it those two by their hashes and nothing else at all. */
function singleFile() {
  return {
    name: 'carrel-single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const page = files.find(({ fileName }) => fileName.endsWith('.html'));
      const chunks = files.filter(({ type }) => type === 'chunk');
      const styles = files.filter(({ fileName }) => fileName.endsWith('.css'));
      if (files.length !== 3 || chunks.length !== 1 || styles.length !== 1)
        this.error(`One script and one style were expected: ${Object.keys(bundle).join(', ')}`);
      const [script, style] = [chunks[0].code, String(styles[0].source)];
      if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
        this.error('Script or style would end before its end.');
      page.source = String(page.source)
        .replace(SCRIPT, () => '')
        .replace(STYLE, () => '')
        .replace('<meta charset="utf-8" />', (meta) => `${meta}\n    ${policy(script, style)}`)
        .replace(
          '</head>',
          () => `<style>${style}</style>\n    <script type="module">${script}</script>\n  </head>`,
        );
      for (const { fileName } of [...chunks, ...styles]) delete bundle[fileName];
    },
  };
}

function policy(script, style) {
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const directives = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${directives.join('; ')}" />`;
}

/** Builds the verifier as one file, which works wherever it is saved. */
export default defineConfig({
  plugins: [singleFile()],
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: { input: 'verifier.html' },
  },
});
