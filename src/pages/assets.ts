import { Injectable } from '@nestjs/common';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface ManifestEntry {
  file: string;
  css?: string[];
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The browser side as Vite built it: small files with hashed names, held in memory. Without a build pages are plain. */
@Injectable()
export class Assets {
  private readonly files = new Map<string, { bytes: Buffer; type: string }>();
  readonly scripts: string[] = [];
  readonly styles: string[] = [];
  /** The script that other sites embed: its address stays the same. */
  readonly embedded: string | undefined;
  /** The cookie notice for other sites: likewise. */
  readonly cookies: string | undefined;

  constructor() {
    const folder = builtFolder();
    if (!folder) return;
    const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<
      string,
      ManifestEntry | undefined
    >;
    for (const name of readdirSync(join(folder, 'assets'))) {
      const type = TYPES[extname(name)];
      if (type) this.files.set(name, { bytes: readFileSync(join(folder, 'assets', name)), type });
    }
    const page = manifest['page.ts'];
    if (page) {
      this.scripts.push(`/${page.file}`);
      this.styles.push(...(page.css ?? []).map((file) => `/${file}`));
    }
    this.embedded = manifest['embed.ts']?.file.replace('assets/', '');
    this.cookies = manifest['cookies.ts']?.file.replace('assets/', '');
  }

  find(name: string): { bytes: Buffer; type: string } | undefined {
    return this.files.get(name);
  }
}

/** Beside the compiled server, or in `dist` when the source is run. */
function builtFolder(): string | undefined {
  return ['../../public', '../../dist/public']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, '.vite', 'manifest.json')));
}
