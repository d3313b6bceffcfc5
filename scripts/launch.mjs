// Runs one program to its end and hands its exit code back.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { environment, node, root } from './prepare.mjs';

const FOLLOW_PARENT = new URL('follow-parent.mjs', import.meta.url).href;

/** Within this time a signal is the same wish coming another way; later it is a second one, which forces the end. */
const ECHO_MS = 1_000;

/** Runs a script on Carrel's Node, in this terminal and its process group. */
export function runScript(args, { env = {}, cwd = root } = {}) {
  const child = spawn(node(), args, { stdio: 'inherit', cwd, env: environment(env) });
  // Ctrl-C reaches the child by itself: it is in the same group.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return endOf(child);
}

/**
 * Runs the server in a group of its own, so that a signal reaches it exactly once, however many ways it came here
 * (terminal, npm, `kill` of the group). Should this process die without a word, the server notices and stops.
 */
export function serve(args) {
  const env = environment({ CARREL_LAUNCHER_FD: '3', NODE_ENV: process.env.NODE_ENV ?? 'production' });
  const child = spawn(node(), ['--import', FOLLOW_PARENT, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    detached: true,
    cwd: root,
    env,
  });
  let toldAt;
  const tell = (signal) => {
    const isEcho = toldAt !== undefined && performance.now() - toldAt < ECHO_MS;
    toldAt ??= performance.now();
    if (!isEcho) child.kill(signal);
  };
  process.on('SIGINT', () => tell('SIGINT'));
  process.on('SIGTERM', () => tell('SIGTERM'));
  process.on('SIGHUP', () => tell('SIGTERM'));
  return endOf(child);
}

/** The path of a program that a package in node_modules brings along. */
export const tool = (...path) => join(root, 'node_modules', ...path);

function endOf(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
