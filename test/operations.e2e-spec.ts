import { connect } from 'node:net';
import { chmod, rename } from 'node:fs/promises';
import { Writable } from 'node:stream';
import pg from 'pg';
import { MetricsServer } from '../src/foundation/operations/metrics-server.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader } from './support/people.js';

let carrel: Carrel;
let anyone: Caller;
const lines: string[] = [];

beforeAll(async () => {
  const log = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  });
  carrel = await aCarrel({ LOG_LEVEL: 'info', PUBLIC_URL: 'https://carrel.test' }, log);
  anyone = new Caller(carrel.url);
});
afterAll(() => carrel.stop());

describe('health', () => {
  it('says that it lives, and that it is ready', async () => {
    expect((await anyone.get('//health/live').expect(200)).body).toMatchObject({ status: 'live' });
    expect((await anyone.get('//health/ready').expect(200)).body).toEqual({ status: 'ready' });
  });

  it('is not ready while a migration is missing', async () => {
    const owner = new pg.Client({ connectionString: carrel.urls.owner });
    await owner.connect();
    const { rows } = await owner.query(
      'delete from migration where id = (select max(id) from migration) returning *',
    );

    const { body } = await anyone.get('//health/ready').expect(503);
    expect(body).toMatchObject({ checks: { database: true, migrations: false, keyRing: true } });

    const { id, timestamp, name } = rows[0] as { id: number; timestamp: string; name: string };
    await owner.query('insert into migration (id, timestamp, name) values ($1, $2, $3)', [
      id,
      timestamp,
      name,
    ]);
    await owner.end();
    await anyone.get('//health/ready').expect(200);
  });

  it('is not ready while the key ring cannot be read', async () => {
    const { keyringDir } = carrel.setting.config;
    await rename(keyringDir, `${keyringDir}-away`);

    const { body } = await anyone.get('//health/ready').expect(503);

    await rename(`${keyringDir}-away`, keyringDir);
    await chmod(keyringDir, 0o700);
    expect(body).toMatchObject({ type: '/problems/not-ready', checks: { database: true, keyRing: false } });
    await anyone.get('//health/ready').expect(200);
  });
});

describe('the log', () => {
  it('tells of each request its template and never what names a person', async () => {
    const marta = await aReader(carrel, { name: 'Marta Ilustrada', email: 'marta.ilustrada@example.org' });
    await marta.library.api.get(`/library/permissions?reader=${marta.id}&purpose=newsletter`).expect(200);

    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toContainEqual(
      expect.objectContaining({ method: 'GET', route: '/api/v1/library/permissions', status: 200 }),
    );
    const all = lines.join('\n');
    for (const secret of [
      marta.id,
      marta.email,
      'Ilustrada',
      marta.password,
      marta.library.slug,
      marta.tokens.accessToken,
    ])
      expect(all).not.toContain(secret);
  });
});

describe('metrics', () => {
  it('counts requests by route template on a port of its own', async () => {
    await anyone.get('/libraries/nobody-has-this-slug').expect(404);

    const page = await fetch(
      `http://127.0.0.1:${carrel.app.get(MetricsServer, { strict: false }).port}/metrics`,
    );
    const text = await page.text();

    expect(text).toMatch(
      /carrel_http_seconds_count\{method="GET",route="\/api\/v1\/libraries\/:slug",status="404"\} \d/,
    );
    expect(text).not.toContain('nobody-has-this-slug');
    await anyone.get('//metrics').expect(404);
  });
});

describe('headers', () => {
  it('forbids framing, inline scripts and plain HTTP', async () => {
    const { headers } = await anyone.get('//health/live').expect(200);

    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline/);
    expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
  });

  it('shows answers to the origins that the library lists, and to no other', async () => {
    const ours = 'https://reading-room.example';
    const theirs = 'https://other-library.example';
    const listed = await aLibraryWith(ours, 'listed-library');
    await aLibraryWith(theirs, 'other-listed-library');
    const ana = await aReader(carrel, { library: listed });
    const allowed = (origin: string, path: string) =>
      ana
        .get(path, { origin })
        .expect(200)
        .then(({ headers }) => headers.get('access-control-allow-origin'));

    expect(await allowed(ours, '/me')).toBe(ours);
    expect(await allowed(ours, '/libraries/listed-library')).toBe(ours);
    expect(await allowed(theirs, '/me')).toBeNull();
    expect(await allowed(theirs, '/libraries/listed-library')).toBeNull();
    expect(await allowed('https://evil.example', '/me')).toBeNull();

    const asked = await anyone.send('OPTIONS', '/me/consents/newsletter', undefined, {
      origin: ours,
      'access-control-request-method': 'PUT',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
  });

  async function aLibraryWith(origin: string, slug: string) {
    const library = await aLibrary(carrel, { slug });
    const owner = new pg.Client({ connectionString: carrel.urls.application });
    await owner.connect();
    await owner.query('update library_directory set origins = $1 where slug = $2', [[origin], slug]);
    await owner.end();
    expect(await carrel.app.get(LibrariesService, { strict: false }).idOf(slug)).toBe(library.id);
    return library;
  }
});

describe('what is no HTTP, or no address', () => {
  it.each([
    ['a line that is no request', 'HELLO\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'a percent sign that encodes nothing',
      'GET /api/v1/libraries/%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      400,
    ],
  ])('answers %s with a problem', async (_, sent, status) => {
    const answer = await raw(sent);

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/application\/problem\+json/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status });
  });

  async function raw(sent: string): Promise<string> {
    const socket = connect(Number(new URL(carrel.url).port), '127.0.0.1');
    socket.write(sent);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  }
});
