import pg from 'pg';
import { Queue } from '../src/foundation/database/queue.js';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { ScopeCountriesJob } from '../src/jobs/scope-countries.job.js';
import { ScopesJob } from '../src/jobs/scopes.job.js';
import { ScopeStepsService } from '../src/modules/incidents/scope/scope-steps.service.js';
import type { ShownScope } from '../src/modules/incidents/scope/scopes.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { killedIn } from './support/killed-steps.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

const STOLEN_FROM = '203.0.113.7';
const COUNTED = [
  { country: 'DE', confirmed: 0, probable: 1, possible: 1 },
  { country: 'ES', confirmed: 1, probable: 2, possible: 2 },
  { country: 'FR', confirmed: 1, probable: 1, possible: 1 },
  // Who never said, and who was erased since.
  { country: null, confirmed: 0, probable: 0, possible: 2 },
];
const IN_WORDS =
  'DE 0 confirmed ≤ 1 probable ≤ 1 possible; ES 1 confirmed ≤ 2 probable ≤ 2 possible; ' +
  'FR 1 confirmed ≤ 1 probable ≤ 1 possible; not known 0 confirmed ≤ 0 probable ≤ 2 possible';

let carrel: Carrel;
let superuser: pg.Client;
let olga: Caller;
let owner: Caller;
let library: TestLibrary;
/** Two of Spain, one of France, one of Germany whose data are restricted, one who never said, one who is erased. */
let readers: TestReader[];
let from: string;

beforeAll(async () => {
  from = new Date().toISOString();
  carrel = await aCarrel({ TRUST_PROXY: 'true' });
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel));
  owner = await asStaff(carrel, await aStaffMember(carrel, library));
  readers = [];
  for (const country of ['ES', 'ES', 'FR', 'DE', 'PT', 'PT'])
    readers.push(await aReader(carrel, { library, country }));
  const [elsa, emma, flor, franz, nadia, gone] = readers;
  await superuser.query('update reader set country = null where id = $1', [nadia?.id]);
  await superuser.query(`update subject set state = 'restricted' where id = $1`, [franz?.id]);
  await gone?.delete('/me', { password: gone.password }).expect(202);
  await eventually(
    'the erasure',
    async () => {
      const { rowCount } = await superuser.query(`select 1 from subject where id = $1 and state = 'erased'`, [
        gone?.id,
      ]);
      return rowCount !== 0;
    },
    30,
  );
  // From here on the jobs run in processes that are killed, or by the test's own hand.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['scopes', 'scope-countries', 'letters', 'breach-letters']);
  await carrel.app.get(AccessLog).flush();
  await superuser.query('delete from access_entry where library_id = $1', [library.id]);
  for (const [reader, address] of [
    [elsa, STOLEN_FROM],
    [flor, STOLEN_FROM],
    [emma, '198.51.100.9'],
    [franz, '198.51.100.9'],
  ] as const)
    // prettier-ignore
    await new Caller(carrel.url, { 'x-api-key': library.apiKey, 'x-forwarded-for': address })
      .get(`/library/readers/${String(reader?.id)}`)
      .expect(200);
}, 90_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

async function anIncident(mode: 'live' | 'drill' | 'tabletop' = 'live'): Promise<string> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const given = { title: 'A key was stolen', description: 'It lay in a log.', detectedAt: at, awareAt: at };
  const { body } = await olga.post('/incidents', { ...given, mode }).expect(201);
  await olga
    .put(`/incidents/${body.id}/libraries/${library.slug}`, { what: 'Readers were looked up.' })
    .expect(200);
  return String(body.id);
}

const shown = async (incident: string, by = olga) =>
  (await by.get(`/incidents/${incident}/scope`).expect(200)).body as {
    items: ShownScope[];
    totals: { readersByCountry: unknown };
  };

async function scopeIn(incident: string, version: number): Promise<ShownScope> {
  const found = (await shown(incident)).items.find((one) => one.version === version);
  if (!found) throw new Error(`There is no version ${version}.`);
  return found;
}

/** Asks, and answers here: with its three numbers, and not counted by country. */
async function scopeOf(incident: string, question: object = { kind: 'address', of: STOLEN_FROM }) {
  const { body } = await olga.post(`/incidents/${incident}/scope`, { from, ...question }).expect(202);
  return eventually('the scope', async () => {
    await carrel.app
      .get(ScopeStepsService, { strict: false })
      .answer({ libraryId: library.id, id: body.id as string }, new Date());
    return (await shown(incident)).items.find(({ questionId }) => questionId === body.id);
  });
}

const count = () => carrel.app.get(ScopeCountriesJob, { strict: false }).wake(new Date());

const leftOf = async (table: string) => {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::int as count from ${table} where library_id = $1`,
    [library.id],
  );
  return rows[0]?.count;
};

it('counts the readers of a scope by the country in which each lives, at each level, after its numbers are there', async () => {
  const incident = await anIncident();
  const scope = await scopeOf(incident);
  expect(scope).toMatchObject({ confirmed: 2, probable: 4, possible: 6, readersByCountry: null });
  expect((await shown(incident)).totals.readersByCountry).toBeNull();

  await count();

  const { items, totals } = await shown(incident, owner);
  expect(items).toMatchObject([{ country: 'ES', readersByCountry: COUNTED }]);
  expect(totals.readersByCountry).toEqual(COUNTED);
  const { rows } = await superuser.query(
    `select distinct n.id from access_entry e cross join unnest(e.subject_ids) n(id)
     where e.library_id = $1 and e.actor_kind = 'job' and e.actor_id = 'scope-countries'`,
    [library.id],
  );
  expect(rows).toHaveLength(5); // all but the one who is erased: each look is noted
});

it('does the same for a drill and a tabletop, and does not take its own counting for somebody’s look', async () => {
  await count();
  const window = { kind: 'window' };
  for (const mode of ['drill', 'tabletop'] as const) {
    const incident = await anIncident(mode);
    await scopeOf(incident);
    await count();
    expect((await scopeIn(incident, 1)).readersByCountry).toEqual(COUNTED);
    expect(await scopeOf(incident, window)).toMatchObject({ version: 2, confirmed: 4, probable: 4 });
  }
});

it('goes on where a kill between two batches stopped it, and counts nobody twice', async () => {
  await count();
  const incidents = [await anIncident(), await anIncident(), await anIncident()];
  const scopes = [];
  for (const incident of incidents) scopes.push(await scopeOf(incident));
  const before = await leftOf('breach_scope_countries');
  // A batch for each level, and the end: each is killed after one more of them.
  const came = await killedIn(
    carrel,
    scopes.map(({ id }, at) => ({
      kind: 'countries',
      libraryId: library.id,
      id,
      steps: at + 1,
      now: new Date(),
    })),
  );
  expect(came.map(({ came: how, steps }) => [how, steps.length])).toEqual([
    ['to stand', 1],
    ['to stand', 2],
    ['to stand', 3],
  ]);
  expect(await leftOf('scope_country_progress')).toBe(3);
  expect(await leftOf('breach_scope_countries')).toBe(before);
  expect((await scopeIn(incidents[0] ?? '', 1)).readersByCountry).toBeNull();

  await Promise.all([count(), count(), count()]);
  await count();

  for (const incident of incidents) expect((await scopeIn(incident, 1)).readersByCountry).toEqual(COUNTED);
  expect(await leftOf('scope_country_progress')).toBe(0);
  expect(await leftOf('breach_scope_countries')).toBe((before ?? 0) + 3);
});

it('keeps the counts when the list is let go, and keeps none where that came first', async () => {
  const incident = await anIncident();
  await scopeOf(incident);
  await count();
  await scopeOf(incident);

  await carrel.app.get(ScopesJob, { strict: false }).expire(new Date(Date.now() + 37 * 31 * 86_400_000));
  await count();

  expect(await leftOf('breach_scope_part')).toBe(0);
  expect((await scopeIn(incident, 1)).readersByCountry).toEqual(COUNTED);
  expect(await scopeIn(incident, 2)).toMatchObject({ possible: 6, readersByCountry: null });
});

it('tells the authority how many in which country, beside what a person adds', async () => {
  const incident = await anIncident();
  await scopeOf(incident);
  const part = `/incidents/${incident}/libraries/${library.slug}`;
  const crossBorder = async (format = 'json') => {
    const { body } = await owner.get(`${part}/notification?format=${format}`).expect(200);
    return (body.rows as { key: string; value: string | null }[]).find(({ key }) => key === 'crossBorder')
      ?.value;
  };
  expect(await crossBorder()).toBeNull();

  await count();

  expect(await crossBorder()).toContain(IN_WORDS);
  const sent = { type: 'new', completeness: 'incomplete', answers: { crossBorder: 'The CNIL was told.' } };
  await owner.post(`${part}/notifications`, sent).expect(201);
  expect(await crossBorder()).toMatch(/^Scope version 1 .*not known .*\. The CNIL was told\.$/);
  const { text: page } = await owner.get(`${part}/notification?format=html`).expect(200);
  expect(page).toContain('FR 1 confirmed ≤ 1 probable ≤ 1 possible');
});

it('counts the others where somebody’s row was tampered with, which opens a draft', async () => {
  const incident = await anIncident();
  await scopeOf(incident);
  const flip = (of: string) =>
    superuser.query(
      `update reader set country = set_byte(country, octet_length(country) - 1, get_byte(country, octet_length(country) - 1) # 1) where id = $1`,
      [of],
    );
  const flor = readers[2]?.id ?? '';
  await flip(flor);

  await count();

  await flip(flor);
  const nobodyOf = { confirmed: 1, probable: 1, possible: 3 };
  expect((await scopeIn(incident, 1)).readersByCountry).toEqual([
    ...COUNTED.slice(0, 2),
    { country: null, ...nobodyOf },
  ]);
  const { rows } = await superuser.query(`select distinct kind from security_event where library_id = $1`, [
    library.id,
  ]);
  expect(rows).toEqual([{ kind: 'failed-decryption' }]);
});
