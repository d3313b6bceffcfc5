import { createHash } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { aJob } from '../src/foundation/access/signed-in.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { ScopesJob } from '../src/jobs/scopes.job.js';
import { ScopeStepsService } from '../src/modules/incidents/scope/scope-steps.service.js';
import { ScopesService, type ShownScope } from '../src/modules/incidents/scope/scopes.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let superuser: pg.Client;
let olga: Caller;
let azul: TestLibrary;
let azulOwner: Caller;
let ana: TestReader;
let bea: TestReader;
let carla: TestReader;
/** When everybody had settled in: what a question looks back to. */
let from: string;

beforeAll(async () => {
  carrel = await aCarrel({ TRUST_PROXY: 'true' });
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  azul = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel));
  azulOwner = await asStaff(carrel, await aStaffMember(carrel, azul));
  const one = () => aReader(carrel, { library: azul });
  [ana, bea, carla] = await Promise.all([one(), one(), one()]);
  await carrel.app.get(AccessLog).flush();
  from = new Date().toISOString();
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

async function anIncident(...hit: TestLibrary[]): Promise<string> {
  const id = await declared('live');
  for (const { slug } of hit)
    await olga.put(`/incidents/${id}/libraries/${slug}`, { what: 'Readers were looked up.' }).expect(200);
  return id;
}

async function declared(mode: 'live' | 'drill'): Promise<string> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const given = {
    title: 'A key was stolen',
    description: 'It lay in a log.',
    mode,
    detectedAt: at,
    awareAt: at,
  };
  return String((await olga.post('/incidents', given).expect(201)).body.id);
}

/** Asks, and waits for the answers of all libraries. */
async function scopesOf(incident: string, question: object): Promise<ShownScope[]> {
  const { body } = await olga.post(`/incidents/${incident}/scope`, { from, ...question }).expect(202);
  const { items } = await eventually('the scope', async () => {
    const shown = (await olga.get(`/incidents/${incident}/scope`).expect(200)).body;
    return shown.waiting.length === 0 && (shown as { items: ShownScope[] });
  });
  return items.filter(({ questionId }) => questionId === body.id);
}

/** A scope as it is shown once its readers are counted by country. */
async function countedScope(incident: string, id: string): Promise<ShownScope> {
  return eventually('the counts by country', async () => {
    const { items } = (await olga.get(`/incidents/${incident}/scope`).expect(200)).body;
    const found = (items as ShownScope[]).find((one) => one.id === id);
    return found?.readersByCountry ? found : null;
  });
}

async function scopeOf(incident: string, question: object): Promise<ShownScope> {
  const [scope] = await scopesOf(incident, question);
  if (!scope) throw new Error('Nothing was answered.');
  return scope;
}

/** The id of a key, as staff read it from the list of keys. */
async function keyOf(library: TestLibrary): Promise<string> {
  const { rows } = await superuser.query<{ id: string }>('select id from api_key where library_id = $1', [
    library.id,
  ]);
  return rows[0]?.id ?? '';
}

const listed = async (incident: string, library: TestLibrary, band: 'confirmed' | 'probable' | 'possible') =>
  (
    await carrel.app
      .get(ScopesService, { strict: false })
      .subjectsOf(aJob('scopes', PLATFORM), library.id, incident, { band })
  ).items;

it('tells for a key which readers it opened, which kinds of data and how many records, library by library', async () => {
  const verde = await aLibrary(carrel, { country: 'FR' });
  const verdeOwner = await asStaff(carrel, await aStaffMember(carrel, verde));
  await azul.api.get(`/library/readers/${ana.id}`).expect(200);
  await azul.api.get(`/library/readers?email=${encodeURIComponent(bea.email)}`).expect(200);
  const incident = await anIncident(azul, verde);

  const scopes = await scopesOf(incident, { kind: 'api-key', of: await keyOf(azul) });

  expect(scopes).toMatchObject([
    { library: azul.slug, country: 'ES', version: 1, confirmed: 2, probable: 2, possible: 2, permille: 1000 },
    { library: verde.slug, country: 'FR', version: 1, confirmed: 0, probable: 0 },
  ]);
  expect(scopes[0]?.categories.confirmed).toEqual(expect.arrayContaining(['contact', 'identity']));
  expect(scopes[0]?.opened).toMatchObject([{ band: 'confirmed', table: 'reader', entries: 2, records: 2 }]);
  // The numbers do not wait for the countries, in which the readers themselves live.
  const counted = await countedScope(incident, scopes[0]?.id ?? '');
  expect(counted.readersByCountry).toEqual([{ country: 'ES', confirmed: 2, probable: 2, possible: 2 }]);
  expect((await countedScope(incident, scopes[1]?.id ?? '')).readersByCountry).toEqual([]);
  const { body: all } = await olga.get(`/incidents/${incident}/scope`).expect(200);
  expect(all.totals).toMatchObject({
    confirmed: 2,
    readersByCountry: [{ country: 'ES', confirmed: 2 }],
    byCountry: [
      { country: 'ES', confirmed: 2 },
      { country: 'FR', confirmed: 0 },
    ],
  });
  const { body: own } = await azulOwner.get(`/incidents/${incident}/scope`).expect(200);
  expect(own.items).toMatchObject([{ library: azul.slug }]);
  expect(own.totals).toMatchObject({ confirmed: 2 });
  expect((await verdeOwner.get(`/incidents/${incident}/scope`).expect(200)).text).not.toContain(azul.slug);
  await verdeOwner.post(`/incidents/${incident}/scope`, { kind: 'window', from }).expect(403);
});

it('marks what a drill asks as the drill’s, also of a library that was not added to it', async () => {
  const drill = await declared('drill');
  await scopesOf(drill, { kind: 'api-key', of: await keyOf(azul), libraries: [azul.slug] });

  const { rows } = await superuser.query('select mode from breach_scope where incident_id = $1', [drill]);
  expect(rows).toEqual([{ mode: 'drill' }]);
  const asked = await superuser.query('select mode from scope_question where incident_id = $1', [drill]);
  expect(asked.rows).toEqual([{ mode: 'drill' }]);
  for (const table of ['breach_scope', 'scope_question'])
    await expect(
      superuser.query(`update ${table} set mode = 'live' where incident_id = $1`, [drill]),
    ).rejects.toThrow('breach_scope_question');
});

it('keeps what was known then: a later version stands beside it, and its list of readers never changes', async () => {
  const incident = await anIncident(azul);
  const key = { kind: 'api-key', of: await keyOf(azul) };
  const first = await scopeOf(incident, key);
  const before = await listed(incident, azul, 'confirmed');
  await azul.api.get(`/library/readers/${carla.id}`).expect(200);

  const second = await scopeOf(incident, key);

  expect([first.version, second.version]).toEqual([1, 2]);
  expect(second.confirmed).toBe(first.confirmed + 1);
  const scopes = carrel.app.get(ScopesService, { strict: false });
  const me = aJob('scopes', PLATFORM);
  const frozen = await scopes.subjectsOf(me, azul.id, incident, { version: 1, band: 'possible' });
  expect(frozen.items).toEqual(before);
  expect(await listed(incident, azul, 'confirmed')).toEqual(expect.arrayContaining([...before, carla.id]));
  const bytes = Buffer.concat(frozen.items.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')));
  const ofPart = createHash('sha256').update(bytes).digest();
  expect(first.listHash).toBe(createHash('sha256').update(ofPart).digest('hex'));
  await expect(superuser.query('set role carrel_app; update breach_scope set confirmed = 0')).rejects.toThrow(
    /permission denied/,
  );
  await superuser.query('reset role');
});

it('holds a reader’s session to the reader, whatever gap there is, and an epoch to its own entries', async () => {
  await ana.get('/me').expect(200);
  const incident = await anIncident(azul);
  const sessions = (await ana.get('/me/sessions').expect(200)).body.items as { id: string }[];
  const ofSession = { kind: 'session', of: sessions[0]?.id };
  const gap = await aKilledProcess();

  expect(await scopeOf(incident, ofSession)).toMatchObject({ confirmed: 1, probable: 1, possible: 1 });
  // Another epoch is the same person's: near to what was asked about, and no more.
  expect(await scopeOf(incident, { ...ofSession, epoch: 7 })).toMatchObject({
    confirmed: 0,
    probable: 1,
    possible: 1,
  });
  await gap.forget();
});

/** A process that was killed half a minute ago and more, as it left the log. */
async function aKilledProcess() {
  const id = uuidv7();
  await superuser.query(
    `insert into access_log_run (library_id, id, started_at, written_to) values ($1, $2, now() - interval '1 hour', now() - interval '50 seconds')`,
    [PLATFORM, id],
  );
  return { forget: () => superuser.query('delete from access_log_run where id = $1', [id]) };
}

it('widens what is possible by those whose data were there while a killed process had not written its looks', async () => {
  const rojo = await aLibrary(carrel);
  const [rosa, rita] = [await aReader(carrel, { library: rojo }), await aReader(carrel, { library: rojo })];
  await rojo.api.get(`/library/readers/${rosa.id}`).expect(200);
  await carrel.app.get(AccessLog).flush();
  await superuser.query(`update access_entry set at = at - interval '2 minutes' where library_id = $1`, [
    rojo.id,
  ]);
  await superuser.query(
    `update subject set created_at = created_at - interval '2 minutes' where library_id = $1 and id = $2`,
    [rojo.id, rita.id],
  );
  const incident = await anIncident(rojo);
  const question = {
    kind: 'api-key',
    of: await keyOf(rojo),
    from: new Date(Date.now() - 100_000).toISOString(),
  };
  const whole = await scopeOf(incident, question);
  const gap = await aKilledProcess();

  const widened = await scopeOf(incident, question);

  expect(whole).toMatchObject({ confirmed: 0, probable: 1, possible: 1, permille: 1000, gaps: [] });
  expect(widened).toMatchObject({ confirmed: 0, probable: 1, possible: 2, gaps: [{ cause: 'killed' }] });
  expect(widened.permille).toBeLessThan(1000);
  expect(widened.categories.possible).toEqual(
    expect.arrayContaining(['reading', 'communication', 'consent']),
  );
  await gap.forget();
});

it('takes the time before the first entry that is kept for silent', async () => {
  const gris = await aLibrary(carrel);
  const gala = await aReader(carrel, { library: gris });
  await carrel.app.get(AccessLog).flush();
  await superuser.query('delete from access_entry where library_id = $1', [gris.id]);
  const incident = await anIncident(gris);

  const scope = await scopeOf(incident, { kind: 'staff', of: uuidv7() });

  expect(scope).toMatchObject({
    confirmed: 0,
    probable: 0,
    possible: 1,
    permille: 0,
    gaps: [{ cause: 'before-the-log' }],
  });
  expect(await listed(incident, gris, 'possible')).toEqual([gala.id]);
});

it('finds what was opened from one address, and what the same credential opened from elsewhere, without keeping an address', async () => {
  const lila = await aLibrary(carrel);
  const [lea, lola] = [await aReader(carrel, { library: lila }), await aReader(carrel, { library: lila })];
  const start = new Date().toISOString();
  const via = (address: string) =>
    new Caller(carrel.url, { 'x-api-key': lila.apiKey, 'x-forwarded-for': address });
  await via('203.0.113.7').get(`/library/readers/${lea.id}`).expect(200);
  await via('198.51.100.9').get(`/library/readers/${lola.id}`).expect(200);
  const incident = await anIncident(lila);

  const scope = await scopeOf(incident, { kind: 'address', of: '203.0.113.7', from: start });

  expect(scope).toMatchObject({ confirmed: 1, probable: 2, possible: 2 });
  expect(await listed(incident, lila, 'confirmed')).toEqual([lea.id]);
  const { rows } = await superuser.query(
    'select distinct octet_length(address) as size from access_entry where library_id = $1 and address is not null',
    [lila.id],
  );
  expect(rows).toEqual([{ size: 16 }]);
});

it('takes a copy of the database for everybody’s, and an export for its reader’s', async () => {
  const incident = await anIncident(azul);
  const request = String((await bea.post('/me/requests', { kind: 'access' }).expect(201)).body.id);

  const canary = { name: 'Lucía Prado', email: `lucia@${azul.slug}.example`, birthDate: '1984-03-09' };
  await azulOwner.post('/canaries', canary).expect(201);

  const database = await scopeOf(incident, { kind: 'database' });
  const copy = await scopeOf(incident, { kind: 'export', of: request });

  expect(database).toMatchObject({ confirmed: 0, probable: 0, possible: 3, permille: 0 });
  expect(copy).toMatchObject({ confirmed: 1, probable: 1, possible: 1 });
  expect(await listed(incident, azul, 'confirmed')).toEqual([bea.id]);
});

it('lets go of a list 36 months after it was frozen, and keeps its numbers', async () => {
  const incident = await anIncident(azul);
  await scopeOf(incident, { kind: 'database' });
  const sweep = carrel.app.get(ScopesJob, { strict: false });

  await sweep.expire(new Date());
  expect(await listed(incident, azul, 'possible')).toHaveLength(3);
  await sweep.expire(new Date(Date.now() + 37 * 31 * 86_400_000));

  expect(await listed(incident, azul, 'possible')).toEqual([]);
  expect((await olga.get(`/incidents/${incident}/scope`).expect(200)).body.items).toMatchObject([
    { possible: 3 },
  ]);
});

it('says what is wrong with a question', async () => {
  const incident = await anIncident(azul);
  const asked = async (question: object) => {
    const { body } = await olga.post(`/incidents/${incident}/scope`, { from, ...question }).expect(422);
    return (body as { errors: { pointer: string }[] }).errors[0]?.pointer;
  };

  expect(await asked({ kind: 'session' })).toBe('/of');
  expect(await asked({ kind: 'session', of: 'mine' })).toBe('/of');
  expect(await asked({ kind: 'window', of: uuidv7() })).toBe('/of');
  expect(await asked({ kind: 'staff', of: uuidv7(), epoch: 1 })).toBe('/epoch');
  expect(await asked({ kind: 'window', from: new Date(Date.now() + 60_000).toISOString() })).toBe('/from');
  expect(await asked({ kind: 'window', libraries: ['nowhere'] })).toBe('/libraries/0');
  await olga.post(`/incidents/${uuidv7()}/scope`, { kind: 'window', from }).expect(404);
});

it('answers once, after a kill in the middle of it', async () => {
  const incident = await anIncident(azul);
  const steps = carrel.app.get(ScopeStepsService, { strict: false });
  // The list cannot be frozen: everything that came before it in the transaction is undone, and the question waits.
  await superuser.query('revoke insert on breach_scope_part from carrel_app');
  const { body } = await olga.post(`/incidents/${incident}/scope`, { kind: 'database', from }).expect(202);
  // The worker that was woken holds the question until it fails, too.
  await eventually('a refused answer', () =>
    steps.answer({ libraryId: azul.id, id: body.id }, new Date()).then(
      () => false,
      (error: unknown) => String(error).includes('permission denied'),
    ),
  );
  expect((await olga.get(`/incidents/${incident}/scope`).expect(200)).body).toMatchObject({
    items: [],
    waiting: [{ id: body.id }],
  });
  await superuser.query('grant insert on breach_scope_part to carrel_app');

  const sweep = carrel.app.get(ScopesJob, { strict: false });
  await Promise.all([sweep.wake(new Date()), sweep.wake(new Date()), sweep.wake(new Date())]);

  await eventually('the answer', async () => {
    const { body: scope } = await olga.get(`/incidents/${incident}/scope`).expect(200);
    return (scope.waiting as unknown[]).length === 0;
  });
  const { items } = (await olga.get(`/incidents/${incident}/scope`).expect(200)).body;
  expect(items).toMatchObject([{ version: 1, possible: 3 }]);
});
