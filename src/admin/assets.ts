import { Router } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const find = createRequire(import.meta.url);

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
    'incident-parts.js': fileURLToPath(new URL('./browser/incident-parts.js', import.meta.url)),
    'containment-parts.js': fileURLToPath(new URL('./browser/containment-parts.js', import.meta.url)),
    'letter-parts.js': fileURLToPath(new URL('./browser/letter-parts.js', import.meta.url)),
    'drill-parts.js': fileURLToPath(new URL('./browser/drill-parts.js', import.meta.url)),
    'scope-parts.js': fileURLToPath(new URL('./browser/scope-parts.js', import.meta.url)),
    'evidence-parts.js': fileURLToPath(new URL('./browser/evidence-parts.js', import.meta.url)),
    'panel.css': fileURLToPath(new URL('./browser/panel.css', import.meta.url)),
  };
}

/** The folder of a package, whatever its entry point. */
function packageOf(name: string): string {
  const entry = find.resolve(name);
  return entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}
