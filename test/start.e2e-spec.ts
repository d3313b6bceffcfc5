import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { superuserUrl } from '../src/foundation/database/roles.js';
import { secretsIn } from '../src/foundation/database/secrets.js';
import { Caller } from './support/caller.js';
import { eventually } from './support/people.js';
import { aServer, loginsIn, stopPostgresIn, type Program } from './support/server.js';

const RUNNING = 'Carrel is running at';
let dataDir: string;
const started: Program[] = [];

async function start(settings: Record<string, string> = {}): Promise<Program> {
  const server = await aServer(dataDir, settings);
  started.push(server);
  return server;
}

async function stop(server: Program) {
  server.signal('SIGTERM');
  return server.ended;
}

const OTHERS = `select 1 from pg_stat_activity where backend_type = 'client backend' and usename <> current_user`;

/** A connection to the Postgres of the data directory. */
async function whoeverWorks(): Promise<pg.Client> {
  const port = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]);
  const client = new pg.Client({ connectionString: superuserUrl(port, secretsIn(dataDir, true)) });
  await client.connect();
  return client;
}

function anyReader(server: Program) {
  const [library] = loginsIn(dataDir).libraries;
  if (!library) throw new Error('the demo has no library');
  return { anyone: new Caller(server.url), library };
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'carrel-start-'));
});

afterEach(async () => {
  for (const server of started.splice(0)) {
    server.signal('SIGKILL');
    await server.ended;
  }
  await stopPostgresIn(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

it('prints addresses and logins that work, and writes them down for its owner only', async () => {
  const server = await start();
  await server.says(RUNNING);

  const logins = loginsIn(dataDir);
  expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600);
  expect(logins.baseUrl).toBe(server.url);
  expect(logins.libraries.length).toBeGreaterThanOrEqual(2);
  expect(logins.securityOfficers).toHaveLength(2);
  for (const { slug, apiKey, reader, owner } of logins.libraries) {
    expect(server.output).toContain(`${server.url}/l/${slug}/account`);
    expect(server.output).toContain(reader.password);
    expect(server.output).toContain(owner.password);
    const anyone = new Caller(server.url);
    const { body } = await anyone.post(`/libraries/${slug}/sessions`, reader).expect(201);
    const me = new Caller(server.url, { authorization: `Bearer ${body.accessToken as string}` });
    const { body: profile } = await me.get('/me').expect(200);
    const { body: allowed } = await new Caller(server.url, { 'x-api-key': apiKey })
      .get(`/library/permissions?reader=${profile.id as string}&purpose=newsletter`)
      .expect(200);
    expect(allowed).toMatchObject({ allowed: true, reason: 'given' });
    const { body: books } = await me.get('/me/items').expect(200);
    const types = (books.items as { file: { mediaType: string } | null }[])
      .map(({ file }) => file?.mediaType)
      .sort();
    expect(types).toEqual(['application/epub+zip', 'application/pdf', 'text/plain']);
    const { body: threads } = await me.get('/me/conversations').expect(200);
    expect(threads.items).toMatchObject([{ lastAuthor: 'library' }]);
    await anyone.post('/staff/sessions', owner).expect(201);
  }
  for (const officer of logins.securityOfficers)
    await new Caller(server.url).post('/staff/sessions', officer).expect(201);
});

it('answers what is under way and exits 0 when its whole group is told to stop', async () => {
  const server = await start();
  await server.says(RUNNING);
  const { anyone, library } = anyReader(server);
  await anyone.get(`/libraries/${library.slug}`).expect(200);
  const underWay = Array.from({ length: 8 }, () =>
    anyone.post(`/libraries/${library.slug}/sessions`, library.reader),
  );
  // Each takes an argon2 hash, so all are under way once the first has been answered.
  await Promise.race(underWay);
  server.signal('SIGTERM');
  server.signal('SIGTERM');

  const answers = await Promise.all(underWay);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(await server.ended).toBe(0);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
});

it('starts again after kill -9 on the Postgres it finds running, with the same logins, and stops it in the end', async () => {
  const first = await start();
  await first.says(RUNNING);
  const { libraries, securityOfficers } = loginsIn(dataDir);
  first.signal('SIGKILL');
  await first.ended;
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true);

  const second = await start();
  await second.says(RUNNING);
  expect(loginsIn(dataDir)).toMatchObject({ libraries, securityOfficers });
  const { anyone, library } = anyReader(second);
  await anyone.post(`/libraries/${library.slug}/sessions`, library.reader).expect(201);

  const leaving = await whoeverWorks();
  second.signal('SIGTERM');
  await eventually(
    'the end of the server’s connections',
    async () => (await leaving.query(OTHERS)).rowCount === 0,
  );
  await leaving.end();
  expect(await second.ended).toBe(0);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
});

it('finishes the demo that kill -9 interrupted at any moment of the first start', async () => {
  for (const after of [900, 1_500, 1_800, 2_100, 2_400]) {
    const killed = await start();
    await Promise.race([killed.ended, new Promise((later) => setTimeout(later, after))]);
    killed.signal('SIGKILL');
    await killed.ended;
  }
  const server = await start();
  await server.says(RUNNING);

  for (const { slug, reader } of loginsIn(dataDir).libraries) {
    const { body } = await new Caller(server.url).post(`/libraries/${slug}/sessions`, reader).expect(201);
    const me = new Caller(server.url, { authorization: `Bearer ${body.accessToken as string}` });
    expect((await me.get('/me/items').expect(200)).body.items).toHaveLength(3);
    expect((await me.get('/me/conversations').expect(200)).body.items).toHaveLength(1);
  }
});

it('does not start when a key file is missing, unreadable for its mode, or the whole ring is gone, and says which', async () => {
  const first = await start();
  await first.says(RUNNING);
  await stop(first);
  const ring = join(dataDir, 'keyring');
  const key = join(ring, 'e1.key');

  renameSync(key, `${key}.away`);
  const without = await start();
  expect(await without.ended).toBe(1);
  expect(without.output).toContain(key);
  renameSync(`${key}.away`, key);

  chmodSync(key, 0o644);
  const exposed = await start();
  expect(await exposed.ended).toBe(1);
  expect(exposed.output).toContain(`chmod 600 ${key}`);
  chmodSync(key, 0o600);

  renameSync(ring, `${ring}.away`);
  const empty = await start();
  expect(await empty.ended).toBe(1);
  expect(empty.output).toContain(ring);
  expect(empty.output).not.toContain(RUNNING);
});

it('remembers that it is no demo, and then does not start without a mail server', async () => {
  const first = await start({ DEMO: 'false' });
  expect(await first.ended).toBe(1);
  expect(first.output).toContain('SMTP_URL is required');

  const second = await start();
  expect(await second.ended).toBe(1);
  expect(second.output).toContain('SMTP_URL is required');
  expect(existsSync(join(dataDir, 'demo.json'))).toBe(false);
});
