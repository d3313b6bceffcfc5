import fc from 'fast-check';
import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { BUSY } from './support/calm.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { hostileRequests, sendWire, type Wire, type WireAnswer } from './support/hostile.js';
import { aReader, aStaffMember, asStaff, eventually, type TestReader } from './support/people.js';
import { pathWith, routesOf, type Route } from './support/routes.js';

const RUNS = process.env.CARREL_SCALE === 'full' ? 200_000 : 2_500;

/** What is written although a request is refused, and why. */
const WRITTEN_ALL_THE_SAME = [
  'access_entry', // who looked at whom is told of refused requests too
  'job_run', // the calendar's, every minute
  'ledger_entry', // that staff looked is a fact of the ledger
  'ledger_tile',
  'ledger_checkpoint',
  'staff_attempt', // failed sign-ins are counted
];

/** Routes that end the session by which they are called, or the reader. */
const LAST_CALLS = [
  'POST /api/v1/library/readers/{id}/erasure',
  'DELETE /api/v1/me/sessions/current',
  'POST /api/v1/staff/sign-out',
];

let carrel: Carrel;
let superuser: pg.Client;
let reader: TestReader;
let counting: string;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  reader = await aReader(carrel);
  known = await thingsToFind();
  counting = await countsOfAllTables();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

it('answers whatever is sent with a problem that says what to do, and keeps nothing of it', async () => {
  const owner = await aStaffMember(carrel, reader.library);
  const { headers } = await asStaff(carrel, owner);
  const callers: Record<string, string>[] = [
    {},
    reader.headers,
    headers,
    { 'x-api-key': reader.library.apiKey },
  ];
  const { routes, document } = routesOf(carrel);
  const wires = hostileRequests(document, routes.filter(isHarmless), callers, fill);
  const seen = new Map<string, Set<number>>();
  let before = await counts();

  await fc.assert(
    fc.asyncProperty(wires, async ({ route, wire }) => {
      const answer = await sendWire(carrel.url, wire);
      seen.set(route, (seen.get(route) ?? new Set()).add(answer.status));
      expectProblem(answer);
      const after = await counts();
      if (answer.status >= 400 && !isDeepStrictEqual(after, before)) await expectNothingKept(wire);
      before = await counts();
    }),
    { numRuns: RUNS },
  );

  expect([...seen.keys()].sort()).toEqual(
    routes
      .filter(isHarmless)
      .map((route) => route.name)
      .sort(),
  );
}, 600_000);

/** Jobs that an earlier request woke may write meanwhile: once they have ended, the same request must add nothing. */
async function expectNothingKept(wire: Wire) {
  await eventually('calm', async () => (await superuser.query(BUSY)).rowCount === 0, 60);
  const before = await counts();
  await sendWire(carrel.url, wire);
  expect(await counts()).toEqual(before);
}

function expectProblem({ status, type, text }: WireAnswer) {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  expect(type).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(text)).toMatchObject({
    type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/^[A-Z].*\.$/s),
  });
  expect(text).not.toMatch(/ at .*\.(ts|js):\d+|postgres|node_modules/i);
}

const isHarmless = (route: Route) => !LAST_CALLS.includes(route.name);

/** Ids of what is there, by the folder they are found in; others are ids that nobody has. */
let known: Record<string, string>;

async function thingsToFind(): Promise<Record<string, string>> {
  const { body: item } = await reader.library.api
    .post('/library/items', { title: 'Azul', authors: [] })
    .expect(201);
  await reader.library.api
    .send('PUT', `/library/items/${item.id}/file`, 'En un lugar', { 'content-type': 'text/plain' })
    .expect(200);
  const { body: loan } = await reader.post('/me/loans', { itemId: item.id }).expect(201);
  const { body: conversation } = await reader
    .post('/me/conversations', { subject: 'a', body: 'b' })
    .expect(201);
  return { items: item.id, loans: loan.id, conversations: conversation.id, readers: reader.id };
}

function fill(route: Route): string {
  const ids = Object.fromEntries(
    [...route.path.matchAll(/(\w+)\/\{(\w+)\}/g)].map(([, folder = '', name = '']) => [
      name,
      known[folder] ?? randomUUID(),
    ]),
  );
  return pathWith(route.path, { ...ids, slug: reader.library.slug, purpose: 'newsletter' });
}

async function countsOfAllTables(): Promise<string> {
  const { rows } = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
     and relnamespace = 'public'::regnamespace and relname <> all($1) order by 1`,
    [WRITTEN_ALL_THE_SAME],
  );
  return `select ${rows.map(({ name }) => `(select count(*)::int from ${name}) as ${name}`).join(', ')}`;
}

async function counts(): Promise<Record<string, number>> {
  return (await superuser.query<Record<string, number>>({ name: 'counts', text: counting })).rows[0] ?? {};
}
