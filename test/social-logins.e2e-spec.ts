import pg from 'pg';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import type { TestProvider } from './support/identity-provider.js';
import {
  aForm,
  aLibrary,
  aReader,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';
import { aProviderFor, SocialDoor, someone } from './support/social.js';

let carrel: Carrel;
let library: TestLibrary;
let anyone: Caller;
let provider: TestProvider;
let superuser: pg.Client;
let door: SocialDoor;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  provider = await aProviderFor(carrel, [library]);
  door = new SocialDoor(carrel, library);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
  await provider.stop();
});

const at = (path: string) => `/libraries/${library.slug}${path}`;

describe('an identity that nobody has linked', () => {
  it('gets a ticket for the form, and signs up without a password', async () => {
    const login = someone();
    const body = await door.signIn(login);
    expect(body).toEqual({ next: 'sign-up', token: expect.any(String) });

    const reader = await door.reader(login);

    expect((await reader.get('/me').expect(200)).body).toMatchObject({ id: reader.id, email: reader.email });
    const sessions = await reader.get('/me/sessions').expect(200);
    expect(sessions.body.items[0]).toMatchObject({ how: 'social' });
    const signedIn = await door.signIn(login);
    expect(signedIn).toMatchObject({ accessToken: expect.any(String), agreementDue: false });
  });

  it('makes no account when the letter is confirmed with another identity, or none', async () => {
    const ticket = await door.signIn(someone());
    const { password: _, ...form } = await aForm(carrel, library);
    await anyone.post(at('/readers'), { ...form, social: ticket.token }).expect(202);
    const token = await tokenInLetterTo(carrel, form.email);
    const another = await door.signIn(someone());
    await anyone.post(at('/confirmations'), { token, social: another.token }).expect(401);
    await anyone.post(at('/confirmations'), { token, password: 'a long enough password' }).expect(401);
    const { body } = await anyone.post(at('/confirmations'), { token }).expect(401);
    expect(body.errors[0].pointer).toBe('/social');
  });

  it('is asked for a password or a ticket in the form, never both, and a ticket works once', async () => {
    const { password, ...form } = await aForm(carrel, library);
    const neither = await anyone.post(at('/readers'), form).expect(422);
    expect(neither.body.errors[0].pointer).toBe('/password');
    const ticket = await door.signIn(someone());
    await anyone.post(at('/readers'), { ...form, password, social: ticket.token }).expect(422);
    await anyone.post(at('/readers'), { ...form, social: ticket.token }).expect(202);
    const used = await anyone.post(at('/readers'), { ...form, social: ticket.token }).expect(422);
    expect(used.body.errors[0].pointer).toBe('/social');
  });

  it('never gets an account by the address: the provider’s word on it is not even asked for', async () => {
    const ana = await aReader(carrel, { library });
    const body = await door.signIn(ana.email);
    expect(body).toMatchObject({ next: 'sign-up' });
    const asked = new URL(await door.begin()).searchParams;
    expect(asked.get('scope')).toBe('openid');
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect([asked.has('state'), asked.has('nonce'), asked.has('code_challenge')]).toEqual([true, true, true]);
  });
});

describe('a reader with a password', () => {
  it('links an identity, signs in by it, and unlinks it', async () => {
    const login = someone();
    const ana = await aReader(carrel, { library });
    expect(await door.link(ana, login)).toBe(204);
    const list = await ana.get('/me/social-logins').expect(200);
    expect(list.body).toMatchObject({ items: [{ provider: 'example', lastUsedAt: null }], next: null });
    await eventually('the letter', async () =>
      (await lettersTo(carrel, ana.email)).find((letter) => /new way to sign in/.test(letter.subject)),
    );

    const body = await door.signIn(login);
    const phone = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
    expect((await phone.get('/me').expect(200)).body.id).toBe(ana.id);

    await phone.delete('/me/social-logins/example').expect(204);
    await phone.delete('/me/social-logins/example').expect(404);
    expect(await door.signIn(login)).toMatchObject({ next: 'sign-up' });
  });

  it('cannot link an identity that another reader has, nor two of one provider', async () => {
    const login = someone();
    const [ana, berta] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    expect(await door.link(ana, login)).toBe(204);
    expect(await door.link(berta, login)).toBe(409);
    expect(await door.link(ana, someone())).toBe(409);
    expect((await ana.get('/me/social-logins').expect(200)).body.items).toHaveLength(1);
    expect((await berta.get('/me/social-logins').expect(200)).body.items).toHaveLength(0);
  });

  const begunBy = async (reader: Caller) =>
    (await reader.post('/me/social-logins/example').expect(200)).body.url as string;

  it('is not linked to what somebody else began: the code works for its own reader only', async () => {
    const [ana, mallory] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const code = await door.code(someone(), await begunBy(mallory));
    await ana.put('/me/social-logins/example', { code }).expect(404);
    await anyone.post(at('/sessions/social'), { code }).expect(404);
    const signInCode = await door.code(someone(), await door.begin());
    await ana.put('/me/social-logins/example', { code: signInCode }).expect(404);
  });

  it('proves who they are before they link', async () => {
    const ana = await aReader(carrel, { library });
    await superuser.query(
      `update session set proved_at = now() - interval '6 minutes' where subject_id = $1`,
      [ana.id],
    );
    const { refreshToken } = ana.tokens;
    const { body } = await anyone.post(at('/sessions/refresh'), { refreshToken }).expect(201);
    const later = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
    await later.post('/me/social-logins/example').expect(403);
    await later.post('/me/social-logins/example', { password: ana.password }).expect(200);
  });
});

it('keeps the only way to sign in until there is another', async () => {
  const login = someone();
  const reader = await door.reader(login);
  await reader.delete('/me/social-logins/example').expect(409);
  expect(await door.link(reader, someone(), 'second')).toBe(204);
  await reader.delete('/me/social-logins/example').expect(204);
  await reader.delete('/me/social-logins/second').expect(409);
  await reader.put('/me/password', { newPassword: 'a password after all' }).expect(204);
  await reader.delete('/me/social-logins/second').expect(204);
});
