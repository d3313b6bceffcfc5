import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type pg from 'pg';
import { EmbeddedPostgres } from '../../src/foundation/database/embedded-postgres.js';
import type { Carrel } from './carrel.js';
import { eventually } from './people.js';
import type { DemoLogins } from '../../src/demo/demo.service.js';

const ROOT = join(import.meta.dirname, '..', '..');
const TYPESCRIPT = join(ROOT, 'test', 'support', 'typescript.mjs');

/** A program of this project in a process group of its own, as `npm start` runs the server. */
export class Program {
  output = '';
  readonly ended: Promise<number | null>;

  constructor(
    readonly child: ChildProcess,
    readonly url: string,
    /** What its connections are called in the database. */
    readonly name: string,
  ) {
    const hear = (piece: Buffer) => (this.output += piece.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.ended = once(child, 'exit').then(([code]) => code as number | null);
  }

  /** Waits for words in the output. @throws when the program ends before. */
  async says(words: string | RegExp): Promise<void> {
    const isSaid = () => (typeof words === 'string' ? this.output.includes(words) : words.test(this.output));
    while (!isSaid()) {
      const [piece] = await Promise.race([
        this.ended.then((code) => [code]),
        this.child.stdout ? once(this.child.stdout, 'data') : [],
        this.child.stderr ? once(this.child.stderr, 'data') : [],
      ]);
      if (!(piece instanceof Buffer) && !isSaid())
        throw new Error(`It ended before it said ${String(words)}:\n${this.output}`);
    }
  }

  /** A signal to the whole group, as a terminal or a container sends it. */
  signal(signal: NodeJS.Signals) {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.pid)
      process.kill(-this.child.pid, signal);
  }
}

/**
 * Kills a program that works on a test's database, lets go of what it waits for there, and waits until the database has
 * ended what it had begun: a commit that was sent is carried out all the same.
 */
export async function killed(
  program: Program,
  superuser: pg.Client,
  letGo?: () => Promise<void>,
): Promise<void> {
  program.signal('SIGKILL');
  await program.ended;
  await letGo?.();
  const begun = 'select 1 from pg_stat_activity where application_name = $1';
  const isOver = async () => !(await superuser.query(begun, [program.name])).rowCount;
  await eventually('the end of what it had begun', isOver, 60);
}

/** Starts the server on a data directory and a free port. */
export async function aServer(dataDir: string, settings: Record<string, string> = {}): Promise<Program> {
  const port = await freePort();
  return program(
    ['src/main.ts'],
    { PORT: String(port), METRICS_PORT: '0', DATA_DIR: dataDir, ...settings },
    `http://127.0.0.1:${port}`,
  );
}

/** Another server on a test's installation, outside the demo, once it answers. Nobody takes its letters. */
export async function aServerOn(carrel: Carrel, settings: Record<string, string> = {}): Promise<Program> {
  const server = await aServer(carrel.dataDir, {
    ...settingsOf(carrel),
    SMTP_URL: 'smtp://127.0.0.1:9',
    DEMO: 'false',
    RATE_LIMITS: 'false',
    ...settings,
  });
  const answers = () =>
    fetch(`${server.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  // Nothing of it is compiled beforehand, which takes its time on a busy machine.
  await eventually('the server', answers, 45);
  return server;
}

/** Runs `carrel …` on a test's installation. */
export function carrelCommand(
  carrel: Carrel,
  args: string[],
  settings: Record<string, string> = {},
  input?: string,
): Program {
  const main = 'src/command-line/main.ts';
  return program([main, ...args], { ...settingsOf(carrel), ...settings }, '', input);
}

/** Runs `carrel …` on a data directory alone, as whoever tries the demo does. */
export function demoCommand(dataDir: string, args: string[]): Program {
  return program(['src/command-line/main.ts', ...args], { METRICS_PORT: '0', DATA_DIR: dataDir });
}

/** Runs `carrel …` where there is no installation: no database, no keys, no data directory. */
export function aloneCommand(args: string[]): Program {
  const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: '/nonexistent' };
  return program(['src/command-line/main.ts', ...args], nowhere);
}

/** Runs a file of this folder as another process on the same installation. */
export function besides(
  carrel: Carrel,
  file: string,
  args: string[] = [],
  settings: Record<string, string> = {},
): Program {
  return program([`test/support/${file}`, ...args], { ...settingsOf(carrel), ...settings });
}

/** The settings by which another process works on a test's database, data directory and keys. */
export function settingsOf({ urls, dataDir, setting }: Carrel): Record<string, string> {
  return {
    DATABASE_URL: urls.application,
    DATABASE_OWNER_URL: urls.owner,
    DATABASE_MAINTENANCE_URL: urls.maintenance,
    CARREL_SECRET: setting.root.toString('base64'),
    DATA_DIR: dataDir,
  };
}

/** What the demo wrote down. */
export function loginsIn(dataDir: string): DemoLogins {
  return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as DemoLogins;
}

/** Stops a data directory's Postgres that a killed server left running. */
export function stopPostgresIn(dataDir: string): Promise<void> {
  return new EmbeddedPostgres(join(dataDir, 'postgres'), '').stop();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function program(args: string[], settings: Record<string, string>, url = '', input?: string): Program {
  const { PATH = '', HOME = '' } = process.env;
  const name = `program ${randomUUID()}`;
  const child = spawn(process.execPath, ['--no-warnings', '--import', TYPESCRIPT, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, PGAPPNAME: name, ...settings },
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  return new Program(child, url, name);
}
