import pg from 'pg';
import { createHash } from 'node:crypto';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { Reader } from '../src/modules/accounts/reader.entity.js';
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

const signIn = (email: string, password: string) =>
  anyone.post(`/libraries/${library.slug}/sessions`, { email, password });
const confirm = (token: string) => anyone.post(`/libraries/${library.slug}/email-confirmations`, { token });
const veto = (token: string) => anyone.post(`/libraries/${library.slug}/email-vetoes`, { token });

let count = 0;
const anAddress = () => `new-${(count += 1)}@example.org`;

/** Hours pass for a link, which is by its token. */
async function hoursPass(hours: number, token: string) {
  const { rowCount } = await superuser.query(
    `update account_link set expires_at = expires_at - make_interval(hours => $1, secs => 10) where token_hash = $2`,
    [hours, createHash('sha256').update(token).digest()],
  );
  expect(rowCount).toBe(1);
}

it('takes the new address once it is confirmed there', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email, password: ana.password }).expect(202);
  const token = await tokenInLetterTo(carrel, email);
  expect((await ana.get('/me').expect(200)).body.email).toBe(ana.email);

  await confirm(token).expect(204);

  expect((await ana.get('/me').expect(200)).body.email).toBe(email);
  await signIn(ana.email, ana.password).expect(401);
  await signIn(email, ana.password).expect(201);
  await confirm(token).expect(404);
  const evidence = await superuser.query('select 1 from reader_evidence where subject_id = $1', [ana.id]);
  expect(evidence.rowCount).toBe(2);
});

it('asks for the password, or a sign-in younger than five minutes', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email, password: 'a wrong one' }).expect(403);
  await ana.post('/me/email-changes', { email }).expect(202);
  await superuser.query(`update session set proved_at = now() - interval '6 minutes' where subject_id = $1`, [
    ana.id,
  ]);
  const { refreshToken } = ana.tokens;
  const { body } = await anyone
    .post(`/libraries/${library.slug}/sessions/refresh`, { refreshToken })
    .expect(201);
  const later = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
  const refused = await later.post('/me/email-changes', { email }).expect(403);
  expect(refused.body.errors[0].pointer).toBe('/password');
  await later.post('/me/email-changes', { email: ana.email, password: ana.password }).expect(422);
});

it('is undone from the old address even after the confirmation, and signs everyone out', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email }).expect(202);
  const undo = await tokenInLetterTo(carrel, ana.email, /about to change/);
  await confirm(await tokenInLetterTo(carrel, email)).expect(204);
  await hoursPass(71, undo);

  await veto(undo).expect(204);

  await ana.get('/me').expect(401);
  await signIn(email, ana.password).expect(401);
  await signIn(ana.email, ana.password).expect(201);
  await veto(undo).expect(404);
  const fresh = {
    token: await tokenInLetterTo(carrel, ana.email, /new password/),
    password: 'a safer password',
  };
  await anyone.put(`/libraries/${library.slug}/password-resets`, fresh).expect(204);
  await signIn(ana.email, 'a safer password').expect(201);
});

it('can no longer be undone after 72 hours', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email }).expect(202);
  const undo = await tokenInLetterTo(carrel, ana.email, /about to change/);
  await confirm(await tokenInLetterTo(carrel, email)).expect(204);
  await hoursPass(72, undo);
  await veto(undo).expect(404);
  expect((await ana.get('/me').expect(200)).body.email).toBe(email);
});

it('is undone before the confirmation too, whose link then does nothing', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email }).expect(202);
  await veto(await tokenInLetterTo(carrel, ana.email, /about to change/)).expect(204);
  await confirm(await tokenInLetterTo(carrel, email)).expect(404);
  await signIn(ana.email, ana.password).expect(201);
});

it('restores the first address when an intruder changed it twice', async () => {
  const ana = await aReader(carrel, { library });
  const [second, third] = [anAddress(), anAddress()];
  await ana.post('/me/email-changes', { email: second }).expect(202);
  const undo = await tokenInLetterTo(carrel, ana.email, /about to change/);
  await confirm(await tokenInLetterTo(carrel, second, /Confirm/)).expect(204);
  await ana.post('/me/email-changes', { email: third }).expect(202);
  const undoOfSecond = await tokenInLetterTo(carrel, second, /about to change/);
  await confirm(await tokenInLetterTo(carrel, third)).expect(204);

  await veto(undo).expect(204);

  await signIn(ana.email, ana.password).expect(201);
  await veto(undoOfSecond).expect(404);
});

it('voids an earlier pending change', async () => {
  const ana = await aReader(carrel, { library });
  const [second, third] = [anAddress(), anAddress()];
  await ana.post('/me/email-changes', { email: second }).expect(202);
  const stale = await tokenInLetterTo(carrel, second);
  await ana.post('/me/email-changes', { email: third }).expect(202);
  await confirm(stale).expect(404);
  await confirm(await tokenInLetterTo(carrel, third)).expect(204);
});

it('tells the asker nothing of an address that another reader has, and tells that reader', async () => {
  const ana = await aReader(carrel, { library });
  const berta = await aReader(carrel, { library });
  const free = await ana.post('/me/email-changes', { email: anAddress() });
  const taken = await ana.post('/me/email-changes', { email: berta.email });
  const told = ({ status, text, headers }: typeof free) => ({
    status,
    text,
    headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
  });
  expect(told(taken)).toEqual(told(free));
  expect(free.status).toBe(202);
  const letter = await eventually('the letter to Berta', async () =>
    (await lettersTo(carrel, berta.email)).find((one) => /asked for/.test(one.subject)),
  );
  expect(letter.text).not.toMatch(/token=/);
  await eventually('both vetoes to Ana', async () => {
    const vetoes = (await lettersTo(carrel, ana.email)).filter((one) => /about to change/.test(one.subject));
    return vetoes.length === 2;
  });
});

it('is refused when the address was taken while the link was on its way', async () => {
  const ana = await aReader(carrel, { library });
  const email = anAddress();
  await ana.post('/me/email-changes', { email }).expect(202);
  const token = await tokenInLetterTo(carrel, email, /new address/);
  await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const id = await db.createSubject('reader', 'active', 'met');
    await db.insert(Reader, { id, email, name: 'Berta', language: 'en' });
  });
  await confirm(token).expect(404);
  expect((await ana.get('/me').expect(200)).body.email).toBe(ana.email);
});
