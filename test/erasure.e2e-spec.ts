import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { EpochTick } from '../src/foundation/encryption/epoch-tick.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { ErasureLedger } from '../src/foundation/records/erasure-ledger.js';
import { Records } from '../src/foundation/records/records.js';
import { Message } from '../src/modules/conversations/conversation.entity.js';
import { RequestsHousekeeping } from '../src/modules/data-subject-requests/requests-housekeeping.service.js';
import { SuppressionService } from '../src/modules/accounts/suppression.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { aSecondFactor } from './support/second-factor.js';

let carrel: Carrel;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const certificate = (url: string) =>
  new Caller(carrel.url).get(url.replace('http://carrel.test/api/v1', '')).expect(200);

const complete = (url: string) =>
  eventually('the erasure', async () => {
    const { body } = await certificate(url);
    return body.live.isComplete === true && (body as Record<string, unknown>);
  });

async function forget(reader: TestReader) {
  const { body } = await reader.delete('/me', { password: reader.password }).expect(202);
  return body as { id: string; certificateUrl: string };
}

/** A reader with something in every corner. */
async function aReaderWithALife(library?: TestReader['library'], planted = 'Zyxwalda') {
  const reader = await aReader(carrel, {
    name: `${planted} Lectora`,
    consents: ['newsletter', 'recommendations'],
    ...(library ? { library } : {}),
  });
  await reader.patch('/me', { phone: `+34 600 ${planted}` }).expect(200);
  await reader.delete('/me/consents/newsletter').expect(200);
  const { body: thread } = await reader
    .post('/me/conversations', { subject: `About ${planted}`, body: `${planted} would like to know.` })
    .expect(201);
  const form = new FormData();
  form.set('file', new File([`a text by ${planted}`], `${planted}.txt`, { type: 'text/plain' }));
  await reader.post(`/me/conversations/${thread.id as string}/attachments`, form).expect(201);
  await reader
    .post('/me/requests', { kind: 'rectification', statement: `${planted} says otherwise.` })
    .expect(201);
  const { body: access } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
  await eventually('a download', async () => {
    const { body } = await reader.get(`/me/requests/${access.id as string}`).expect(200);
    return body.state === 'completed';
  });
  return reader;
}

async function tables(): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of every table that mentions an id, as text. */
async function rowsNaming(id: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const table of await tables()) {
    const { rows } = await superuser.query<{ row: string }>(
      `select t::text as row from ${table} t where t::text like $1 order by 1`,
      [`%${id}%`],
    );
    if (rows.length) found.set(table, rows.map(({ row }) => row)); // prettier-ignore
  }
  return found;
}

async function filesHolding(text: string): Promise<string[]> {
  const names = await readdir(carrel.dataDir, { recursive: true, withFileTypes: true });
  const held: string[] = [];
  for (const entry of names.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text) || path.includes(text)) held.push(path);
  }
  return held;
}

it('leaves nothing of a reader that opens or names them, and does not touch anybody else', async () => {
  const library = await aLibrary(carrel);
  const eva = await aReaderWithALife(library, 'Quirosela');
  const ana = await aReaderWithALife(library);
  const evasRows = await rowsNaming(eva.id);

  const { certificateUrl } = await forget(ana);
  await complete(certificateUrl);

  const left = await rowsNaming(ana.id);
  const kept = carrel.app
    .get(DataMap)
    .personal()
    .filter(({ personal }) => personal.onErasure !== 'delete');
  const mayStay = [...kept.map(({ table }) => table), 'sealing_key'];
  expect([...left.keys()].filter((table) => !mayStay.includes(table))).toEqual([]);
  expect(left.get('subject')?.join()).toContain('erased');
  expect(left.get('sealing_key')).toHaveLength(1);
  expect(left.get('sealing_key')?.join()).toContain('evidence');
  const farewellAside = (await filesHolding(ana.email)).filter((path) => !path.endsWith('.eml'));
  expect([
    ...farewellAside,
    ...(await filesHolding('Zyxwalda')),
    ...(await filesHolding(`${ana.id}/`)),
  ]).toEqual([]);
  const evasRowsNow = await rowsNaming(eva.id);
  for (const table of [
    'reader',
    'conversation',
    'message',
    'attachment',
    'consent',
    'consent_event',
    'blind_index',
  ])
    expect(evasRowsNow.get(table)).toEqual(evasRows.get(table));
  await eva.get('/me').expect(200);
});

it('sends one letter after it, with the certificate’s address, and deletes those sent before', async () => {
  const ana = await aReader(carrel);

  const { certificateUrl } = await forget(ana);
  await complete(certificateUrl);

  const letters = await eventually('the farewell letter', async () => {
    const found = await lettersTo(carrel, ana.email);
    return found.length === 1 && found;
  });
  expect(letters[0]?.subject).toContain('We have forgotten you');
  expect(letters[0]?.text).toContain(certificateUrl);
  await eventually('the letter’s key to die', async () => {
    const { rows } = await superuser.query(`select 1 from letter where library_id = $1`, [ana.library.id]);
    const keys = await superuser.query(
      `select 1 from sealing_key where library_id = $1 and purpose = 'main'`,
      [ana.library.id],
    );
    return rows.length === 0 && keys.rows.length === 0;
  });
});

it('answers everywhere as if the reader had never been', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const anyone = new Caller(carrel.url);

  await forget(ana);

  await ana.get('/me').expect(401);
  await ana.get('/me/data').expect(401);
  await anyone
    .post(`/libraries/${library.slug}/sessions/refresh`, { refreshToken: ana.tokens.refreshToken })
    .expect(401);
  const unknown = await anyone.post(`/libraries/${library.slug}/sessions`, {
    email: 'x@example.org',
    password: 'y',
  });
  const erased = await anyone.post(`/libraries/${library.slug}/sessions`, {
    email: ana.email,
    password: ana.password,
  });
  expect([erased.status, erased.body.type]).toEqual([unknown.status, unknown.body.type]);
  const { body } = await library.api
    .get(`/library/permissions?reader=${ana.id}&purpose=newsletter`)
    .expect(200);
  expect(body).toMatchObject({ allowed: false, reason: 'no-such-reader' });
  await library.api.post(`/library/readers/${ana.id}/erasure`, {}).expect(404);
});

it('lets whoever was erased sign up again, and keeps only imports from bringing them back', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library });
  const suppression = carrel.app.get(SuppressionService, { strict: false });
  const isSuppressed = (libraryId: string, email: string) =>
    carrel.app
      .get(Records)
      .in(aJob('test', libraryId), (db) => suppression.isSuppressed(db, email, new Date()));

  const { certificateUrl } = await forget(ana);
  await complete(certificateUrl);

  expect(await isSuppressed(library.id, ana.email.toUpperCase())).toBe(true);
  expect(await isSuppressed(library.id, 'somebody.else@example.org')).toBe(false);
  expect(await isSuppressed((await aLibrary(carrel)).id, ana.email)).toBe(false);
  const again = await aReader(carrel, { library, email: ana.email });
  expect(again.id).not.toBe(ana.id);
});

it('asks for proof: the password, a code by letter, or a sign-in younger than five minutes', async () => {
  const [withPassword, withCode, withFreshSignIn] = [
    await aReader(carrel),
    await aReader(carrel),
    await aReader(carrel),
  ];

  await withPassword.delete('/me', { password: 'not this one' }).expect(403);
  await withPassword.get('/me').expect(200);
  await withPassword.delete('/me', { password: withPassword.password }).expect(202);

  await withCode.post('/me/erasure-codes').expect(202);
  const code = await eventually('the code', async () => {
    const letters = await lettersTo(carrel, withCode.email);
    return letters.map(({ subject }) => /: (\d{8})$/.exec(subject)?.[1]).find(Boolean);
  });
  await withCode.delete('/me', { code: '00000000' === code ? '11111111' : '00000000' }).expect(403);
  await withCode.delete('/me', { code }).expect(202);

  await withFreshSignIn.delete('/me').expect(202);
});

it('does not take a sign-in that is older than five minutes', async () => {
  const ana = await aReader(carrel);
  await superuser.query(`update session set proved_at = now() - interval '6 minutes' where subject_id = $1`, [
    ana.id,
  ]);
  const { body } = await new Caller(carrel.url)
    .post(`/libraries/${ana.library.slug}/sessions/refresh`, { refreshToken: ana.tokens.refreshToken })
    .expect(201);
  const later = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken as string}` });

  await later.delete('/me').expect(403);
  await later.post('/me/requests', { kind: 'erasure' }).expect(403);
  await later.get('/me').expect(200);
});

it('takes a code for one guess after the other, and none after five wrong ones', async () => {
  const ana = await aReader(carrel);
  await ana.post('/me/erasure-codes').expect(202);
  const code = await eventually('the code', async () => {
    const letters = await lettersTo(carrel, ana.email);
    return letters.map(({ subject }) => /: (\d{8})$/.exec(subject)?.[1]).find(Boolean);
  });
  const wrong = code === '99999999' ? '88888888' : '99999999';

  await Promise.all([1, 2, 3, 4, 5].map(() => ana.delete('/me', { code: wrong }).expect(403)));

  await ana.delete('/me', { code }).expect(403);
  await ana.get('/me').expect(200);
});

it('takes an erasure as a request too, with the same proof and the certificate’s address', async () => {
  const ana = await aReader(carrel);
  await ana.post('/me/requests', { kind: 'erasure', password: 'not this one' }).expect(403);

  const { body } = await ana.post('/me/requests', { kind: 'erasure', password: ana.password }).expect(201);

  expect(body).toMatchObject({ kind: 'erasure', state: 'in-progress' });
  await complete(body.certificateUrl as string);
  const requests = await ana.library.api.get('/library/requests').expect(200);
  expect(requests.body.items).toMatchObject([{ id: body.id, state: 'completed' }]);
});

it('lets the library erase a reader, and only one of its own', async () => {
  const ana = await aReader(carrel);
  await (await aLibrary(carrel)).api.post(`/library/readers/${ana.id}/erasure`, {}).expect(404);

  const { body } = await ana.library.api.post(`/library/readers/${ana.id}/erasure`).expect(202);

  await ana.get('/me').expect(401);
  await eventually('the erasure', async () => {
    const shown = await ana.library.api.get(`/library/erasures/${body.id as string}`).expect(200);
    return shown.body.state === 'live_complete';
  });
  await (await aLibrary(carrel)).api.get(`/library/erasures/${body.id as string}`).expect(404);
});

it('erases once when asked twice at the same moment', async () => {
  const ana = await aReader(carrel);

  const sent = await Promise.all([
    ana.delete('/me', { password: ana.password }),
    ana.delete('/me'),
    ana.library.api.post(`/library/readers/${ana.id}/erasure`, {}),
  ]);

  expect(sent.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(sent.every(({ status }) => [202, 401, 404].includes(status))).toBe(true);
});

it('writes a certificate that names nobody, counts what went, and says what it does not prove', async () => {
  const ana = await aReaderWithALife();
  const { id, certificateUrl } = await forget(ana);

  const body = await complete(certificateUrl);

  expect(body).toMatchObject({
    id,
    state: 'live_complete',
    steps: ['requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete'],
    live: { deletedRows: { reader: 1, conversation: 1, message: 1, attachment: 1, session: 1 } },
    backups: { areUnreadable: false },
    provesNot: expect.stringContaining('cannot show'),
  });
  expect((body.keys as { ids: string[] }).ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(JSON.stringify(body)).not.toContain(ana.id);
  await new Caller(carrel.url).get(`/certificates/${'A'.repeat(54)}`).expect(404);
});

it('enters every step in a ledger outside the database, chained line by line', async () => {
  const ana = await aReader(carrel);
  const { id, certificateUrl } = await forget(ana);
  await complete(certificateUrl);
  const ledger = carrel.app.get(ErasureLedger);

  const steps = await eventually('the last line', async () => {
    const found: string[] = [];
    for await (const entry of ledger.entries(ana.library.id))
      if (entry.erasureId === id) found.push(entry.step);
    return found.includes('live_complete') && found;
  });

  expect([...new Set(steps)]).toEqual([
    'requested',
    'keys_destroyed',
    'indexes_removed',
    'rows_deleted',
    'live_complete',
  ]);
  expect((await ledger.head(ana.library.id)).seq).toBe(steps.length);
  expect(
    await readFile(join(carrel.dataDir, 'erasure-ledger', `${ana.library.id}.jsonl`), 'utf8'),
  ).not.toContain(ana.email);
});

/** Twenty readers that the library had erased within the day. */
const eraseTwentyAt = (library: TestLibrary) =>
  superuser.query(
    `insert into erasure (library_id, id, subject_id, asked_by, requested_at, kids, certificate_hash, next_attempt_at, state)
     select $1, gen_random_uuid(), gen_random_uuid(), 'library', now(), '{}', sha256(n::text::bytea), now(), 'live_complete' from generate_series(1, 20) n`,
    [library.id],
  );

it('asks for an owner’s second factor above twenty erasures a day', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library });
  await eraseTwentyAt(library);

  const { body } = await library.api.post(`/library/readers/${ana.id}/erasure`, {}).expect(403);

  expect(body).toMatchObject({ type: '/problems/owner-confirmation', errors: [{ pointer: '/code' }] });
  expect(body.detail).toContain('enrol one first');
  await ana.get('/me').expect(200);
  await ana.delete('/me', { password: ana.password }).expect(202);
});

it('takes the code of one of its own owners above twenty erasures a day, once', async () => {
  const library = await aLibrary(carrel);
  const [ana, berta] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  const ours = await aSecondFactor(await asStaff(carrel, await aStaffMember(carrel, library)));
  const theirs = await aSecondFactor(
    await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel))),
  );
  await eraseTwentyAt(library);
  const code = ours();

  await library.api.post(`/library/readers/${ana.id}/erasure`, { code: theirs() }).expect(403);
  await ana.get('/me').expect(200);
  await library.api.post(`/library/readers/${ana.id}/erasure`, { code }).expect(202);
  await ana.get('/me').expect(401);

  const { body } = await library.api.post(`/library/readers/${berta.id}/erasure`, { code }).expect(403);
  expect(body.detail).toContain('used before');
  await berta.get('/me').expect(200);
});

it('counts every row that went, also where there are more than one batch takes', async () => {
  const ana = await aReader(carrel);
  const { body: thread } = await ana
    .post('/me/conversations', { subject: 'Much', body: 'First' })
    .expect(201);
  const about = {
    conversationId: String(thread.id),
    readerId: ana.id,
    author: 'reader' as const,
    writtenBy: null,
  };
  for (let i = 0; i < 6; i += 1)
    await carrel.app.get(Records).in(aJob('test', ana.library.id), (db) =>
      db.insertMany(
        Message,
        Array.from({ length: 1_000 }, (_, j) => ({ ...about, body: `Message ${i}-${j}` })),
      ),
    );

  const { certificateUrl } = await forget(ana);

  expect(await complete(certificateUrl)).toMatchObject({ live: { deletedRows: { message: 6_001 } } });
});

it('says that backups cannot be opened any more once the last epoch of the reader’s key is destroyed', async () => {
  const ana = await aReader(carrel);
  const { id, certificateUrl } = await forget(ana);
  await complete(certificateUrl);
  const tick = carrel.app.get(EpochTick);
  const housekeeping = carrel.app.get(RequestsHousekeeping, { strict: false });
  const now = new Date();

  await tick.run(now, { atOnce: true });
  await housekeeping.expire(ana.library.id, now);
  expect((await certificate(certificateUrl)).body.backups).toMatchObject({ areUnreadable: false });

  await tick.destroy(now, true);
  await housekeeping.expire(ana.library.id, now);

  const { body } = await certificate(certificateUrl);
  expect(body).toMatchObject({ state: 'backup_horizon_passed', backups: { areUnreadable: true } });
  const steps: string[] = [];
  for await (const entry of carrel.app.get(ErasureLedger).entries(ana.library.id))
    if (entry.erasureId === id) steps.push(entry.step);
  expect(steps.at(-1)).toBe('backup_horizon_passed');
});
