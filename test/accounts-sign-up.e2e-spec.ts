import pg from 'pg';
import { AccountsHousekeeping } from '../src/modules/accounts/accounts-housekeeping.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import {
  aForm,
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

const signUp = (form: object) => anyone.post(`/libraries/${library.slug}/readers`, form);
const confirm = (body: object) => anyone.post(`/libraries/${library.slug}/confirmations`, body);
const signIn = (email: string, password: string) =>
  anyone.post(`/libraries/${library.slug}/sessions`, { email, password });

describe('the form', () => {
  it('is refused without the agreement, and says where the box is', async () => {
    const { agreement: _, ...form } = await aForm(carrel, library);
    const { body } = await signUp(form).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/agreement' })]);
  });

  it('is refused with the box unticked', async () => {
    const form = await aForm(carrel, library);
    const { body } = await signUp({ ...form, agreement: { ...form.agreement, accepted: false } }).expect(422);
    expect(body.errors[0].pointer).toBe('/agreement/accepted');
  });

  it('is refused with another version of the agreement or of a purpose than the current one', async () => {
    const form = await aForm(carrel, library);
    const stale = 'ab'.repeat(32);
    const agreement = await signUp({ ...form, agreement: { accepted: true, version: stale } }).expect(422);
    expect(agreement.body.errors[0].pointer).toBe('/agreement/version');
    const consents = { newsletter: { given: true, version: stale } };
    const purpose = await signUp({ ...form, consents }).expect(422);
    expect(purpose.body.errors[0].pointer).toBe('/consents/newsletter/version');
  });

  it('turns nothing on that was not ticked, and keeps what was shown and not ticked as refused', async () => {
    const reader = await aReader(carrel, { library });
    const { body } = await reader.get('/me/consents').expect(200);
    expect(body.items.length).toBeGreaterThan(2);
    expect((body.items as { state: string }[]).every((one) => one.state === 'refused')).toBe(true);
    const history = await reader.get('/me/consents/history').expect(200);
    expect((history.body.items as { surface: string }[]).every((one) => one.surface === 'sign-up')).toBe(
      true,
    );
    expect(history.body.items).toHaveLength(body.items.length);
  });

  it('leaves what was not shown as not asked', async () => {
    const form = await aForm(carrel, library);
    await signUp({ ...form, consents: undefined }).expect(202);
    await confirm({ token: await tokenInLetterTo(carrel, form.email), password: form.password }).expect(201);
    const { body: tokens } = await signIn(form.email, form.password).expect(201);
    const reader = new Caller(carrel.url, { authorization: `Bearer ${tokens.accessToken}` });
    const { body } = await reader.get('/me/consents').expect(200);
    expect((body.items as { state: string }[]).every((one) => one.state === 'not-asked')).toBe(true);
  });
});

it.each(['password', 'social', 'consents', 'guardian', 'agreement', 'name', 'birthDate'])(
  'takes no null for %s',
  async (field) => {
    const { body } = await signUp({ ...(await aForm(carrel, library)), [field]: null }).expect(422);
    expect(body.errors[0].pointer).toBe(`/${field}`);
  },
);

describe('the confirmation', () => {
  it('needs the password of the form: whoever reads the letter alone makes no account', async () => {
    const form = await aForm(carrel, library);
    await signUp(form).expect(202);
    const token = await tokenInLetterTo(carrel, form.email);
    await confirm({ token, password: 'another password' }).expect(401);
    await signIn(form.email, form.password).expect(401);
    await confirm({ token, password: form.password }).expect(201);
    await signIn(form.email, form.password).expect(201);
    await confirm({ token, password: form.password }).expect(404);
  });

  it('shows whoever holds the link what it would confirm, and nothing to others', async () => {
    const form = await aForm(carrel, library, { consents: ['newsletter'] });
    await signUp(form).expect(202);
    const path = `/libraries/${library.slug}/confirmations/preview`;
    const { body } = await anyone
      .post(path, { token: await tokenInLetterTo(carrel, form.email) })
      .expect(200);
    expect(body).toMatchObject({ email: form.email, name: form.name, guardian: null });
    const given = (body.decisions as { purpose: string; decision: string }[]).filter(
      (one) => one.decision === 'given',
    );
    expect(given.map((one) => one.purpose)).toEqual(['newsletter']);
    await anyone.post(path, { token: 'no-token-of-ours' }).expect(404);
  });

  it('of one sign-up voids the others of the same address', async () => {
    const pending = async () =>
      (await superuser.query('select 1 from sign_up where library_id = $1', [library.id])).rowCount;
    const before = await pending();
    const form = await aForm(carrel, library, { email: 'twice@example.org', name: 'First' });
    await signUp(form).expect(202);
    const first = await tokenInLetterTo(carrel, form.email);
    await signUp({
      ...form,
      email: 'Twice@Example.org',
      name: 'Second',
      password: 'the second password',
    }).expect(202);
    const second = await eventually('the second letter', async () => {
      const letters = [...(await lettersTo(carrel, 'twice@')), ...(await lettersTo(carrel, 'Twice@'))];
      return letters.map((one) => /token=([\w-]+)/.exec(one.text)?.[1]).find((token) => token !== first);
    });
    await confirm({ token: first, password: form.password }).expect(201);
    await confirm({ token: second, password: 'the second password' }).expect(404);
    expect(await pending()).toBe(before);
  });

  it('of another library’s link is refused', async () => {
    const other = await aLibrary(carrel);
    const form = await aForm(carrel, library);
    await signUp(form).expect(202);
    const token = await tokenInLetterTo(carrel, form.email);
    await anyone
      .post(`/libraries/${other.slug}/confirmations`, { token, password: form.password })
      .expect(404);
  });
});

it('lets an unconfirmed sign-up vanish after 48 hours and leaves nothing of it', async () => {
  const alone = await aLibrary(carrel);
  const form = await aForm(carrel, alone);
  await anyone.post(`/libraries/${alone.slug}/readers`, form).expect(202);
  const token = await tokenInLetterTo(carrel, form.email);
  const housekeeping = carrel.app.get(AccountsHousekeeping, { strict: false });

  const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
  expect(await housekeeping.expire(alone.id, hours(47))).toMatchObject({ signUps: 0 });
  expect(await housekeeping.expire(alone.id, hours(49))).toMatchObject({ signUps: 1 });

  for (const table of ['sign_up', 'subject', 'blind_index', 'letter', 'consent', 'consent_event']) {
    const { rows } = await superuser.query(`select 1 from ${table} where library_id = $1`, [alone.id]);
    expect([table, rows.length]).toEqual([table, 0]);
  }
  const { rows: keys } = await superuser.query(
    `select 1 from sealing_key where library_id = $1 and purpose <> 'content'`,
    [alone.id],
  );
  expect(keys).toHaveLength(0);
  expect(await lettersTo(carrel, form.email)).toHaveLength(0);
  await anyone.post(`/libraries/${alone.slug}/confirmations`, { token, password: form.password }).expect(404);
});

it('tells nobody whether an address has an account', async () => {
  const ana = await aReader(carrel, { library });
  const known = await aForm(carrel, library, { email: ana.email });
  const unknown = await aForm(carrel, library);
  const shape = ({ status, headers, text }: Awaited<ReturnType<typeof signUp>>) => {
    const told = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
    return { status, text: text.replace(/"requestId":"[^"]+"/, ''), told };
  };

  expect(shape(await signUp(known))).toEqual(shape(await signUp(unknown)));
  await eventually('a letter to the known address', async () =>
    (await lettersTo(carrel, ana.email)).find((letter) => /have an account/.test(letter.subject)),
  );
  await tokenInLetterTo(carrel, unknown.email);
  expect(await lettersTo(carrel, ana.email)).toHaveLength(2);
  expect(await lettersTo(carrel, unknown.email)).toHaveLength(1);

  const wrong = 'not the password';
  expect(shape(await signIn(ana.email, wrong))).toEqual(shape(await signIn('nobody@example.org', wrong)));
  expect(shape(await signIn(ana.email, wrong)).status).toBe(401);
});

it('takes no null where a datum is changed, and forgets a phone number that is emptied', async () => {
  const ana = await aReader(carrel, { library });
  for (const field of ['name', 'country', 'birthDate', 'language', 'phone', 'guardian']) {
    const { body } = await ana.patch('/me', { [field]: null }).expect(422);
    expect(body.errors[0].pointer).toBe(`/${field}`);
  }
  await ana.patch('/me', { phone: '+34 600 000 000' }).expect(200);
  expect((await ana.get('/me').expect(200)).body.phone).toBe('+34 600 000 000');
  await ana.patch('/me', { phone: '' }).expect(200);
  expect((await ana.get('/me').expect(200)).body).toMatchObject({ phone: null, name: 'Ana Lectora' });
});

it.each([
  ['one letter', 'Ø'],
  ['an apostrophe', "Siobhán O'Brien"],
  ['Han', '王小明'],
  ['right to left', 'فاطمة الزهراء'],
  ['combining marks', 'Zoe\u0308 A\u030Angstro\u0308m'],
  ['beyond the basic plane', '𠮷野家 🙂'],
])('keeps a name with %s as it was written', async (_, name) => {
  const reader = await aReader(carrel, { library, name });
  const { body } = await reader.get('/me').expect(200);
  expect(body.name).toBe(name);
});
