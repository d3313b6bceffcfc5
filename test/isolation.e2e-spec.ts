import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { BUSY } from './support/calm.js';
import type { Answer, Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { bodyOf } from './support/inputs.js';
import { aFurnishedLibrary, type Furnished } from './support/neighbours.js';
import { eventually } from './support/people.js';
import { pathWith, resolved, routesOf, type Route, type Schema } from './support/routes.js';
import { whoMayCall } from './support/who-may-call.js';

/** What the ids of paths, queries and bodies stand for; a route with an id that has no line here fails. */
const NAMED: Record<string, keyof Furnished['ids']> = {
  'items/{id}': 'items',
  'loans/{id}': 'loans',
  'conversations/{id}': 'conversations',
  'attachments/{attachmentId}': 'attachments',
  'requests/{id}': 'requests',
  'sessions/{id}': 'sessions',
  'readers/{id}': 'readers',
  'history/{entry}': 'history',
  'birth-date-reviews/{id}': 'reviews',
  'objections/{id}': 'objections',
  'erasures/{id}': 'erasures',
  'erasure-lists/{id}': 'lists',
  'holds/{id}': 'holds',
  'holds/{hold}': 'holds',
  'staff/{id}': 'staff',
  'newsletters/{id}': 'newsletters',
  'cookies/{id}': 'cookies',
  'imports/{id}': 'imports',
  'past-loans/{id}': 'past-loans',
  'recipients/{id}': 'recipients',
  'recipient-notices/{id}': 'notices',
  'restrictions/{id}': 'restrictions',
  'corrections/{id}': 'corrections',
  recipient: 'recipients',
  'mandates/{id}': 'mandates',
  id: 'asked',
  'deadline-feeds/{id}': 'feeds',
  'incidents/{id}': 'incidents',
  'awareness/{proposal}': 'proposals',
  'evidence/{evidence}': 'evidence',
  'actions/{action}': 'actions',
  account: 'readers',
  credential: 'sessions',
  'injects/{inject}': 'injects',
  'notices/{notice}': 'notices',
  'communications/{communication}': 'communications',
  itemId: 'items',
  reader: 'readers',
  readerId: 'readers',
};

/** What names no row of a library by itself; a `row` does with its datum, as the suite of corrections tests. */
const NO_ROW = [
  'slug',
  'purpose',
  'version',
  'provider',
  'token',
  'visitorId',
  'path',
  'row',
  'language',
  'role',
  'step',
];

/** Routes that answer about an id that the library does not have as they would about one that nobody has. */
const AS_IF_NEVER_BEEN = [
  'GET /api/v1/library/permissions',
  'GET /api/v1/library/interactions',
  'GET /api/v1/library/disclosures',
];

let carrel: Carrel;
let superuser: pg.Client;
let ours: Furnished;
let theirs: Furnished;
let routes: Route[];
let document: ReturnType<typeof routesOf>['document'];

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  ({ routes, document } = routesOf(carrel));
  ours = await aFurnishedLibrary(carrel, 'Oursxyz');
  theirs = await aFurnishedLibrary(carrel, 'Theirsxyz');
  await calm();
}, 120_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

it('knows what every id of the API stands for', () => {
  expect(routes.flatMap(idsOf).filter((name) => !(name in NAMED))).toEqual([]);
});

it('answers a library’s own people about what is theirs', async () => {
  const wrong: string[] = [];
  for (const route of routes.filter((one) => one.method === 'GET' && idsOf(one).length))
    for (const [kind, caller] of admitted(route, theirs)) {
      const { status } = await ask(caller, route, theirs);
      // A download that is being made is there, and not ready.
      if (status >= 400 && status !== 409) wrong.push(`${kind} ${route.name} ${status}`);
    }

  expect(wrong).toEqual([]);
});

it('answers 404 to everyone of another library, on every route, and changes nothing', async () => {
  // What their own people have looked at may still be on its way into the log.
  await carrel.app.get(AccessLog).flush();
  await calm();
  const before = await everythingOf(theirs);
  const wrong: string[] = [];
  for (const route of routes.filter((one) => idsOf(one).length && !AS_IF_NEVER_BEEN.includes(one.name)))
    for (const [kind, caller] of Object.entries(ours.people)) {
      const answer = await ask(caller, route, theirs);
      const isAdmitted = admitted(route, ours).some(([one]) => one === kind);
      const expected = isAdmitted ? [404] : [401, 403];
      if (!expected.includes(answer.status))
        wrong.push(`${kind} ${route.name} ${answer.status} ${answer.text}`);
      if (tells(answer)) wrong.push(`${kind} ${route.name} tells of the other library`);
    }

  expect(wrong).toEqual([]);
  expect(await everythingOf(theirs)).toEqual(before);
}, 120_000);

it('shows nobody anything of another library where no id is asked for', async () => {
  const telling: string[] = [];
  for (const route of routes.filter((one) => one.method === 'GET' && !idsOf(one).length))
    for (const [kind, caller] of Object.entries(ours.people))
      if (tells(await ask(caller, route, ours))) telling.push(`${kind} ${route.name}`);

  expect(telling).toEqual([]);
});

it('answers questions about an id of another library as about one that nobody has', async () => {
  const nobody: Furnished = {
    ...theirs,
    ids: Object.fromEntries(Object.keys(theirs.ids).map((key) => [key, randomUUID()])),
  };
  for (const name of AS_IF_NEVER_BEEN) {
    const route = routes.find((one) => one.name === name);
    if (!route) throw new Error(`There is no ${name}.`);
    const { status, body } = await ask(ours.people.key, route, theirs);
    expect({ status, body }).toEqual(
      await ask(ours.people.key, route, nobody).then((other) => ({ status: other.status, body: other.body })),
    );
  }
});

it('knows no reader of another library, by id or by address', async () => {
  const { library, reader } = theirs;
  const asked = (id: string) =>
    ours.library.api.get(`/library/permissions?reader=${id}&purpose=account`).expect(200);

  expect((await asked(reader.id)).body).toEqual((await asked(library.id)).body);
  expect((await asked(reader.id)).body).toMatchObject({ allowed: false });
  const found = await ours.library.api
    .get(`/library/readers?email=${encodeURIComponent(reader.email)}`)
    .expect(200);
  expect(found.body.items).toEqual([]);
  const own = await library.api.get(`/library/readers?email=${encodeURIComponent(reader.email)}`).expect(200);
  expect(own.body.items).toHaveLength(1);
});

/** Names of the ids that a route takes: `folder/{param}` in its path, bare names in its query and body. */
function idsOf(route: Route): string[] {
  const inPath = [...route.path.matchAll(/[\w-]+\/\{(\w+)\}/g)].filter(
    ([, name = '']) => !NO_ROW.includes(name),
  );
  const inQuery = route.parameters.filter(
    (one) => one.in === 'query' && one.required === true && one.schema?.format === 'uuid',
  );
  return [...inPath.map(([whole]) => whole), ...inQuery.map((one) => one.name), ...idFields(route)];
}

function idFields(route: Route): string[] {
  const schema: Schema = resolved(document, route.body?.['application/json']?.schema);
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => property.format === 'uuid' && !NO_ROW.includes(name))
    .map(([name]) => name);
}

function ask(caller: Caller, route: Route, whose: Furnished): Promise<Answer> {
  const idOf = (name: string) => whose.ids[NAMED[name] ?? ''] ?? '';
  const path = route.path.replace(/([\w-]+)\/\{(\w+)\}/g, (whole, folder: string, name: string) =>
    NO_ROW.includes(name) ? whole : `${folder}/${idOf(whole)}`,
  );
  const query = route.parameters
    .filter((one) => one.in === 'query' && one.required)
    .map((one) => `${one.name}=${one.name === 'purpose' ? 'newsletter' : idOf(one.name)}`)
    .join('&');
  const body = bodyOf(document, route);
  const withIds = body && {
    ...body,
    ...Object.fromEntries(idFields(route).map((name) => [name, idOf(name)])),
  };
  const filled = pathWith(path, {
    slug: whose.library.slug,
    purpose: 'newsletter',
    provider: 'none',
    token: 'none',
    role: 'commander',
    step: 'contain',
  });
  const isFile = route.method === 'PUT' && route.path.endsWith('/file');
  return isFile
    ? caller.send('PUT', `/${filled}`, 'A text', { 'content-type': 'text/plain' })
    : caller.send(route.method, `/${filled}${query && `?${query}`}`, withIds);
}

function admitted(route: Route, library: Furnished): [string, Caller][] {
  const allowed = whoMayCall[route.name] ?? '';
  return Object.entries(library.people).filter(
    ([kind]) =>
      allowed === 'anyone' ||
      (kind === 'key' ? allowed.includes('key ') : allowed.split(', ').includes(kind)),
  );
}

function tells({ text }: Answer): boolean {
  return [...theirs.words, ...Object.values(theirs.ids), theirs.library.id].some((word) =>
    text.includes(word),
  );
}

/** A digest of every row of a library, but for the log of who looked. */
async function everythingOf({ library }: Furnished): Promise<Record<string, string>> {
  const { rows } = await superuser.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'library_id'
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and c.relname <> 'access_entry'`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of rows) {
    const found = await superuser.query<{ digest: string }>(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t where library_id = $1`,
      [library.id],
    );
    digests[name] = found.rows[0]?.digest ?? '';
  }
  return digests;
}

/** Waits until jobs have done what setting up the libraries set off. */
async function calm() {
  await eventually('calm', async () => {
    const { rowCount } = await superuser.query(BUSY);
    return rowCount === 0;
  });
}
