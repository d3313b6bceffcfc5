// Behind every npm script: `node scripts/run.mjs COMMAND …` installs and builds what is stale, then runs the command on
// the Node that the project brings along.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { runScript, serve, tool } from './launch.mjs';
import { findOpenssl } from './openssl.mjs';
import { build, CannotRun, install, root } from './prepare.mjs';

const ESLINT = tool('eslint', 'bin', 'eslint.js');
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  tool('jest', 'bin', 'jest.js'),
];
const PRETTIER = tool('prettier', 'bin', 'prettier.cjs');
const TSC = tool('typescript', 'bin', 'tsc');
const built = (...path) => join(root, 'dist', ...path);

const commands = {
  /** Brings Carrel up and waits for its end. */
  start: after(build, (args) => serve([built('src', 'main.js'), ...args])),
  /** All tests; arguments go to Jest. */
  test: after(build, (args) => jest(args)),
  /** The pure rules only: no build, no database, no browser. */
  unit: after(install, (args) => runScript([...JEST, ...args, '--selectProjects', 'unit'])),
  /** The scenarios of `npm test` at full size. */
  proof: after(build, (args) => jest([...args, '--selectProjects', 'e2e'], { CARREL_SCALE: 'full' })),
  /** Carrel and the bare servers side by side. */
  bench: after(build, (args) =>
    runScript([built('bench', 'main.js'), ...args], { env: { NODE_ENV: 'production' } }),
  ),
  /** The command line; files named on it are looked for where it was called. */
  carrel: after(build, (args) =>
    runScript([built('src', 'command-line', 'main.js'), ...args], whereCalled()),
  ),
  build: after(build, () => 0),
  check: after(build, (args) => runScript([join(root, 'scripts', 'check.mjs'), ...args])),
  generate: after(build, () => generate()),
  lint: after(install, (args) => runScript([ESLINT, '.', ...args])),
  format: after(install, (args) =>
    runScript([PRETTIER, '--write', '--log-level=warn', ...(args.length ? args : ['.'])]),
  ),
  types: after(install, (args) => runScript([TSC, '--noEmit', ...args])),
};

function after(preparation, run) {
  return async (args) => {
    await preparation();
    return run(args);
  };
}

function jest(args, env = {}) {
  return runScript([...JEST, ...args], {
    env: { CHROMIUM_PATH: findBrowser(), OPENSSL_PATH: findOpenssl(), ...env },
  });
}

function whereCalled() {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return { cwd, env: { DATA_DIR: process.env.DATA_DIR ?? join(root, 'data') } };
}

/** Writes docs/generated: the OpenAPI document, the record of processing, the picture of the modules. */
function generate() {
  const generator = built('src', 'command-line', 'generate.js');
  return existsSync(generator) ? runScript([generator]) : 0;
}

const [name, ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, name ?? '')) {
    throw new CannotRun(`Say which: node scripts/run.mjs ${Object.keys(commands).join('|')}`);
  }
  process.exitCode = await commands[name](args);
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
