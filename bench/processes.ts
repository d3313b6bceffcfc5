import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../../', import.meta.url).pathname;

/** What one run of the load generator measured: requests a second, milliseconds, and how many failed by status. */
export interface Measured {
  rate: number;
  p50: number;
  p95: number;
  p99: number;
  failed: Record<string, number>;
}

/** One request of a load. */
export interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A server in a process of its own. */
export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Starts Carrel as `npm start` does, on an empty data directory, without rate limits. */
export async function carrel(dataDir: string, settings: Record<string, string> = {}): Promise<Server> {
  const port = await freePort();
  const child = run([join(ROOT, 'dist', 'src', 'main.js')], {
    DATA_DIR: dataDir,
    PORT: String(port),
    RATE_LIMITS: 'false',
    LOG_LEVEL: 'warn',
    DEMO: 'true',
    NODE_ENV: 'production',
    ...settings,
  });
  child.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/health/ready`, child);
  return { url, stop: () => stopped(child) };
}

/** Starts the bare server on a database. */
export async function bareServer(databaseUrl: string): Promise<Server> {
  const child = run([join(ROOT, 'bench', 'bare-server.mjs')], { DATABASE_URL: databaseUrl });
  if (!child.stdout) throw new Error('the bare server has no output');
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: `http://127.0.0.1:${port}`, stop: () => stopped(child) };
}

/** Loads a server from another process for some seconds, or until something else has ended if that is sooner. */
export async function load(
  url: string,
  requests: Sent[],
  seconds: number,
  connections = 64,
  until?: Promise<unknown>,
): Promise<Measured> {
  const child = run([join(ROOT, 'bench', 'load.mjs')], {});
  child.stdin?.write(`${JSON.stringify({ url, seconds, connections, requests })}\n`);
  void until?.finally(() => child.stdin?.end());
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  await once(child, 'close');
  return JSON.parse(text) as Measured;
}

/** Runs a program of this project's Node; its output is the caller's to read. */
export function run(args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: '/usr/bin:/bin', ...env },
  });
}

export async function stopped(child: ChildProcess) {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function answers(url: string, child: ChildProcess) {
  for (const until = Date.now() + 120_000; Date.now() < until;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${url} does not answer.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
