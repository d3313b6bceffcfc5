import pg from 'pg';
import { AccountsExpireJob } from '../src/jobs/accounts-expire.job.js';
import { AccountsHousekeeping } from '../src/modules/accounts/accounts-housekeeping.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { aForm, aLibrary, aReader, type TestLibrary, type TestReader } from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let anyone: Caller;
let superuser: pg.Client;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** The same reader, signed in on another device. */
async function onAnotherDevice({ library: { slug }, email, password }: TestReader) {
  const { body } = await anyone.post(`/libraries/${slug}/sessions`, { email, password }).expect(201);
  const device = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
  return Object.assign(device, { refreshToken: body.refreshToken as string });
}

const refresh = (refreshToken: string) =>
  anyone.post(`/libraries/${library.slug}/sessions/refresh`, { refreshToken });

it('lists where a reader is signed in, a page at a time, and marks the device that asks', async () => {
  const ana = await aReader(carrel, { library });
  const phone = await onAnotherDevice(ana);
  const { body } = await phone.get('/me/sessions').expect(200);
  expect(body).toMatchObject({
    items: [{ how: 'password', isCurrent: true }, { isCurrent: false }],
    next: null,
  });
  const first = await phone.get('/me/sessions?limit=1').expect(200);
  const second = await phone.get(`/me/sessions?limit=1&after=${first.body.next}`).expect(200);
  expect([...first.body.items, ...second.body.items]).toEqual(body.items);
});

it('ends a session from another device: its access token is refused at the next request', async () => {
  const ana = await aReader(carrel, { library });
  const phone = await onAnotherDevice(ana);
  const { body } = await ana.get('/me/sessions').expect(200);
  const other = (body.items as { id: string; isCurrent: boolean }[]).find((one) => !one.isCurrent)?.id;

  await ana.delete(`/me/sessions/${other}`).expect(204);

  await phone.get('/me').expect(401);
  await refresh(phone.refreshToken).expect(401);
  await ana.get('/me').expect(200);
  await ana.delete(`/me/sessions/${other}`).expect(404);
});

it('signs out of the device that asks', async () => {
  const ana = await aReader(carrel, { library });
  await ana.delete('/me/sessions/current').expect(204);
  await ana.get('/me').expect(401);
});

it('answers 404 for another reader’s session, which goes on', async () => {
  const ana = await aReader(carrel, { library });
  const berta = await aReader(carrel, { library });
  const stranger = await aReader(carrel);
  for (const other of [berta, stranger]) {
    const { body } = await other.get('/me/sessions').expect(200);
    await ana.delete(`/me/sessions/${body.items[0].id}`).expect(404);
    await other.get('/me/sessions').expect(200);
  }
  await ana.delete('/me/sessions/no-id').expect(404);
});

it('rotates refresh tokens, and ends the session when one is used twice', async () => {
  const ana = await aReader(carrel, { library });
  const { refreshToken: first } = ana.tokens;
  const { body: second } = await refresh(first).expect(201);
  expect(second.refreshToken).not.toBe(first);
  const device = new Caller(carrel.url, { authorization: `Bearer ${second.accessToken}` });
  await device.get('/me').expect(200);

  await refresh(first).expect(401);

  await device.get('/me').expect(401);
  await refresh(second.refreshToken).expect(401);
});

it('ends the session too when a token from longer ago comes back', async () => {
  const ana = await aReader(carrel, { library });
  const { refreshToken: first } = ana.tokens;
  const { body: second } = await refresh(first).expect(201);
  const { body: third } = await refresh(second.refreshToken).expect(201);

  await refresh(first).expect(401);

  await refresh(third.refreshToken).expect(401);
});

it('refuses a guess at a session whose id is known, which goes on', async () => {
  const ana = await aReader(carrel, { library });
  const berta = await aReader(carrel, { library });
  const [session = '', secret = '', seal = ''] = ana.tokens.refreshToken.split('.');
  const [, otherSecret = '', otherSeal = ''] = berta.tokens.refreshToken.split('.');
  const guessed = `${secret.slice(0, 30)}${'A'.repeat(24)}`;

  for (const guess of [
    `${session}.${guessed}.${seal}`,
    `${session}.${otherSecret}.${otherSeal}`,
    `${session}.${guessed}`,
    `${session}.${guessed}.`,
  ])
    await refresh(guess).expect(401);

  await ana.get('/me').expect(200);
  await refresh(ana.tokens.refreshToken).expect(201);
});

it.each([
  [
    'the platform',
    `update library_directory set token_epoch = token_epoch + $1 where slug = 'platform' and $2::uuid <> $3::uuid`,
  ],
  [
    'the library',
    `update library_directory set token_epoch = token_epoch + $1 where id = $2 and id <> $3::uuid`,
  ],
  ['the reader', `update subject set token_epoch = token_epoch + $1 where library_id = $2 and id = $3`],
])('refuses an access token when the epoch of %s alone is raised', async (_, raise) => {
  const ana = await aReader(carrel);
  await ana.get('/me').expect(200);
  const { rowCount } = await superuser.query(raise, [1, ana.library.id, ana.id]);
  expect(rowCount).toBe(1);
  await ana.get('/me').expect(401);
  await superuser.query(raise, [-1, ana.library.id, ana.id]);
  await ana.get('/me').expect(200);
});

it('refreshes at the reader’s own library only, and at another’s nothing happens', async () => {
  const ana = await aReader(carrel, { library });
  const other = await aLibrary(carrel);
  const { refreshToken } = ana.tokens;
  await anyone.post(`/libraries/${other.slug}/sessions/refresh`, { refreshToken }).expect(401);
  await refresh(refreshToken).expect(201);
});

it('forgets sessions and links thirty days after they ended, and no others', async () => {
  const ana = await aReader(carrel);
  const { id, slug } = ana.library;
  await anyone.post(`/libraries/${slug}/password-resets`, { email: ana.email }).expect(202);
  const phone = await anyone.post(`/libraries/${slug}/sessions`, {
    email: ana.email,
    password: ana.password,
  });
  await new Caller(carrel.url, { authorization: `Bearer ${phone.body.accessToken}` })
    .delete('/me/sessions/current')
    .expect(204);
  const housekeeping = carrel.app.get(AccountsHousekeeping, { strict: false });
  const days = (count: number) => new Date(Date.now() + count * 86_400_000);

  expect(await housekeeping.expire(id, new Date())).toEqual({
    signUps: 0,
    attempts: 0,
    links: 0,
    sessions: 0,
  });
  expect(await housekeeping.expire(id, days(29))).toEqual({ signUps: 0, attempts: 0, links: 1, sessions: 0 });
  expect(await housekeeping.expire(id, days(31))).toEqual({ signUps: 0, attempts: 0, links: 0, sessions: 1 });
  await ana.get('/me').expect(200);
  expect(await housekeeping.expire(id, days(61))).toMatchObject({ sessions: 1 });
});

it('clears every library by a job of its own', async () => {
  const form = await aForm(carrel, library);
  await anyone.post(`/libraries/${library.slug}/readers`, form).expect(202);
  await superuser.query(`update sign_up set expires_at = now() - interval '1 ms' where library_id = $1`, [
    library.id,
  ]);
  await carrel.app.get(AccountsExpireJob, { strict: false }).run(new Date());
  expect((await superuser.query('select 1 from sign_up where library_id = $1', [library.id])).rowCount).toBe(
    0,
  );
});
