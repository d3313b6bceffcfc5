// Programs that the tests drive and npm does not bring: Debian's, installed when this is root on Debian.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CannotRun } from './prepare.mjs';

/** The first of these programs on the path. */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

export function isRootOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Installs a package with apt-get. @throws CannotRun with `advice` */
export function installOnDebian(name, advice) {
  console.log(`Installing Debian's ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], env, advice);
  run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', name], env, advice);
}

/** Runs a command to its end. @throws CannotRun with its last words and `advice` */
export function run(command, args, env, advice) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status === 0) return;
  const reason = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new CannotRun(`${command} ${args.join(' ')} failed:\n${reason}\n${advice}`);
}
