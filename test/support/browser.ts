import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import type { Carrel } from './carrel.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
];

/** Builds the browser side when it is missing or older than its sources. Before Carrel starts, which reads it once. */
export function theBuiltPages(): void {
  built({ root: 'web', into: 'dist/public', made: '.vite/manifest.json', from: 'web/**/*.{ts,css,js}' });
}

/** Builds the verifier's one file, and tells where it lies. */
export function theBuiltVerifier(): string {
  const from = '{web,src/verifier}/**/*.{ts,css,js,html}';
  return built({ root: 'web/verifier', into: 'dist/web', made: 'verifier.html', from });
}

function built({ root, into, made, from }: Record<'root' | 'into' | 'made' | 'from', string>): string {
  const out = join(process.cwd(), into);
  const file = join(out, made);
  const sources = globSync(from).map((source) => statSync(source).mtimeMs);
  if (existsSync(file) && statSync(file).mtimeMs >= Math.max(...sources)) return file;
  // In a process of its own: Jest's module loader is none that Vite knows.
  execFileSync(process.execPath, [
    ...['node_modules/vite/bin/vite.js', 'build', root],
    ...['--outDir', out, '--emptyOutDir'],
  ]);
  return file;
}

/**
 * A real Chromium that talks to nobody but the test's own server. With `knowing`, that server answers to its public name
 * too, as another site than the rest of this machine.
 */
export async function aBrowser(knowing?: Carrel): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const names = knowing && [
    `MAP ${new URL(knowing.setting.config.publicUrl).host} 127.0.0.1:${new URL(knowing.url).port}`,
    'MAP * ~NOTFOUND',
    'EXCLUDE 127.0.0.1',
  ];
  const rules = names ? [`--host-resolver-rules=${names.join(', ')}`] : [];
  return chromium.launch({ executablePath, args: [...QUIET, ...rules] });
}

/** Somebody at a browser window: what it asked for, and what it complained about. */
export interface Window {
  page: Page;
  context: BrowserContext;
  /** Addresses outside the test's server that the page asked for. */
  strayed: string[];
  /** Errors and refusals of the content security policy in the console. */
  complaints: string[];
  open: (path: string) => Promise<void>;
}

export async function aWindow(
  browser: Browser,
  carrel: Carrel,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const strayed: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(carrel.url) && !request.url().startsWith('data:'))
      strayed.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    page,
    context,
    strayed,
    complaints,
    open: async (path) => {
      await page.goto(`${carrel.url}${path}`);
    },
  };
}

/** What axe-core finds wrong with the page as it stands, by WCAG 2.2 AA and best practice. */
export async function barriers({ page }: Pick<Window, 'page'>): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((one) => one.html).join(' | ')}`,
    );
  });
  return found;
}
