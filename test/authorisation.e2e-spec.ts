import { randomUUID } from 'node:crypto';
import { aJob } from '../src/foundation/access/signed-in.js';
import { SCOPES, type Scope } from '../src/foundation/access/api-key.entity.js';
import { Records } from '../src/foundation/records/records.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { bodyOf } from './support/inputs.js';
import { aReader, aStaffMember, asStaff, type TestLibrary } from './support/people.js';
import { pathWith, routesOf, type Route } from './support/routes.js';
import { inWords, whoMayCall } from './support/who-may-call.js';

let carrel: Carrel;
let routes: Route[];
let document: ReturnType<typeof routesOf>['document'];
/** How each caller is called in the table, and how one is made anew: a call may end the caller's own session. */
let roles: Record<string, () => Promise<Caller>>;
let slug: string;

beforeAll(async () => {
  carrel = await aCarrel();
  ({ routes, document } = routesOf(carrel));
  const { library } = await aReader(carrel);
  slug = library.slug;
  const [owner, librarian] = await Promise.all([
    aStaffMember(carrel, library, 'owner'),
    aStaffMember(carrel, library, 'librarian'),
  ]);
  const officer = await aStaffMember(carrel);
  roles = {
    nobody: () => Promise.resolve(new Caller(carrel.url)),
    reader: () => aReader(carrel, { library }),
    owner: () => asStaff(carrel, owner),
    librarian: () => asStaff(carrel, librarian),
    'security-officer': () => asStaff(carrel, officer),
    ...(Object.fromEntries(
      SCOPES.map((scope) => [`key ${scope}`, () => aKeyWith(library, [scope])]),
    ) as object),
    'key without a scope': () => aKeyWith(library, []),
  };
}, 120_000);
afterAll(() => carrel.stop());

async function aKeyWith(library: TestLibrary, scopes: Scope[]): Promise<Caller> {
  const key = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) =>
      carrel.app.get(LibrariesService, { strict: false }).createApiKey(db, 'a key', scopes),
    );
  return new Caller(carrel.url, { 'x-api-key': key });
}

it('has a line for every route, and no line without one', () => {
  const declared = Object.fromEntries(routes.map((route) => [route.name, inWords(route.callers)]));

  expect(declared).toEqual(whoMayCall);
});

it('lets in whom the table names, and nobody else', async () => {
  const wrong: string[] = [];
  for (const [role, become] of Object.entries(roles)) {
    let caller = await become();
    for (const route of routes) {
      const answer = await call(caller, route);
      const was = wasRefused(answer) && !PROOF_IN_BODY.test(route.name);
      if (was !== !isAllowed(role, route.name))
        wrong.push(`${role} ${route.name} ${answer.status} ${answer.text}`);
      if (endsSessions(route) && answer.status < 400) caller = await become();
    }
  }

  expect(wrong).toEqual([]);
}, 300_000);

it('lets in nobody with a credential that is none', async () => {
  const none: Record<string, string>[] = [
    { authorization: 'Bearer x.y.z' },
    { authorization: 'Basic eDp4' },
    { 'x-api-key': 'no key' },
    { authorization: `Bearer ${unsigned()}` },
  ];
  const open: string[] = [];
  for (const headers of none)
    for (const route of routes.filter(({ name }) => whoMayCall[name] !== 'anyone'))
      if ((await call(new Caller(carrel.url, headers), route)).status !== 401) open.push(route.name);

  expect(open).toEqual([]);
});

function isAllowed(role: string, route: string): boolean {
  const allowed = whoMayCall[route] ?? '';
  return allowed === 'anyone' || allowed.split(', ').includes(role);
}

/** Routes whose body is the credential: a wrong one is refused in the same words. */
const PROOF_IN_BODY = /sessions\/refresh$/;

/** Refused for who asks, not for what is asked. */
function wasRefused({ status, body }: Answer): boolean {
  const { type } = body as { type?: string };
  return (
    (status === 401 && type === '/problems/sign-in-first') ||
    (status === 403 && type === '/problems/forbidden')
  );
}

function endsSessions({ name, method }: Route): boolean {
  return method !== 'GET' && /session|sign-out|password|second-factor/.test(name);
}

function call(caller: Caller, route: Route): Promise<Answer> {
  const ids = Object.fromEntries(
    [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, randomUUID()]),
  );
  const path = pathWith(route.path, { ...ids, slug, purpose: 'newsletter' });
  const query = route.parameters
    .filter((one) => one.in === 'query' && one.required)
    .map((one) => `${one.name}=${one.name === 'purpose' ? 'newsletter' : randomUUID()}`)
    .join('&');
  return caller.send(route.method, `/${path}${query && `?${query}`}`, bodyOf(document, route));
}

/** A token that says what is wanted and is signed by nobody. */
function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: randomUUID(), knd: 'staff', rol: 'owner', mfa: true, ep: [9, 9, 9], exp: 9_999_999_999 })}.`;
}
