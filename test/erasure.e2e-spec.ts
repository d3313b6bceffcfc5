import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { EpochTick } from '../src/foundation/encryption/epoch-tick.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { ErasureLedger } from '../src/foundation/records/erasure-ledger.js';
import { Records } from '../src/foundation/records/records.js';
import { isTold } from '../src/foundation/data-map/kept-words.js';
import { Tables } from '../src/foundation/records/tables.js';
import { ErasureStepsService } from '../src/modules/data-subject-requests/erasure-steps.service.js';
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
import { verified, type Proof } from './support/proofs.js';
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

const complete = (url: string, seconds?: number) =>
  eventually(
    'the erasure',
    async () => {
      const { body } = await certificate(url);
      return body.live.isComplete === true && (body as Record<string, unknown>);
    },
    seconds,
  );

/** Rows of the reader who has many. */
const ROWS = process.env.CARREL_SCALE === 'full' ? 1_000_000 : 25_000;

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

it('counts every row that went, also where there are more than many batches take, and touches no row of others', async () => {
  const library = await aLibrary(carrel);
  const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  for (const reader of [ana, eva])
    await reader.post('/me/conversations', { subject: 'Much', body: 'First' }).expect(201);
  // Copies as they lie in the table: nobody opens them any more.
  const copy = (reader: TestReader, count: number) =>
    superuser.query(
      `insert into message (library_id, id, conversation_id, reader_id, author, body)
       select library_id, uuidv7(), conversation_id, reader_id, author, body
       from message, generate_series(1, $2::int) where reader_id = $1`,
      [reader.id, count],
    );
  await copy(ana, ROWS - 1);
  await copy(eva, 500);
  const evas = () => checksums(eva.id);
  const before = await evas();
  expect(before.get('message')?.count).toBe(501);

  const { certificateUrl } = await forget(ana);
  const answered = await eva.get('/me/conversations').expect(200);

  expect(answered.body.items).toHaveLength(1);
  expect(await complete(certificateUrl, 120)).toMatchObject({ live: { deletedRows: { message: ROWS } } });
  expect(await evas()).toEqual(before);
});

it('takes along what was written of them while their rows went, before it ends', async () => {
  const library = await aLibrary(carrel);
  const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  await eva.post('/me/conversations', { subject: 'Quiet', body: 'One' }).expect(201);
  const { id, certificateUrl } = await forget(ana);
  await complete(certificateUrl);
  const at = [library.id, ana.id];
  await superuser.query(`update subject set state = 'erasing' where library_id = $1 and id = $2`, at);
  await superuser.query(
    `insert into message (library_id, id, conversation_id, reader_id, author, body)
     select library_id, uuidv7(), conversation_id, $2, author, body from message where library_id = $1`,
    at,
  );
  // Last, because from then on a sweep takes it up, too.
  await superuser.query(
    `update erasure set state = 'rows_deleted', next_attempt_at = now() - interval '1 ms' where library_id = $1 and subject_id = $2`,
    at,
  );

  await carrel.app.get(ErasureStepsService).advance({ libraryId: library.id, id }, new Date());

  expect(await complete(certificateUrl)).toMatchObject({ live: { deletedRows: { message: 1 } } });
  expect([...(await rowsNaming(ana.id)).keys()]).not.toContain('message');
  expect((await rowsNaming(eva.id)).get('message')).toHaveLength(1);
});

/** What every table holds of someone, as a count and a hash of the rows as they lie there. */
async function checksums(id: string): Promise<Map<string, { count: number; hash: string }>> {
  const found = new Map<string, { count: number; hash: string }>();
  // What looking at one's own account leaves behind.
  for (const table of (await tables()).filter((name) => !['access_entry', 'session'].includes(name))) {
    const { rows } = await superuser.query<{ count: number; hash: string }>(
      `select count(*)::int as count, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash
       from ${table} t where t::text like $1`,
      [`%${id}%`],
    );
    if (rows[0]?.count) found.set(table, rows[0]);
  }
  return found;
}

it('tells beforehand what goes, what stays and why, who is told and what is closed, and keeps its word', async () => {
  const ana = await aReaderWithALife();
  await ana.post('/me/requests', { kind: 'objection' }).expect(201);
  const owner = await asStaff(carrel, await aStaffMember(carrel, ana.library));
  const { body: recipient } = await owner
    .post('/library/recipients', {
      name: 'Reading Circle',
      country: 'FR',
      channel: 'email',
      address: 'circle@example.org',
    })
    .expect(201);
  await ana.library.api
    .post('/library/disclosures', { reader: ana.id, recipient: recipient.id, categories: ['contact'] })
    .expect(201);

  const { body } = await ana.get('/me/erasure-preview?language=es').expect(200);

  const goes = new Map(
    (body.goes as { table: string; count: number }[]).map(({ table, count }) => [table, count]),
  );
  const counted = ['reader', 'conversation', 'message', 'attachment', 'consent', 'supplementary_statement'];
  expect(body).toMatchObject({
    grace: { days: 0, beginsAt: null },
    waits: null,
    files: { count: 1 },
    recipients: [{ id: recipient.id, name: 'Reading Circle', country: 'FR' }],
    openRequests: [{ kind: 'objection' }],
    holds: [],
  });
  expect(body.stays).toContainEqual({
    table: 'consent_event',
    title: 'Historial de sus decisiones',
    why: expect.stringContaining('consentimiento'),
    ground: 'Art. 17(3)(e)',
    until: expect.stringMatching(/meses/),
    count: expect.any(Number),
  });
  await (await aLibrary(carrel)).api.get(`/library/readers/${ana.id}/erasure-preview`).expect(404);
  const { body: seen } = await ana.library.api.get(`/library/readers/${ana.id}/erasure-preview`).expect(200);
  expect((seen.goes as object[]).length).toBe(goes.size);

  const { certificateUrl } = await forget(ana);
  const done = (await complete(certificateUrl)) as {
    live: { deletedRows: Record<string, number> };
    kept: { table: string }[];
    recipients: object;
  };

  for (const table of counted)
    expect([table, done.live.deletedRows[table]]).toEqual([table, goes.get(table)]);
  expect(done.recipients).toMatchObject({ told: 1 });
  const stays = (body.stays as { table: string }[]).map(({ table }) => table);
  expect(done.kept.map(({ table }) => table)).toEqual(expect.arrayContaining(stays));
});

it('tells a reason for all that stays in both languages', () => {
  const kept = carrel.app
    .get(DataMap)
    .personal()
    .flatMap(({ table, personal: { onErasure } }) =>
      onErasure === 'delete' || isTold(onErasure.keep) ? [] : [table],
    );
  expect(kept).toEqual([]);
});

it('hands the certificate out as a page, a PDF and a proof that holds offline, and no more once a bit of it is turned', async () => {
  const ana = await aReaderWithALife();
  const { certificateUrl } = await forget(ana);
  await complete(certificateUrl);
  const path = certificateUrl.replace('http://carrel.test/api/v1', '');
  const browser = new Caller(carrel.url, { accept: 'text/html,*/*', 'accept-language': 'es-ES,es' });

  const page = await browser.get(path).expect(200);
  const pdf = await new Caller(carrel.url).get(`${path}?format=pdf`).expect(200);
  const proof = await eventually('the proof', async () => {
    const { body } = await new Caller(carrel.url).get(`${path}/proof`).expect(200);
    return body.proofs.length === body.record.entries.length && (body as Proof);
  });

  expect(page.headers.get('content-type')).toContain('text/html');
  for (const part of ['<html lang="es">', 'Primera parte', 'Segunda parte', 'doce meses', 'Art. 17(3)(e)'])
    expect(page.text).toContain(part);
  expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.bytes.toString('latin1')).toContain('/StructTreeRoot');
  const everything = page.text + pdf.bytes.toString('latin1') + JSON.stringify(proof);
  for (const secret of [ana.id, ana.email, 'Zyxwalda']) expect(everything).not.toContain(secret);
  const { text: key } = await new Caller(carrel.url).get(`/ledger/${ana.library.slug}/key`).expect(200);
  expect((await verified(proof, key)).join()).toContain('certificate of an erasure');
  const bytes = Buffer.from(JSON.stringify(proof));
  const [from, to] = [bytes.indexOf('"record"'), bytes.length - 2];
  for (let at = from; at < to; at += Math.ceil((to - from) / 40)) {
    const turned = Buffer.from(bytes);
    turned[at] = (turned[at] ?? 0) ^ 1;
    await expect(verified(turned, key)).rejects.toThrow();
  }
});

it('leaves nothing that opens and shows what was planted, whoever had quoted it', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReaderWithALife(library, 'Vexomirta');
  const eva = await aReaderWithALife(library, 'Orquidelia');
  const owner = await asStaff(carrel, await aStaffMember(carrel, library));
  for (const [reader, word] of [
    [ana, 'Vexomirta'],
    [eva, 'Orquidelia'],
  ] as const) {
    const { body: threads } = await reader.get('/me/conversations').expect(200);
    const thread = `/library/conversations/${threads.items[0].id as string}`;
    await owner.post(`${thread}/messages`, { body: `You wrote: “${word} would like to know.”` }).expect(201);
    const form = new FormData();
    form.set('file', new File([`${word} in print`], `${word}-answer.txt`, { type: 'text/plain' }));
    await owner.post(`${thread}/attachments`, form).expect(201);
    await library.api
      .post('/library/interactions', { reader: reader.id, ...anInteraction(word) })
      .expect(201);
    await reader.put('/me/objections/service-messages', { grounds: `${word} objects.` });
  }
  expect(await opensWith(library.id, 'Vexomirta')).toEqual(
    expect.arrayContaining(['attachment', 'interaction', 'message', 'reader', 'supplementary_statement']),
  );

  const { certificateUrl } = await forget(ana);
  await complete(certificateUrl);
  await eventually('the farewell letter to be forgotten', async () => {
    const { rows } = await superuser.query('select 1 from letter where library_id = $1 and kind = $2', [
      library.id,
      'farewell',
    ]);
    return rows.length === 0;
  });

  expect(await opensWith(library.id, 'Vexomirta')).toEqual([]);
  expect([...(await rowsNaming('Vexomirta')).keys()]).toEqual([]);
  expect(await filesHolding('Vexomirta')).toEqual([]);
  expect(await opensWith(library.id, 'Orquidelia')).toEqual(
    expect.arrayContaining(['attachment', 'interaction', 'message', 'reader', 'supplementary_statement']),
  );
});

const anInteraction = (word: string) => ({
  kind: 'call',
  purpose: 'service-messages',
  content: `${word} called.`,
});

/** Tables of a library in whose rows, all of them opened by whatever keys there are, a text stands. */
async function opensWith(libraryId: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of carrel.app
    .get(Tables)
    .all()
    .filter(({ sealed }) => sealed.length)) {
    const rows = await carrel.app.get(Records).in(aJob('test', libraryId), (db) => db.all(table.entity, {}));
    if (JSON.stringify(rows).includes(text)) found.push(table.name);
  }
  return found.sort();
}

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
