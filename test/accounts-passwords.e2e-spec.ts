import pg from 'pg';
import { createHash } from 'node:crypto';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import {
  aLibrary,
  aReader,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let anyone: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
});
afterAll(() => carrel.stop());

const signIn = (email: string, password: string) =>
  anyone.post(`/libraries/${library.slug}/sessions`, { email, password });
const forget = (email: string) => anyone.post(`/libraries/${library.slug}/password-resets`, { email });
const reset = (body: object) => anyone.put(`/libraries/${library.slug}/password-resets`, body);
const NEW = 'a brand new password';

/** A reader as an import leaves one: no password, no agreement. */
describe('a change of password', () => {
  it('asks for the present one, ends the other sessions and says so by letter', async () => {
    const ana = await aReader(carrel, { library });
    const { body } = await signIn(ana.email, ana.password).expect(201);
    const phone = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
    const refused = await ana.put('/me/password', { password: 'a wrong one', newPassword: NEW }).expect(403);
    expect(refused.body.errors[0].pointer).toBe('/password');
    await ana.put('/me/password', { newPassword: NEW }).expect(403);

    await ana.put('/me/password', { password: ana.password, newPassword: NEW }).expect(204);

    await phone.get('/me').expect(401);
    await ana.get('/me').expect(200);
    await signIn(ana.email, ana.password).expect(401);
    await signIn(ana.email, NEW).expect(201);
    await eventually('the letter', async () =>
      (await lettersTo(carrel, ana.email)).find((letter) => /was changed/.test(letter.subject)),
    );
  });
});

describe('a forgotten password', () => {
  it('is set anew by the letter’s link, once, and every session ends', async () => {
    const ana = await aReader(carrel, { library });
    await forget(ana.email).expect(202);
    const token = await tokenInLetterTo(carrel, ana.email, /new password/);

    await reset({ token, password: NEW }).expect(204);

    await ana.get('/me').expect(401);
    await signIn(ana.email, ana.password).expect(401);
    await signIn(ana.email, NEW).expect(201);
    await reset({ token, password: 'once more, please' }).expect(404);
    await signIn(ana.email, NEW).expect(201);
  });

  it('voids the other links once one is used', async () => {
    const ana = await aReader(carrel, { library });
    await forget(ana.email).expect(202);
    const first = await tokenInLetterTo(carrel, ana.email, /new password/);
    await forget(ana.email).expect(202);
    const second = await eventually('the second link', async () =>
      (await lettersTo(carrel, ana.email))
        .filter((letter) => /new password/.test(letter.subject))
        .map((letter) => /token=([\w-]+)/.exec(letter.text)?.[1])
        .find((token) => token !== first),
    );
    await reset({ token: second, password: NEW }).expect(204);
    await reset({ token: first, password: 'of the first link' }).expect(404);
  });

  it('has a link for two hours', async () => {
    const ana = await aReader(carrel, { library });
    await forget(ana.email).expect(202);
    const token = await tokenInLetterTo(carrel, ana.email, /new password/);
    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    const link = [library.id, createHash('sha256').update(token).digest()];
    const { rows } = await superuser.query<{ expires_at: Date }>(
      `update account_link set expires_at = expires_at - interval '2 hours' where library_id = $1 and token_hash = $2 returning expires_at`,
      link,
    );
    await superuser.end();
    expect(Math.abs(Number(rows[0]?.expires_at) - Date.now())).toBeLessThan(60_000);
    await reset({ token, password: NEW }).expect(404);
    await signIn(ana.email, ana.password).expect(201);
  });

  it('is answered the same for a known and an unknown address, and no letter goes to the latter', async () => {
    const ana = await aReader(carrel, { library });
    const [known, unknown] = [await forget(ana.email), await forget('nobody-here@example.org')];
    const told = ({ status, text, headers }: typeof known) => ({
      status,
      text,
      headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
    });
    expect(told(known)).toEqual(told(unknown));
    expect(known.status).toBe(202);
    await tokenInLetterTo(carrel, ana.email, /new password/);
    expect(await lettersTo(carrel, 'nobody-here@example.org')).toHaveLength(0);
  });

  it('sends at most three letters a day to one address', async () => {
    const ana = await aReader(carrel, { library });
    for (let i = 0; i < 5; i += 1) await forget(ana.email).expect(202);
    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    const { rows } = await superuser.query(
      'select kind from letter where library_id = $1 and subject_id = $2',
      [library.id, ana.id],
    );
    await superuser.end();
    expect(rows).toHaveLength(3);
  });
});

it('accepts a changed agreement on its current text only', async () => {
  const ana = await aReader(carrel);
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  const version = createHash('sha256').update('the text of tomorrow').digest();
  await superuser.query('update agreement set version = $1 where library_id = $2', [version, ana.library.id]);
  await superuser.end();
  expect((await ana.get('/me').expect(200)).body.agreementDue).toBe(true);

  await ana.put('/me/agreement', { accepted: false, version: version.toString('hex') }).expect(422);
  const stale = await ana.put('/me/agreement', { accepted: true, version: 'ab'.repeat(32) }).expect(422);
  expect(stale.body.errors[0].pointer).toBe('/version');
  await ana.put('/me/agreement', { accepted: true, version: version.toString('hex') }).expect(200);

  expect((await ana.get('/me').expect(200)).body.agreementDue).toBe(false);
});
