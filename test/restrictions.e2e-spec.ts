import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aJob } from '../src/foundation/access/signed-in.js';
import {
  JOBS_BESIDE_RESTRICTION,
  JOBS_STOPPED_BY_RESTRICTION,
  RESTRICTED,
} from '../src/foundation/records/restricted.js';
import { Records } from '../src/foundation/records/records.js';
import { restrict } from '../src/foundation/records/restrictions.js';
import { Interaction } from '../src/modules/conversations/interaction.entity.js';
import { RestrictionsService } from '../src/modules/data-subject-requests/restrictions.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aFurnishedLibrary, type Furnished } from './support/neighbours.js';
import { aReader, eventually, lettersTo, type TestReader } from './support/people.js';
import { routesOf, type Route } from './support/routes.js';
import { whoMayCall } from './support/who-may-call.js';
import { unzipped } from './support/zip.js';

const DAY_MS = 86_400_000;
const WORD = 'Quietxyz';

/** What stands in the reader's own rows and nowhere else. */
const PLANTED = [`Reader ${WORD}`, `${WORD.toLowerCase()}@example.org`, `About ${WORD}`, `Question ${WORD}`]
  .concat(`Attached ${WORD}`, `${WORD}.txt`, `Called ${WORD}`)
  .map((word) => word.toLowerCase());

/** What an owner is shown of a restricted reader all the same, and why. */
const SHOWN: Record<string, string> = {
  'GET /api/v1/library/corrections': 'the owner decides what the reader asked for (Art. 16)',
  'GET /api/v1/library/mandates': 'the owner decides who may ask for the reader (Art. 12)',
  'GET /api/v1/library/birth-date-reviews': 'the owner decides what the reader asked for (Art. 16)',
};

let carrel: Carrel;
let furnished: Furnished;
let looks: Route[];
beforeAll(async () => {
  carrel = await aCarrel();
  furnished = await aFurnishedLibrary(carrel, WORD);
  const { reader, library } = furnished;
  // By the door alone: the reader is a child, whom nobody may call.
  const call = {
    readerId: reader.id,
    kind: 'call',
    purpose: 'phone-calls',
    content: `Called ${WORD}`,
  } as const;
  await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.insert(Interaction, { ...call, occurredAt: new Date() }));
  looks = routesOf(carrel).routes.filter(
    ({ method, path }) => method === 'GET' && path.startsWith('/api/v1/library/'),
  );
}, 60_000);
afterAll(() => carrel.stop());

async function look(caller: Caller, { path, parameters }: Route): Promise<string> {
  const { ids, reader } = furnished;
  const filled = path
    .replace('/api/v1', '')
    .replace(
      /([\w-]+)\/\{(\w+)\}/g,
      (_, folder: string) => `${folder}/${ids[folder.replace('birth-date-', '')] ?? 'none'}`,
    );
  const query = parameters.some((one) => one.in === 'query' && one.name === 'reader')
    ? `?reader=${reader.id}`
    : '';
  return (await caller.get(filled + query)).text.toLowerCase();
}

/** Names of routes that tell a caller something of the reader. */
async function telling(caller: Caller): Promise<string[]> {
  const found: string[] = [];
  for (const route of looks) {
    const text = await look(caller, route);
    if (PLANTED.some((word) => text.includes(word))) found.push(route.name);
  }
  return found;
}

const restrictions = () => carrel.app.get(RestrictionsService, { strict: false });

const aNeighbour = () =>
  aReader(carrel, { library: furnished.library, consents: ['newsletter', 'phone-calls'] });

async function restricted(reader: TestReader, ground = '18(1)(c)'): Promise<string> {
  await reader.post('/me/requests', { kind: 'restriction', ground }).expect(201);
  const { body } = await reader.get('/me/restrictions').expect(200);
  return body.items[0].id as string;
}

async function permissionOf({ id }: TestReader, purpose: string): Promise<object> {
  const asked = `/library/permissions?reader=${id}&purpose=${purpose}`;
  return (await furnished.library.api.get(asked).expect(200)).body as object;
}

describe('what the library is shown of a reader whose data are restricted', () => {
  it('is nothing, on every route of the API, until the owner states a claim, and then to the owner alone', async () => {
    const { people, reader } = furnished;
    const before = await telling(people.owner);
    expect(before).toEqual(
      expect.arrayContaining([
        'GET /api/v1/library/readers',
        'GET /api/v1/library/readers/{id}',
        'GET /api/v1/library/conversations',
        'GET /api/v1/library/conversations/{id}/messages',
        'GET /api/v1/library/conversations/{id}/attachments',
        'GET /api/v1/library/conversations/{id}/attachments/{attachmentId}',
        'GET /api/v1/library/interactions',
      ]),
    );

    await restricted(reader, '18(1)(b)');

    for (const caller of [people.owner, people.librarian, people.key])
      expect((await telling(caller)).filter((name) => !(name in SHOWN))).toEqual([]);
    const { body: list } = await people.owner.get('/library/readers').expect(200);
    expect(list.items).toContainEqual(
      expect.objectContaining({ id: reader.id, name: RESTRICTED, email: RESTRICTED }),
    );

    await people.librarian
      .post(`/library/readers/${reader.id}/restricted-views`, { reason: 'A claim' })
      .expect(403);
    await people.owner
      .post(`/library/readers/${reader.id}/restricted-views`, { reason: 'Claim 12/26' })
      .expect(201);
    expect(await telling(people.owner)).toEqual(before);
    expect((await telling(people.librarian)).filter((name) => !(name in SHOWN))).toEqual([]);
  });

  it('was asked of every route of the table that a library may read by', () => {
    const readable = Object.keys(whoMayCall).filter((name) => name.startsWith('GET /api/v1/library/'));

    expect(looks.map(({ name }) => name).sort()).toEqual(readable.sort());
  });

  it('stays whole for the reader, on the API and in the copy, which names the claim', async () => {
    const { reader } = furnished;

    expect((await reader.get('/me').expect(200)).body.name).toBe(`Reader ${WORD}`);
    const { body: threads } = await reader.get('/me/conversations').expect(200);
    expect(threads.items[0].subject).toBe(`About ${WORD}`);
    const { body: request } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
    await eventually('the download', async () => {
      const { body } = await reader.get(`/me/requests/${request.id as string}`).expect(200);
      return body.state === 'completed';
    });
    const { bytes } = await reader.get(`/me/requests/${request.id as string}/download`).expect(200);
    const copy = [...(await unzipped(bytes)).values()].join();
    for (const told of [`Question ${WORD}`, `Attached ${WORD}`, `Called ${WORD}`, 'Claim 12/26'])
      expect(copy).toContain(told);
    expect(copy).not.toContain(RESTRICTED);
  });

  it('cannot be written back over the data', async () => {
    const { reader } = furnished;

    await reader.patch('/me', { name: RESTRICTED }).expect(409);

    expect((await reader.get('/me').expect(200)).body.name).toBe(`Reader ${WORD}`);
  });
});

describe('the use of restricted data', () => {
  it('is refused for every purpose, and nothing is recorded or sent but letters about rights', async () => {
    const { library, people } = furnished;
    const eva = await aNeighbour();
    const { body: thread } = await eva
      .post('/me/conversations', { subject: 'Hours', body: 'When?' })
      .expect(201);
    await restricted(eva);

    const { body } = await eva.get(`/libraries/${library.slug}/purposes`).expect(200);
    for (const { key } of body.items as { key: string }[])
      expect(await permissionOf(eva, key)).toMatchObject({ allowed: false, reason: 'restricted' });
    for (const [kind, purpose] of [
      ['call', 'phone-calls'],
      ['tracking-event', 'reading-analytics'],
      ['email', 'service-messages'],
    ] as const) {
      const tried = { reader: eva.id, kind, purpose, content: 'x' };
      const { body: refusal } = await library.api.post('/library/interactions', tried).expect(403);
      expect(refusal).toMatchObject({ reason: 'restricted' });
    }
    await library.api.post('/library/newsletters', { subject: 'News', body: 'News of May' }).expect(202);
    await people.owner
      .post(`/library/conversations/${thread.id as string}/messages`, { body: 'At nine' })
      .expect(201);
    await new Caller(carrel.url)
      .post(`/libraries/${library.slug}/password-resets`, { email: eva.email })
      .expect(202);

    await eventually('a letter about the account', async () => {
      const subjects = (await lettersTo(carrel, eva.email)).map(({ subject }) => subject);
      return subjects.some((subject) => subject.includes('password'));
    });
    const subjects = (await lettersTo(carrel, eva.email)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => /News|answer/.test(subject))).toEqual([]);
  });

  it('is no recipient’s either: one that receives them meanwhile is told at once', async () => {
    const { library, ids } = furnished;
    const eva = await aNeighbour();
    await restricted(eva);

    const disclosure = { reader: eva.id, recipient: ids.recipients, categories: ['contact'] };
    await library.api.post('/library/disclosures', disclosure).expect(201);

    const { body } = await eva.get('/me/recipients').expect(200);
    expect(body.items).toMatchObject([{ told: [{ event: 'restricted' }] }]);
  });

  it('is stopped for jobs that use data, and each job is known to be one or to be none', async () => {
    const names = new Set<string>();
    for (const file of await readdir('src', { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
      const source = await readFile(join('src', file), 'utf8');
      for (const [, name = ''] of source.matchAll(/aJob\('([^']+)'/g)) names.add(name);
      for (const [, constant = ''] of source.matchAll(/aJob\(([A-Z_]+),/g))
        names.add(new RegExp(`const ${constant} = '([^']+)'`).exec(await sources())?.[1] ?? constant);
    }

    const known = new Set([...JOBS_BESIDE_RESTRICTION, ...JOBS_STOPPED_BY_RESTRICTION, ...WITHOUT_READERS]);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(25);
  });
});

/** Jobs that open nothing of readers. */
const WITHOUT_READERS = [
  'address-blocks', 'api-key create', 'containment', 'deadline-feeds', 'holds-review', 'incident', 'incident declare', 'incident drill', 'incident-reminders', 'incident-watch', 'item-files', 'job-runs', 'lapsed-grounds', 'ledger-anchors',
  'library change', 'library create', 'loans', 'memberships', 'platform-keys', 'readiness', 'record-of-processing', 'retention --dry-run',
  'scopes', 'social-providers', 'staff create', 'staff invite', 'staff look-up', 'staff remove',
]; // prettier-ignore

let joined: string | undefined;
async function sources(): Promise<string> {
  if (joined !== undefined) return joined;
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'));
  joined = (await Promise.all(files.map((file) => readFile(join('src', file), 'utf8')))).join('\n');
  return joined;
}

describe('the end of a restriction', () => {
  it('comes a week after the reader was told why, with the request completed and recipients told of both', async () => {
    const { library, people, ids } = furnished;
    const eva = await aNeighbour();
    await library.api
      .post('/library/disclosures', { reader: eva.id, recipient: ids.recipients, categories: ['contact'] })
      .expect(201);
    const id = await restricted(eva, '18(1)(a)');

    const { body: told } = await people.owner
      .put(`/library/restrictions/${id}/lifting`, { reason: 'The data were checked.' })
      .expect(200);
    await people.owner.put(`/library/restrictions/${id}/lifting`, { reason: 'Again' }).expect(409);

    const letter = await eventually('the letter', async () =>
      (await lettersTo(carrel, eva.email)).find(({ text }) => text.includes('The data were checked.')),
    );
    expect(letter.text).toContain('18(3)');
    const liftsAt = new Date(told.liftsAt as string);
    await restrictions().liftDue(library.id, new Date(liftsAt.getTime() - DAY_MS));
    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: false, reason: 'restricted' });
    await restrictions().liftDue(library.id, new Date(liftsAt.getTime() + 1_000));

    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: true });
    const { body } = await eva.get('/me/restrictions').expect(200);
    expect(body.items).toMatchObject([{ id, ground: '18(1)(a)', liftedBy: 'library' }]);
    expect((await eva.get('/me/requests').expect(200)).body.items).toMatchObject([{ state: 'completed' }]);
    const { body: received } = await eva.get('/me/recipients').expect(200);
    expect((received.items[0].told as { event: string }[]).map(({ event }) => event).sort()).toEqual([
      'restricted',
      'restriction-lifted',
    ]);
  });

  it('comes at once by the reader, who ends it or takes the request back', async () => {
    const eva = await aNeighbour();
    const first = await restricted(eva);
    await eva.delete(`/me/restrictions/${first}`).expect(200);
    await eva.delete(`/me/restrictions/${first}`).expect(409);
    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: true });

    await restricted(eva, '18(1)(d)');
    const { body } = await eva.get('/me/requests').expect(200);
    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: false });
    await eva.delete(`/me/requests/${body.items[0].id as string}`).expect(200);

    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: true });
    await furnished.reader.delete(`/me/restrictions/${first}`).expect(404);
  });

  it('comes a week after the reader was told that the request is refused', async () => {
    const { library, people } = furnished;
    const eva = await aNeighbour();
    const id = await restricted(eva, '18(1)(a)');
    const [{ id: request }] = (await eva.get('/me/requests').expect(200)).body.items as [{ id: string }];
    const refusal = { reason: 'exemption', explanation: 'The data were accurate all along.' };

    await people.owner.post(`/library/requests/${request}/refusals`, refusal).expect(201);

    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: false, reason: 'restricted' });
    const [{ liftsAt, liftedAt }] = (await eva.get('/me/restrictions').expect(200)).body.items as [
      { liftsAt: string; liftedAt: null },
    ];
    expect(liftedAt).toBeNull();
    const told = await eventually('the letter', async () =>
      (await lettersTo(carrel, eva.email)).find(({ text }) => text.includes('18(3)')),
    );
    expect(told.text).toContain('The data were accurate all along.');
    expect(told.text).toContain(liftsAt.slice(0, 10));
    await restrictions().liftDue(library.id, new Date(Date.parse(liftsAt) - DAY_MS));
    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: false });
    await restrictions().liftDue(library.id, new Date(Date.parse(liftsAt) + 1_000));

    expect(await permissionOf(eva, 'newsletter')).toMatchObject({ allowed: true });
    expect((await eva.get(`/me/requests/${request}`).expect(200)).body).toMatchObject({ state: 'refused' });
    expect((await eva.get('/me/restrictions').expect(200)).body.items).toMatchObject([
      { id, liftedBy: 'library' },
    ]);
  });

  it('of a legal hold is the library’s', async () => {
    const { library, people } = furnished;
    const eva = await aNeighbour();
    const id = await carrel.app
      .get(Records)
      .in(aJob('test', library.id), (db) => restrict(db, eva.id, 'legal-hold', new Date()));

    await eva.delete(`/me/restrictions/${id}`).expect(409);
    await people.owner.put(`/library/restrictions/${id}/lifting`, { reason: 'x' }).expect(409);
  });
});
