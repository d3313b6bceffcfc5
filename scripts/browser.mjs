// The Chromium that the browser tests drive: found, or fetched.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { CannotRun, root } from './prepare.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium; installs Debian's through apt-get as root on Debian, else Playwright's. */
export function findBrowser() {
  const path = chosen() ?? present() ?? fetched();
  console.log(`Browser: ${path}`);
  return path;
}

function chosen() {
  const path = process.env.CHROMIUM_PATH;
  if (path && !existsSync(path)) throw new CannotRun(`CHROMIUM_PATH is ${path}, and there is no such file.`);
  return path || undefined;
}

function present() {
  return onPath() ?? ofPlaywright();
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

function ofPlaywright() {
  const { chromium } = createRequire(import.meta.url)('playwright-core');
  return [chromium.executablePath()].find((path) => path && existsSync(path));
}

function fetched() {
  if (isRootOnDebian()) {
    console.log("Installing Debian's chromium …");
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], env);
    run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], env);
  } else {
    console.log("Installing Playwright's Chromium …");
    run(
      process.execPath,
      [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
      process.env,
    );
  }
  const path = present();
  if (!path)
    throw new CannotRun('Chromium was installed but is not where it was expected: set CHROMIUM_PATH to it.');
  return path;
}

function isRootOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function run(command, args, env) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status === 0) return;
  const reason = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new CannotRun(
    `The browser tests need Chromium, and ${command} ${args.join(' ')} failed:\n${reason}\n` +
      'Install one and set CHROMIUM_PATH to it.',
  );
}
