// What must stand before anything runs: the dependencies and the build, each brought up to date only when stale.
// This file runs before anything is installed: plain JavaScript, no dependency, Node 20.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(root, ...path);

const LEAST_NODE = [22, 12];
const BUNDLED_NODE = at('node_modules', '.bin', 'node');
const INSTALLED = at('node_modules', '.carrel-lock');
const BUILT = at('dist', '.stamp');
const LOCK = at('.cache', 'preparing');
const SOURCES = ['src', 'migrations', 'bench', 'web'];
const BUILD_FILES = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', '.swcrc'];

/** A reason to stop that the person at the terminal can act on; shown without a stack. */
export class CannotRun extends Error {}

/** Installs with `npm ci` when node_modules is missing or belongs to another package-lock.json. */
export async function install() {
  if (isInstalled()) return;
  await alone(() => {
    if (isInstalled()) return;
    console.log('Installing dependencies …');
    npm('ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error');
    writeFileSync(INSTALLED, lockHash());
  });
}

/** Installs, then compiles the server, the pages and the panel when a source changed since the last build. */
export async function build() {
  await install();
  if (isBuilt()) return;
  await alone(() => {
    const sources = hashOfSources();
    if (isBuilt(sources)) return;
    console.log('Building …');
    quietly(node(), at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build');
    if (existsSync(at('web'))) {
      const vite = at('node_modules', 'vite', 'bin', 'vite.js');
      quietly(node(), vite, 'build', 'web', '--outDir', at('dist', 'public'), '--emptyOutDir');
      quietly(node(), vite, 'build', at('web', 'verifier'), '--outDir', at('dist', 'web'), '--emptyOutDir');
    }
    const panel = at('dist', 'src', 'admin', 'bundle.js');
    if (existsSync(panel)) quietly(node(), panel);
    writeFileSync(BUILT, sources);
  });
}

/** The Node that Carrel runs on: the one npm brought along, or with CARREL_NODE=own the one that npm itself runs on. */
export function node() {
  if (process.env.CARREL_NODE !== 'own') return bundledNode();
  const own = process.env.npm_node_execpath ?? process.execPath;
  const version = spawnSync(own, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (isRecent(version)) return own;
  throw new CannotRun(
    `CARREL_NODE=own asks for Node ${LEAST_NODE.join('.')} or later, and this is ${version}.`,
  );
}

/** The environment of whatever runs here: its `node` is ours, so are the programs in node_modules/.bin. */
export function environment(extra = {}) {
  const path = [dirname(node()), at('node_modules', '.bin'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

function bundledNode() {
  if (existsSync(BUNDLED_NODE)) return BUNDLED_NODE;
  if (isRecent(process.version)) return process.execPath;
  throw new CannotRun(
    'npm installed no Node 24: its install scripts did not run. Allow them (npm config get ignore-scripts) and run npm ci.',
  );
}

function isRecent(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

function isInstalled() {
  return (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lockHash()) || installedByHand();
}

/** npm writes its own note last of all, so after an `npm install` it is newer than the lock file. */
function installedByHand() {
  const note = at('node_modules', '.package-lock.json');
  const hasDevelopment = existsSync(at('node_modules', 'typescript'));
  return (
    hasDevelopment && existsSync(note) && statSync(note).mtimeMs >= statSync(at('package-lock.json')).mtimeMs
  );
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
}

function isBuilt(sources = hashOfSources()) {
  return existsSync(BUILT) && readFileSync(BUILT, 'utf8') === sources;
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of [...BUILD_FILES, ...SOURCES.flatMap(filesIn)]) {
    const content = readFileSync(at(file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
    )
    .filter((file) => !file.endsWith('.spec.ts'));
}

/** npm as it was called, on its own Node: the one in node_modules is about to be replaced. */
function npm(...args) {
  const own =
    delimiter +
    (process.env.PATH ?? '')
      .split(delimiter)
      .filter((path) => !path.includes('node_modules'))
      .join(delimiter);
  const { npm_execpath: script, npm_node_execpath: launcher } = process.env;
  const [command, ...first] = script && launcher ? [launcher, script] : ['npm'];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: own.slice(1) },
  });
  if (status !== 0)
    throw new CannotRun(`npm ${args[0]} failed${error ? `: ${error.message}` : ', see above'}.`);
}

function quietly(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: environment(),
  });
  if (status !== 0) throw new CannotRun(`${stdout ?? ''}${stderr ?? ''}\nThe build failed, see above.`);
}

/** One process installs or builds at a time; the others wait, then find it done. */
async function alone(work) {
  await takeLock();
  try {
    work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function takeLock() {
  mkdirSync(dirname(LOCK), { recursive: true });
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let told = false; !linked(mine); told = true) {
      const holder = Number(readIfThere(LOCK));
      if (holder && !isAlive(holder)) rmSync(LOCK, { force: true });
      else if (!told) console.log(`Waiting for process ${holder}, which is installing or building …`);
      await new Promise((later) => setTimeout(later, 200));
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(mine) {
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
