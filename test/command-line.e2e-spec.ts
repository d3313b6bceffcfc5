import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { SocialProvider } from '../src/modules/accounts/social.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, aStaffMember, asStaff, eventually, lettersTo } from './support/people.js';
import { carrelCommand } from './support/server.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

async function run(...args: string[]) {
  const command = carrelCommand(carrel, args);
  const code = await command.ended;
  return { code, said: command.output.trim() };
}

const ABOUT = ['--address', 'Quay 1', '--contact', 'hello@quay.example', '--dpo', 'dpo@quay.example'];

it('makes a library that answers at once, and only once', async () => {
  const create = ['library', 'create', 'quay', '--name', 'Quay Library', '--country', 'IE', ...ABOUT];
  const made = await run(...create, '--languages', 'en,es');

  expect(made.code).toBe(0);
  expect(made.said).toMatch(/^[0-9a-f-]{36}$/);
  const anyone = new Caller(carrel.url);
  const { body } = await anyone.get('/libraries/quay').expect(200);
  expect(body).toMatchObject({ name: 'Quay Library', country: 'IE', languages: ['en', 'es'] });
  const again = await run(...create);
  expect(again).toMatchObject({ code: 1 });
  expect(again.said).toContain('called "quay" already');
});

it('prints the record of processing of one library, and of the platform as the processor of all', async () => {
  const library = await aLibrary(carrel);

  const own = await run('record-of-processing', '--library', library.slug, '--language', 'es');
  const all = await run('record-of-processing', '--format', 'csv');

  expect(own.code).toBe(0);
  expect(own.said).toContain('# Registro de actividades de tratamiento');
  expect(all.code).toBe(0);
  expect(all.said).toContain(`${library.slug},Library of ${library.slug}`);
  expect((await run('record-of-processing', '--format', 'docx')).code).toBe(2);
});

it('makes an API key with the scopes named, and none that erases unasked', async () => {
  const library = await aLibrary(carrel);
  const reader = await aReader(carrel, { library });

  const { code, said } = await run('api-key', 'create', '--library', library.slug, '--name', 'catalogue');

  expect(code).toBe(0);
  const system = new Caller(carrel.url, { 'x-api-key': said });
  await system.get(`/library/permissions?reader=${reader.id}&purpose=newsletter`).expect(200);
  const unknown = await run(
    'api-key',
    'create',
    '--library',
    library.slug,
    '--name',
    'x',
    '--scopes',
    'everything',
  );
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.said).toContain('There is no scope "everything"');
});

it('says where a library is, and refuses a region or a clock that does not exist', async () => {
  const library = await aLibrary(carrel, { country: 'ES' });
  const where = async (): Promise<unknown> =>
    (await new Caller(carrel.url).get(`/libraries/${library.slug}`).expect(200)).body;
  const change = ['library', 'change', library.slug];

  expect(await where()).toMatchObject({ region: null, body: 'private', timeZone: null });
  const moved = await run(...change, '--region', 'CN', '--body', 'public', '--time-zone', 'Atlantic/Canary');
  expect(moved).toMatchObject({ code: 0, said: `${library.slug}: ES-CN, public, Atlantic/Canary` });
  expect(await where()).toMatchObject({ region: 'CN', body: 'public', timeZone: 'Atlantic/Canary' });
  for (const [option, value] of [
    ['--region', 'BY'],
    ['--body', 'royal'],
    ['--time-zone', 'Europe/Atlantis'],
  ])
    expect(await run(...change, String(option), String(value))).toMatchObject({ code: 2 });
  expect(await run(...change, '--region', 'none', '--time-zone', 'none')).toMatchObject({ code: 0 });
  expect(await where()).toMatchObject({ region: null, body: 'public', timeZone: null });
});

it('erases the readers of a file only when it is confirmed, and says of each other line why not', async () => {
  const library = await aLibrary(carrel);
  const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  const path = join(carrel.dataDir, 'leaving.csv');
  writeFileSync(path, `email\n${ana.email}\n${eva.id}\n${ana.id}\nnobody@example.org\n`);
  const erase = ['readers', 'erase', '--library', library.slug, '--file', path];

  const looked = await run(...erase);
  await ana.get('/me').expect(200);
  const erased = await run(...erase, '--confirm');

  expect(looked.code).toBe(0);
  for (const part of ['line 4: doubled', 'line 5: unknown', '2 readers would be erased'])
    expect(looked.said).toContain(part);
  expect(looked.said + erased.said).not.toContain('@example.org');
  expect(erased).toMatchObject({ code: 0, said: expect.stringContaining('2 erasures begun') });
  for (const reader of [ana, eva]) await reader.get('/me').expect(401);
  await eventually(
    'the server to carry them out',
    async () => {
      const { body } = await library.api.get('/library/requests').expect(200);
      return (body.items as { state: string }[]).every(({ state }) => state === 'completed');
    },
    60,
  );
});

it('lets a reader take an erasure back for as many days as a library says, up to fourteen', async () => {
  const library = await aLibrary(carrel);
  const change = ['library', 'change', library.slug, '--erasure-grace-days'];

  expect(await run(...change, '15')).toMatchObject({ code: 2 });
  expect(await run(...change, '3')).toMatchObject({ code: 0 });

  const ana = await aReader(carrel, { library });
  expect((await ana.get('/me/erasure-preview').expect(200)).body.grace.days).toBe(3);
});

it('invites an owner by letter', async () => {
  const library = await aLibrary(carrel);

  const { code } = await run(
    ...[
      'staff',
      'invite',
      'elena@example.org',
      '--name',
      'Elena Ribas',
      '--role',
      'owner',
      '--library',
      library.slug,
    ],
  );

  expect(code).toBe(0);
  const letter = await eventually(
    'the letter',
    async () => (await lettersTo(carrel, 'elena@example.org'))[0],
  );
  expect(letter.text).toContain('token=');
});

it('lets an identity provider in, with a secret that is no argument, and out again', async () => {
  const library = await aLibrary(carrel);
  const whose = ['--library', library.slug];
  const about = ['--name', 'The Example', '--issuer', 'https://id.example', '--client-id', 'carrel'];
  const set = ['social-providers', 'set', ...whose, '--key', 'example', ...about];
  const buttons = async () => {
    const { body } = await new Caller(carrel.url).get(`/libraries/${library.slug}/social-logins`).expect(200);
    return body.items as { key: string; name: string }[];
  };

  expect(await run(...set)).toMatchObject({ code: 2, said: expect.stringContaining('--no-secret') });
  expect(await buttons()).toEqual([]);
  const command = carrelCommand(carrel, set, {}, 'a secret of both\n');
  expect(await command.ended).toBe(0);
  expect(await buttons()).toEqual([{ key: 'example', name: 'The Example' }]);
  const secret = await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const [found] = await db.all(SocialProvider, {});
    return db.secret(SocialProvider, { id: found?.id ?? '' }, 'clientSecret');
  });
  expect(secret).toBe('a secret of both');
  const listed = await run('social-providers', 'list', ...whose);
  expect(listed).toEqual({ code: 0, said: 'example\tThe Example\thttps://id.example\tcarrel' });

  expect(await run('social-providers', 'remove', 'example', ...whose)).toMatchObject({ code: 0 });
  expect(await buttons()).toEqual([]);
  expect(await run('social-providers', 'remove', 'example', ...whose)).toMatchObject({ code: 1 });
}, 60_000);

it('tells the state of the keys, exports them, and moves to a new epoch', async () => {
  const before = await run('keys', 'status');
  expect(before).toMatchObject({ code: 0 });
  expect(before.said).toMatch(/^epoch 1 {2}live/m);
  expect(before.said).toContain('no export yet');

  expect((await run('keys', 'export')).said).toContain('no off-machine copy');
  expect((await run('keys', 'tick')).said).toContain('Epoch 2 is current.');
  expect((await run('keys', 'status')).said).toMatch(/^epoch 1 {2}retiring/m);
  expect((await run('keys', 'tick', '--now')).said).toMatch(/^Destroyed: epoch 1, 2\.$/m);
});

it('declares an incident without the server, and refuses a moment that is none', async () => {
  const words = ['--description', 'Found in a log.', '--mode', 'live', '--aware-at', '2026-01-31T09:30:00Z'];
  const { code, said } = await run('incident', 'declare', 'An export lay open', ...words);

  expect(code).toBe(0);
  const officer = await asStaff(carrel, await aStaffMember(carrel));
  const { body } = await officer.get(`/incidents/${said}`).expect(200);
  expect(body).toMatchObject({
    title: 'An export lay open',
    mode: 'live',
    awareAt: '2026-01-31T09:30:00.000Z',
  });
  const wrong = await run('incident', 'declare', 'x', ...words.slice(0, 4), '--detected-at', 'yesterday');
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.said).toContain('--detected-at is "yesterday"');
});

it('migrates, also where there is nothing to do', async () => {
  expect(await run('migrate')).toMatchObject({ code: 0, said: 'The schema is up to date.' });
});

it('explains itself, and tells wrong usage from failure', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, said: expect.stringContaining('readers') });
  expect(await run('readers', 'import', '--help')).toMatchObject({
    code: 0,
    said: expect.stringContaining('CSV'),
  });
  expect(await run('library', 'create', 'x')).toMatchObject({ code: 2 });
  expect(await run('nonsense')).toMatchObject({ code: 2 });
});
