import { hash } from 'node:crypto';
import pg from 'pg';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { Sequencing } from '../src/foundation/ledger/sequencing.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, asStaff, aStaffMember, eventually, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let superuser: pg.Client;
let anyone: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const rows = async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  (await superuser.query<R>(text, values)).rows;

/** The entries of a library that wait for a number. */
const waiting = async (libraryId: string) =>
  (await rows('select id from ledger_entry where library_id = $1 and seq is null', [libraryId])).length;

/** Waits until everything that a library has left is numbered. */
const settled = (library: Pick<TestLibrary, 'id'>) =>
  eventually('all entries numbered', async () => (await waiting(library.id)) === 0);

async function headOf(slug: string) {
  const { text } = await anyone.get(`/ledger/${slug}/checkpoint`).expect(200);
  const [origin = '', size = '', root = ''] = text.split('\n');
  return { origin, size: Number(size), root, text };
}

it('numbers what a reader decides within two seconds, and signs it', async () => {
  const reader = await aReader(carrel);
  await settled(reader.library);
  const before = await headOf(reader.library.slug);

  await reader.delete('/me/consents/newsletter').expect(200);
  const after = await eventually(
    'a longer log',
    async () => {
      const head = await headOf(reader.library.slug);
      return head.size > before.size && head;
    },
    2,
  );

  expect(after.origin).toBe(`carrel.test/${reader.library.id}/1`);
  expect(after.size).toBe(before.size + 1);
});

it('shows a verifier everything it needs and nobody’s name', async () => {
  const reader = await aReader(carrel, { name: 'Xilokarpa Legible' });
  await settled(reader.library);
  const { slug } = reader.library;
  const { size } = await headOf(slug);
  const { text: key } = await anyone.get(`/ledger/${slug}/key`).expect(200);
  expect(key).toMatch(
    new RegExp(`^carrel\\.test/${reader.library.id}/1\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{44}\\n$`),
  );

  const entries = await anyone.get(`/ledger/${slug}/tile/entries/000.p/${size}`).expect(200);
  const tile = await anyone.get(`/ledger/${slug}/tile/0/000.p/${size}`).expect(200);
  const first = entries.bytes.subarray(2, 2 + entries.bytes.readUInt16BE(0));

  expect(tile.bytes.length).toBe(size * 32);
  expect(hash('sha256', Buffer.concat([Buffer.of(0), first]), 'buffer')).toEqual(tile.bytes.subarray(0, 32));
  for (const planted of [reader.id, reader.email, 'Xilokarpa', reader.id.replaceAll('-', '')])
    expect(entries.bytes.includes(Buffer.from(planted))).toBe(false);
  expect(entries.bytes.includes(Buffer.from(reader.id.replaceAll('-', ''), 'hex'))).toBe(false);
});

it('answers 404 for what the log does not hold', async () => {
  const library = await aLibrary(carrel);
  await settled(library);
  const { size } = await headOf(library.slug);
  for (const path of [
    `tile/0/000.p/${size + 1}`,
    'tile/0/000',
    'tile/0/001',
    'tile/entries/000',
    'tile/9/000',
    'tile/0/0',
    'tile/',
    'checkpoint?generation=2',
    'key?generation=2',
    `consistency?from=1&to=${size + 1}`,
    'consistency?from=2&to=1',
  ])
    // prettier-ignore
    await anyone.get(`/ledger/${library.slug}/${path}`).expect(404);
  await anyone.get('/ledger/no-such-library/checkpoint').expect(404);
  await anyone.get(`/ledger/${library.slug}/consistency?from=0&to=1`).expect(422);
});

it('anchors every library’s checkpoint in the platform’s log', async () => {
  const library = await aLibrary(carrel);
  await settled(library);
  const { text } = await headOf(library.slug);
  await carrel.app.get(Sequencing).sweep([library.id], new Date());
  await settled({ id: PLATFORM });

  const { size } = await headOf('platform');
  const { bytes } = await anyone.get(`/ledger/platform/tile/entries/000.p/${size}`).expect(200);
  expect(bytes.toString('utf8')).toContain(JSON.stringify(text));
  // Once only, though it is swept again.
  await carrel.app.get(Sequencing).sweep([library.id], new Date());
  expect((await headOf('platform')).size).toBe(size);
});

describe('what has to be logged', () => {
  /** Payloads that openings of a table's rows show. */
  const kindsOf = async (libraryId: string) => {
    const facts = await rows<{ opening: Buffer }>('select opening from fact where library_id = $1', [
      libraryId,
    ]);
    const looks = await rows<{ opening: Buffer }>(
      `select opening from access_entry where library_id = $1 and actor_kind = 'staff'`,
      [libraryId],
    );
    return [...facts, ...looks].map(
      ({ opening }) =>
        JSON.parse(opening.toString('utf8', 48)) as { kind: string; fact: Record<string, unknown> },
    );
  };

  it('leaves an entry for every state of every request, erasure, download link and decision', async () => {
    const library = await aLibrary(carrel);
    const reader = await aReader(carrel, { library, consents: ['newsletter'] });
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    await reader.put('/me/objections/service-messages', {}).expect(200);
    const { body: request } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
    await eventually('a download', async () => {
      const { body } = await reader.get(`/me/requests/${request.id}`);
      return body.state === 'completed';
    });
    await reader.post(`/me/requests/${request.id}/download-links`, {}).expect(201);
    await owner.get(`/library/readers/${reader.id}`).expect(200);
    await library.api.post(`/library/readers/${reader.id}/erasure`, {}).expect(202);
    await eventually(
      'an erasure',
      async () =>
        (await rows(`select 1 from erasure where library_id = $1 and state = 'live_complete'`, [library.id]))
          .length,
    );
    await settled(library);

    const told = await kindsOf(library.id);
    const states = (kind: string) => told.filter((one) => one.kind === kind).map((one) => one.fact.state);
    expect(states('data-subject-request')).toEqual(
      expect.arrayContaining(['received', 'in-progress', 'completed']),
    );
    expect(states('erasure')).toEqual([
      'requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete',
    ]); // prettier-ignore
    expect(told.map((one) => one.kind)).toEqual(expect.arrayContaining(['download-link', 'staff-access']));
    await expectNoFactWithoutEntry();
  });

  /** Compares the rows of the whole database, whoever wrote them, with the entries and facts that the door left. */
  async function expectNoFactWithoutEntry() {
    const entryOf = `encode(substr(opening, 1, 16), 'hex')::uuid`;
    const silent = await rows(
      `select 'request' as what, r.id from data_subject_request r where not exists (
         select 1 from fact f where f.library_id = r.library_id and f.about = r.id and f.kind = 'data-subject-request'
           and convert_from(substr(f.opening, 49), 'utf8')::jsonb -> 'fact' ->> 'state' = r.state)
       union all select 'erasure', e.id from erasure e where not exists (
         select 1 from fact f where f.library_id = e.library_id and f.about = e.id and f.kind = 'erasure'
           and convert_from(substr(f.opening, 49), 'utf8')::jsonb -> 'fact' ->> 'state' = e.state)
       union all select 'fact', f.id from fact f where not exists (
         select 1 from ledger_entry l where l.library_id = f.library_id and l.id = ${entryOf})
       union all select 'look', a.id from access_entry a where actor_kind = 'staff' and not exists (
         select 1 from ledger_entry l where l.library_id = a.library_id and l.id = ${entryOf})
       union all select 'decision', c.id from consent_event c where opening is null`,
    );
    expect(silent).toEqual([]);
  }

  it('leaves texts and epochs open for everybody to read', async () => {
    const library = await aLibrary(carrel);
    await settled(library);
    const { body: purposes } = await anyone.get(`/libraries/${library.slug}/purposes`).expect(200);
    const { size } = await headOf(library.slug);
    const { bytes } = await anyone.get(`/ledger/${library.slug}/tile/entries/000.p/${size}`).expect(200);

    for (const { version } of purposes.items as { version: string }[])
      expect(bytes.toString('latin1')).toContain(`"version":"${version}"`);
    await carrel.app.get(Sequencing).sweep([], new Date());
    const platform = await headOf('platform');
    const log = await anyone.get(`/ledger/platform/tile/entries/000.p/${platform.size}`).expect(200);
    expect(log.bytes.toString('latin1')).toContain('"kind":"key-epoch"');
  });
});
