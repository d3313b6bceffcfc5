import { LIMITS } from '../src/foundation/operations/rate-limits.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader } from './support/people.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel({ RATE_LIMITS: 'true', TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => carrel.stop());

const from = (address: string) => ({ 'x-forwarded-for': address });

it('lets nobody guess a password for long, and tells how long to wait', async () => {
  const elena = await aReader(carrel);
  const anyone = new Caller(carrel.url);
  const signIn = (email: string, password: string, address: string) =>
    anyone.post(`/libraries/${elena.library.slug}/sessions`, { email, password }, from(address));
  const [most] = LIMITS.failuresHere;

  for (let guess = 0; guess < most; guess += 1)
    await signIn(elena.email.toUpperCase(), 'wrong password', '198.51.100.1').expect(401);
  const refused = await signIn(elena.email, elena.password, '198.51.100.1').expect(429);

  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
  await signIn('somebody.else@example.org', 'wrong password', '198.51.100.1').expect(401);
  await signIn(elena.email, elena.password, '198.51.100.2').expect(201);
});

it('counts no success as a failure', async () => {
  const elena = await aReader(carrel);
  const anyone = new Caller(carrel.url);

  for (let time = 0; time < LIMITS.failuresHere[0] + 2; time += 1)
    await anyone
      .post(
        `/libraries/${elena.library.slug}/sessions`,
        { email: elena.email, password: elena.password },
        from('198.51.100.3'),
      )
      .expect(201);
});

it('limits what one address may post at the door, whatever it posts', async () => {
  const { library } = await aReader(carrel);
  const anyone = new Caller(carrel.url);
  const post = () => anyone.post(`/libraries/${library.slug}/confirmations`, {}, from('198.51.100.4'));
  const statuses = new Set<number>();

  for (let time = 0; time <= LIMITS.atTheDoor[0]; time += 1) statuses.add((await post()).status);

  expect([...statuses]).toEqual([422, 429]);
  const right = { email: 'someone@example.org', kind: 'access' };
  await anyone.post(`/libraries/${library.slug}/requests`, right, from('198.51.100.4')).expect(429);
  await anyone.post(`/libraries/${library.slug}/confirmations`, {}, from('198.51.100.5')).expect(422);
});

it('limits guesses at API keys, and not the library whose key is right', async () => {
  const { library, id } = await aReader(carrel);
  const path = `/library/permissions?reader=${id}&purpose=newsletter`;
  const guesser = new Caller(carrel.url, { 'x-api-key': 'wrong', ...from('198.51.100.6') });
  const statuses: number[] = [];

  for (let time = 0; time <= LIMITS.wrongKeys[0]; time += 1) statuses.push((await guesser.get(path)).status);

  expect(statuses.at(-2)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  await library.api.get(path).expect(200);
});

it('limits everything that one address asks for', async () => {
  const anyone = new Caller(carrel.url);
  const ask = () => anyone.get('//health/live', from('2001:db8:0:1::5')).then(({ status }) => status);
  const statuses = new Set<number>();

  for (let sent = 0; sent < LIMITS.everything[0] + 100; sent += 100)
    for (const status of await Promise.all(Array.from({ length: 100 }, ask))) statuses.add(status);

  expect([...statuses].sort()).toEqual([200, 429]);
  expect((await anyone.get('//health/live', from('2001:db8:0:1::ffff'))).status).toBe(429);
  expect((await anyone.get('//health/live', from('2001:db8:0:2::5'))).status).toBe(200);
});
