import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { aJob } from '../src/foundation/access/signed-in.js';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { Records } from '../src/foundation/records/records.js';
import { Letter } from '../src/foundation/mail/letter.entity.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { IncidentWatchJob } from '../src/jobs/incident-watch.job.js';
import { AlarmsJob } from '../src/jobs/alarms.job.js';
import { firstIdAt } from '../src/modules/incidents/triggers/watched-log.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';

interface Draft {
  id: string;
  title: string;
  phase: string;
}

let carrel: Carrel;
let superuser: pg.Client;
let olga: Caller;
let officer: TestStaff;
let azul: TestLibrary;
let owner: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  azul = await aLibrary(carrel);
  officer = await aStaffMember(carrel);
  olga = await asStaff(carrel, officer);
  owner = await asStaff(carrel, await aStaffMember(carrel, azul));
  await watch();
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** What is younger than the clocks of two machines may differ by is left for the next round; here there is one clock. */
const SKEW_MS = 10_000;

/** One round of the watch, as far as no open transaction of anybody holds it back. */
async function round() {
  await carrel.app.get(AccessLog).flush();
  await carrel.app.get(IncidentWatchJob, { strict: false }).run(new Date(Date.now() + SKEW_MS + 1));
}

/** Rounds of the watch until every library was looked through until now. */
async function watch() {
  const now = firstIdAt(new Date(Date.now() + 1));
  await eventually('a look at all of it', async () => {
    await round();
    const { rowCount } = await superuser.query('select 1 from incident_watch where seen_to < $1', [now]);
    return !rowCount;
  });
}

async function draftsAbout(words: RegExp): Promise<Draft[]> {
  const { body } = await olga.get('/incidents?limit=200').expect(200);
  return (body.items as Draft[]).filter(({ title }) => words.test(title));
}

async function linesOf(id: string, detail: string): Promise<{ text: string }[]> {
  const { body } = await olga.get(`/incidents/${id}/timeline`).expect(200);
  return (body.items as { detail: string; text: string }[]).filter((line) => line.detail === detail);
}

const aCanary = async (library: TestLibrary, placer = owner) => {
  const email = `lucia@${library.slug}.example`;
  await placer
    .post('/canaries', {
      name: 'Lucía Prado',
      email,
      birthDate: '1984-03-09',
      ...(placer === olga ? { library: library.slug } : {}),
    })
    .expect(201);
  const { body } = await placer
    .get(`/canaries${placer === olga ? `?library=${library.slug}` : ''}`)
    .expect(200);
  return { email, readerId: (body.items as { readerId: string }[]).at(-1)?.readerId ?? '' };
};

describe('a canary', () => {
  it('opens one draft for whoever opens it, with a line for each later look, and an alarm to the officers', async () => {
    const { readerId } = await aCanary(azul);
    await watch();
    expect(await draftsAbout(/canary/)).toEqual([]);

    await azul.api.get(`/library/readers/${readerId}`).expect(200);
    await watch();
    const [draft, ...others] = await draftsAbout(/canary/);
    await azul.api.get('/library/readers').expect(200);
    await watch();
    await watch();

    expect(others).toEqual([]);
    expect(draft).toMatchObject({ phase: 'reported', title: `Somebody opened a canary: ${azul.slug}` });
    expect(await draftsAbout(/canary/)).toHaveLength(1);
    expect(await linesOf(draft?.id ?? '', 'canary-touched')).toHaveLength(2);
    const { body: shown } = await olga.get(`/incidents/${draft?.id}`).expect(200);
    expect(JSON.stringify(shown)).not.toContain(readerId);
    await carrel.app.get(AlarmsJob, { strict: false }).run(new Date());
    await eventually('the alarm', async () =>
      (await lettersTo(carrel, officer.email)).some(({ text }) => text.includes('incident-draft')),
    );
  });

  it('opens one draft with one line, however many rounds look at a library for the first time at once', async () => {
    const blanco = await aLibrary(carrel);
    const { readerId } = await aCanary(blanco, olga);
    await Promise.all(Array.from({ length: 4 }, watch));
    await blanco.api.get(`/library/readers/${readerId}`).expect(200);
    await Promise.all(Array.from({ length: 4 }, watch));

    const drafts = await draftsAbout(new RegExp(`canary: ${blanco.slug}`));
    expect(drafts).toHaveLength(1);
    expect(await linesOf(drafts[0]?.id ?? '', 'canary-touched')).toHaveLength(1);
  });

  it('is a reader like any other to a key, is left out where staff work, and gets no letter', async () => {
    const verde = await aLibrary(carrel);
    const ana = await aReader(carrel, { library: verde });
    const { readerId, email } = await aCanary(verde, olga);
    const verdeOwner = await asStaff(carrel, await aStaffMember(carrel, verde));
    const ids = async (caller: Caller, query = '') =>
      ((await caller.get(`/library/readers${query}`).expect(200)).body.items as { id: string }[]).map(
        ({ id }) => id,
      );

    expect((await ids(verde.api)).sort()).toEqual([ana.id, readerId].sort());
    const [asKey] = (await verde.api.get(`/library/readers?email=${encodeURIComponent(email)}`).expect(200))
      .body.items;
    expect(asKey).toMatchObject({ state: 'active', name: 'Lucía Prado', country: 'ES', isRestricted: false });
    expect(await ids(verdeOwner)).toEqual([ana.id]);
    expect(await ids(verdeOwner, `?after=${ana.id}`)).toEqual([]);
    const letters = await carrel.app.get(Records).in(aJob('test', verde.id), async (db) => {
      const letter = {
        subjectId: readerId,
        to: email,
        kind: 'reset-password' as const,
        subject: 'x',
        text: 'x',
      };
      return [await carrel.app.get(Outbox).post(db, letter), await db.count(Letter, { subjectId: readerId })];
    });
    expect(letters).toEqual([null, 0]);
    await new Caller(carrel.url).post(`/libraries/${verde.slug}/password-resets`, { email }).expect(202);
    const { rows } = await superuser.query('select 1 from letter where subject_id = $1', [readerId]);
    expect(rows).toEqual([]);
  });

  it('cannot be told from a reader in the database: the mark is sealed, and its id tells no time', async () => {
    const { readerId } = await aCanary(await aLibrary(carrel), olga);
    const { rows } = await superuser.query<{ row: string; id: string }>(
      `select canary::text as row, id from canary`,
    );

    expect(rows.length).toBeGreaterThan(0);
    expect(
      rows.every(
        ({ row }) => !row.includes(readerId) && !row.includes(Buffer.from(readerId).toString('hex')),
      ),
    ).toBe(true);
    expect(rows.every(({ id }) => id[14] === '4')).toBe(true);
  });
});

it('opens a draft for a key that opened more readers in an hour than its limit, and for no other', async () => {
  const rojo = await aLibrary(carrel);
  const rojoOwner = await asStaff(carrel, await aStaffMember(carrel, rojo));
  for (const name of ['Rosa', 'Rita', 'Raúl']) await aReader(carrel, { library: rojo, name });
  const { rows } = await superuser.query<{ id: string }>('select id from api_key where library_id = $1', [
    rojo.id,
  ]);
  await watch();
  await rojo.api.get('/library/readers').expect(200);
  await watch();
  expect(await draftsAbout(/very many/)).toEqual([]);

  await rojoOwner.post('/library/read-limits', { readersPerHour: 2 }).expect(201);
  await rojoOwner.post('/library/read-limits', { readersPerHour: 50, credential: rows[0]?.id }).expect(201);
  await rojo.api.get('/library/readers').expect(200);
  await watch();
  expect(await draftsAbout(/very many/)).toEqual([]);
  await rojoOwner.post('/library/read-limits', { readersPerHour: 2, credential: rows[0]?.id }).expect(201);
  await rojo.api.get('/library/readers').expect(200);
  await watch();

  expect(await draftsAbout(/very many/)).toMatchObject([
    { phase: 'reported', title: expect.stringContaining(rojo.slug) },
  ]);
  expect((await rojoOwner.get('/library/read-limits').expect(200)).body.items).toHaveLength(3);
});

it('loses no entry that is committed after younger ones were looked at', async () => {
  const lila = await aLibrary(carrel);
  const { readerId } = await aCanary(lila, olga);
  await watch();
  const late = new pg.Client({ connectionString: carrel.urls.application });
  await late.connect();
  await late.query(`begin; set local app.library = '${lila.id}'`);
  await late.query(
    `insert into access_entry (library_id, id, at, actor_kind, credential_epoch, route, entity, subject_ids, count, bytes, request_id)
     values ($1, $2, now(), 'visitor', 0, 'GET /late', 'reader', array[$3::uuid], 1, 1, 'late')`,
    [lila.id, uuidv7(), readerId],
  );

  await round();
  expect(await draftsAbout(new RegExp(lila.slug))).toEqual([]);
  await late.query('commit');
  await late.end();
  await watch();

  expect(await draftsAbout(new RegExp(lila.slug))).toMatchObject([{ phase: 'reported' }]);
});

it('opens a draft for a refresh token that is used twice, and an officer ends it as a false alarm with the reason', async () => {
  const ana = await aReader(carrel, { library: azul });
  const anyone = new Caller(carrel.url);
  const refresh = (expected: number) =>
    anyone
      .post(`/libraries/${azul.slug}/sessions/refresh`, { refreshToken: ana.tokens.refreshToken })
      .expect(expected);
  await refresh(201);
  await refresh(401);
  await refresh(401);
  await watch();

  const [draft, ...others] = await draftsAbout(/refresh token/);
  expect(others).toEqual([]);
  expect(await linesOf(draft?.id ?? '', 'refresh-token-reused')).toHaveLength(1);
  await olga.put(`/incidents/${draft?.id}/phase`, { phase: 'false-alarm' }).expect(422);
  await olga
    .put(`/incidents/${draft?.id}/phase`, { phase: 'false-alarm', reason: 'Two tabs of one browser.' })
    .expect(200);

  await refresh(401);
  await watch();
  expect((await draftsAbout(/refresh token/)).map(({ phase }) => phase)).toEqual(['reported', 'false-alarm']);
  const [again] = await draftsAbout(/refresh token/);
  const { body } = await olga.put(`/incidents/${again?.id}/phase`, { phase: 'declared' }).expect(200);
  expect(body).toMatchObject({ phase: 'declared', mode: 'live' });
});

it('opens a draft for sealed data that do not open', async () => {
  const bea = await aReader(carrel, { library: azul });
  await superuser.query(`update reader set name = set_byte(name, 61, get_byte(name, 61) # 1) where id = $1`, [
    bea.id,
  ]);
  const answers = [await bea.get('/me'), await bea.get('/me')];
  await watch();

  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  const [draft, ...others] = await draftsAbout(/would not open/);
  expect(others).toEqual([]);
  expect(draft).toMatchObject({ phase: 'reported', title: `Sealed data would not open: ${azul.slug}` });
  expect(JSON.stringify(await linesOf(draft?.id ?? '', 'failed-decryption'))).not.toContain(bea.id);
});

const flipped = (bytes: Buffer, at: number) => bytes.fill(bytes.readUInt8(at) ^ 1, at, at + 1);

it.each([
  ['in its content', (bytes: Buffer) => flipped(bytes, bytes.length - 1)],
  ['in whose it is', (bytes: Buffer) => flipped(bytes, 2)],
  ['in its length', (bytes: Buffer) => bytes.subarray(0, 4)],
])(
  'opens a draft for a sealed file that was changed %s, which names neither file nor reader',
  async (_, change) => {
    const morado = await aLibrary(carrel);
    const bea = await aReader(carrel, { library: morado });
    const { body: thread } = await bea.post('/me/conversations', { subject: 'x', body: 'x' }).expect(201);
    const form = new FormData();
    form.append('file', new Blob(['%PDF-1.7 a planted file'], { type: 'application/pdf' }), 'planted.pdf');
    const at = `/me/conversations/${thread.id}/attachments`;
    const { body: file } = await bea.post(at, form).expect(201);
    const path = join(carrel.setting.config.filesDir, morado.id, 'people', bea.id, String(file.id));
    await writeFile(path, change(await readFile(path)));

    for (const range of ['', 'bytes=0-3']) {
      const headers = { ...bea.headers, ...(range ? { range } : {}) };
      const answer = fetch(`${carrel.url}/api/v1${at}/${file.id}`, { headers });
      const given = await answer.then((response) => (response.ok ? response.text() : '')).catch(() => '');
      expect(given).toBe('');
    }
    const draft = await eventually('the draft', async () => {
      await watch();
      return (await draftsAbout(/would not open/)).find(({ title }) => title.endsWith(morado.slug));
    });
    const lines = await linesOf(draft.id, 'failed-decryption');
    expect(lines.length).toBeGreaterThan(0);
    const told = JSON.stringify([lines, (await olga.get(`/incidents/${draft.id}`).expect(200)).body]);
    for (const secret of ['planted', bea.id, String(file.id)]) expect(told).not.toContain(secret);
  },
);

it('opens a draft when rows disagree with the ledger', async () => {
  const gris = await aLibrary(carrel);
  const gala = await aReader(carrel, { library: gris, consents: ['newsletter'] });
  const job = carrel.app.get(IncidentWatchJob, { strict: false });
  await job.check();
  await watch();
  expect(await draftsAbout(new RegExp(gris.slug))).toEqual([]);

  await superuser.query(
    `update consent_event set decision = 'refused' where subject_id = $1 and decision = 'given'`,
    [gala.id],
  );
  await job.check();
  await job.check();
  await watch();

  expect(await draftsAbout(new RegExp(gris.slug))).toMatchObject([
    { phase: 'reported', title: `Rows disagree with the ledger: ${gris.slug}` },
  ]);
});
