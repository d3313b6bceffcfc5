import { Router } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const find = createRequire(import.meta.url);

/** The panel's own scripts beside its components, in the order in which they build upon one another. */
export const PARTS = [
  'forms.js',
  'breach-parts.js',
  'incident-parts.js',
  'containment-parts.js',
  'letter-parts.js',
  'hold-parts.js',
  'library-parts.js',
  'drill-parts.js',
  'scope-parts.js',
  'evidence-parts.js',
];

/** AdminJS's programs and ours, from the disk: always the production ones, and nothing is bundled while the server runs. */
export function assets(): Router {
  const router = Router();
  for (const [name, file] of Object.entries(files()))
    router.get(`/${name}`, (_, response) =>
      response.sendFile(file, { headers: { 'cache-control': 'private, max-age=3600' }, dotfiles: 'allow' }),
    );
  return router;
}

function files(): Record<string, string> {
  const adminjs = join(dirname(find.resolve('adminjs')), 'lib', 'frontend', 'assets');
  const scripts = (name: string) => join(adminjs, 'scripts', `${name}.production.js`);
  return {
    'global.bundle.js': scripts('global-bundle'),
    'app.bundle.js': scripts('app-bundle'),
    'design-system.bundle.js': join(packageOf('@adminjs/design-system'), 'bundle.production.js'),
    'components.bundle.js': fileURLToPath(new URL('./browser/components.js', import.meta.url)),
    ...Object.fromEntries(
      PARTS.map((name) => [name, fileURLToPath(new URL(`./browser/${name}`, import.meta.url))]),
    ),
    'panel.css': fileURLToPath(new URL('./browser/panel.css', import.meta.url)),
  };
}

/** The folder of a package, whatever its entry point. */
function packageOf(name: string): string {
  const entry = find.resolve(name);
  return entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}
