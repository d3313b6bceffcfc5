// `npm run check`: everything a machine can say about the source without running its tests, one line each.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from './launch.mjs';
import { environment, node, root } from './prepare.mjs';

const MIGRATIONS = join(root, 'dist', 'src', 'command-line', 'check-migrations.js');
const GENERATOR = join(root, 'dist', 'src', 'command-line', 'generate.js');
const DEPCRUISE = tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
const FOLDERS = ['src', 'migrations', 'test', 'bench'].filter((folder) => existsSync(join(root, folder)));

/** Each gives what is wrong, `undefined` when nothing is, or `{ note }` when there is something to say besides. */
const checks = {
  'formatting (prettier)': () =>
    onNode(tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'),
  'rules (eslint)': () => onNode(tool('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0'),
  'types (tsc)': () => onNode(tool('typescript', 'bin', 'tsc'), '--noEmit'),
  'types of the browser side (tsc)': () =>
    onNode(tool('typescript', 'bin', 'tsc'), '--noEmit', '--project', 'web/tsconfig.json'),
  'imports (dependency-cruiser)': () => onNode(DEPCRUISE, '--config', '.dependency-cruiser.js', ...FOLDERS),
  'generated files are up to date': generatedFiles,
  'migrations up, down, up, no drift': () => ifThere(MIGRATIONS, () => onNode(MIGRATIONS)),
  'known vulnerabilities (npm audit)': vulnerabilities,
};

function generatedFiles() {
  return ifThere(GENERATOR, () => onNode(GENERATOR) ?? stale());
}

function stale() {
  const changed = run('git', 'status', '--porcelain', '--', 'docs/generated').stdout.trim();
  return changed ? `npm run generate changed these; commit them:\n${changed}` : undefined;
}

/** High and critical ones in what is deployed fail, unless docs/audit-exceptions.json gives a reason. */
function vulnerabilities() {
  const report = json(run('npm', 'audit', '--omit=dev', '--json').stdout);
  if (!report?.vulnerabilities) return { note: 'registry gives no audit' };
  const excused = new Set(exceptions().map(({ advisory }) => advisory));
  const found = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((via) => typeof via === 'object' && ['high', 'critical'].includes(via.severity))
    .map(({ name, severity, title, url }) => ({ name, severity, title, advisory: url.split('/').at(-1) }));
  const unexcused = found.filter(({ advisory }) => !excused.has(advisory));
  const lines = unexcused.map(
    ({ name, severity, title, advisory }) => `${severity}: ${name}: ${title} (${advisory})`,
  );
  return lines.length ? [...new Set(lines)].join('\n') : undefined;
}

function exceptions() {
  const entries = JSON.parse(readFileSync(join(root, 'docs', 'audit-exceptions.json'), 'utf8'));
  const bare = entries.find(({ advisory, reason }) => !advisory || !reason);
  if (bare)
    throw new Error(
      `docs/audit-exceptions.json: each needs an advisory and a reason: ${JSON.stringify(bare)}`,
    );
  return entries;
}

function ifThere(file, check) {
  return existsSync(file) ? check() : { note: 'nothing to check yet' };
}

function onNode(...args) {
  const { status, stdout, stderr } = run(node(), ...args);
  return status === 0 ? undefined : `${stdout}${stderr}`.trim() || `exit code ${status}`;
}

function run(command, ...args) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', env: environment(), maxBuffer: 2 ** 28 });
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const result = check();
  if (typeof result === 'string') {
    failed += 1;
    console.log(`✗ ${name}\n${result.replace(/^/gm, '    ')}`);
  } else {
    console.log(`✓ ${name}${result ? `: ${result.note}` : ''}`);
  }
}
process.exitCode = failed ? 1 : 0;
