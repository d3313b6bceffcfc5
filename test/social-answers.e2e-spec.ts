import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { Browser, type TestProvider } from './support/identity-provider.js';
import { aLibrary, type TestLibrary } from './support/people.js';
import { aProviderFor, configure, SocialDoor, someone } from './support/social.js';

let carrel: Carrel;
let library: TestLibrary;
let other: TestLibrary;
let anyone: Caller;
let provider: TestProvider;
let superuser: pg.Client;
let door: SocialDoor;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  other = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  provider = await aProviderFor(carrel, [library, other]);
  door = new SocialDoor(carrel, library);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
  await provider.stop();
});

const at = (path: string) => `/libraries/${library.slug}${path}`;

it('uses a state and a code once, and gives each its minutes', async () => {
  const begun = await door.begin();
  const answer = await new Browser().signIn(begun, someone());
  const code = (await door.comeBack(answer)).searchParams.get('code');
  await anyone.get(`/${answer.pathname}${answer.search}`).expect(404);
  await anyone.post(at('/sessions/social'), { code }).expect(201);
  await anyone.post(at('/sessions/social'), { code }).expect(404);

  const late = await door.begin();
  const lateAnswer = await new Browser().signIn(late, someone());
  await superuser.query(`update social_attempt set expires_at = expires_at - interval '10 minutes'`);
  await anyone.get(`/${lateAnswer.pathname}${lateAnswer.search}`).expect(404);
});

it('gives a code to the page that began alone, when the page keeps a secret', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const code = await door.code(someone(), await door.begin({ challenge }));
  await anyone.post(at('/sessions/social'), { code }).expect(404);
  await anyone.post(at('/sessions/social'), { code, verifier: 'another' }).expect(404);
  await anyone.post(at('/sessions/social'), { code, verifier }).expect(201);
});

it('refuses answers that are forged, of another provider or library, or a refusal', async () => {
  await anyone.get(at('/social-logins/example/callback')).expect(404);
  await anyone.get(at('/social-logins/example/callback?state=forged&code=forged')).expect(404);

  const begun = await door.begin();
  const answer = await new Browser().signIn(begun, someone());
  const elsewhere = answer.pathname.replace(library.slug, other.slug);
  await anyone.get(`/${elsewhere}${answer.search}`).expect(404);
  answer.searchParams.set('code', 'a code that the provider never gave');
  expect((await door.comeBack(answer)).searchParams.get('error')).toBe('failed');

  const refused = await door.begin();
  const page = await door.comeBack(await new Browser().refuse(refused));
  expect(page.searchParams.get('error')).toBe('refused');
  expect(page.searchParams.has('code')).toBe(false);
});

it('keeps an identity of one library unknown in another', async () => {
  const login = someone();
  await door.reader(login);
  const there = new SocialDoor(carrel, other);
  const code = await there.code(login, await there.begin());
  await anyone.post(at('/sessions/social'), { code }).expect(404);
  const { body } = await anyone.post(`/libraries/${other.slug}/sessions/social`, { code }).expect(201);
  expect(body).toMatchObject({ next: 'sign-up' });
});

describe('the providers of a library', () => {
  it('are listed without what is between them and the library', async () => {
    const { body } = await anyone.get(at('/social-logins')).expect(200);
    expect(body.items).toEqual([
      { key: 'example', name: 'The provider example' },
      { key: 'second', name: 'The provider second' },
    ]);
    await anyone.post(at('/social-logins/nobody')).expect(404);
  });

  it('are asked over TLS, but for those on this machine', async () => {
    await expect(
      configure(carrel, library, { ...provider, key: 'plain', issuer: 'http://accounts.example.org' }),
    ).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      configure(carrel, library, { ...provider, key: 'odd', issuer: 'not an address' }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(configure(carrel, library, { ...provider, key: 'Odd Key' })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('may be away: the answer is 503 and says what to do', async () => {
    await configure(carrel, library, { ...provider, key: 'away', issuer: 'http://127.0.0.1:9' });
    const { body, headers } = await anyone.post(at('/social-logins/away')).expect(503);
    expect(body.type).toBe('/problems/provider-away');
    expect(headers.get('retry-after')).toBe('10');
    await superuser.query(`delete from social_provider where key = 'away'`);
  });

  it('keep identities sealed: neither the subject nor the secret stands in a table', async () => {
    const login = someone();
    await door.reader(login);
    for (const table of ['social_login', 'social_provider', 'social_attempt', 'sign_up', 'blind_index']) {
      const { rows } = await superuser.query<{ row: string }>(`select t::text as row from ${table} t`);
      const text = rows.map(({ row }) => row).join();
      const hex = (plain: string) => Buffer.from(plain).toString('hex');
      for (const plain of [login, hex(login), provider.clientSecret, hex(provider.clientSecret)])
        expect(text.includes(plain)).toBe(false);
    }
  });
});
