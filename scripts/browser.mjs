// The Chromium that the browser tests drive: found, or fetched.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installOnDebian, isRootOnDebian, onPath, run } from './debian.mjs';
import { CannotRun, root } from './prepare.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ADVICE = 'The browser tests need Chromium: install one and set CHROMIUM_PATH to it.';

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
  return onPath(...NAMES) ?? ofPlaywright();
}

function ofPlaywright() {
  const { chromium } = createRequire(import.meta.url)('playwright-core');
  return [chromium.executablePath()].find((path) => path && existsSync(path));
}

function fetched() {
  if (isRootOnDebian()) {
    installOnDebian('chromium', ADVICE);
  } else {
    console.log("Installing Playwright's Chromium …");
    run(
      process.execPath,
      [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
      process.env,
      ADVICE,
    );
  }
  const path = present();
  if (!path)
    throw new CannotRun('Chromium was installed but is not where it was expected: set CHROMIUM_PATH to it.');
  return path;
}
