import pg from 'pg';
import { Records } from '../src/foundation/records/records.js';
import { ConsentExpiryService } from '../src/modules/consent/consent-expiry.service.js';
import { ConsentService } from '../src/modules/consent/consent.service.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { ConsentEvent } from '../src/modules/consent/consent.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});
afterEach(() => olga.patch('/library/purposes/newsletter', { validityMonths: null }).expect(200));

const lasting = (months: number | null) =>
  olga.patch('/library/purposes/newsletter', { validityMonths: months }).expect(200);

const versionOf = async () => {
  const { body } = await new Caller(carrel.url).get(`/libraries/${library.slug}/purposes`).expect(200);
  return (body.items as { key: string; version: string }[]).find(({ key }) => key === 'newsletter')?.version;
};
const give = async (reader: TestReader) =>
  (await reader.put('/me/consents/newsletter', { version: await versionOf() }).expect(200)).body as {
    validUntil: string;
  };

const mayMail = async ({ id }: TestReader) =>
  (await library.api.get(`/library/permissions?reader=${id}&purpose=newsletter`).expect(200)).body as {
    allowed: boolean;
  };
const stateOf = async (reader: TestReader) => {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string; validUntil: string | null }[]).find(
    ({ purpose }) => purpose === 'newsletter',
  );
};
const decisionsOf = async (reader: TestReader) => {
  const { body } = await reader.get('/me/consents/history').expect(200);
  return (body.items as { purpose: string; decision: string; surface: string }[]).filter(
    ({ purpose }) => purpose === 'newsletter',
  );
};

/** Lets the reader's consent have been given so long ago that it ran out a minute ago, or so many days from now. */
async function runsOut({ id }: TestReader, days = 0) {
  const until = new Date(Date.now() + days * 86_400_000 - 60_000);
  await superuser.query(
    `update consent set valid_until = $2 where subject_id = $1 and purpose = 'newsletter'`,
    [id, until],
  );
  return until;
}

const note = () => carrel.app.get(ConsentExpiryService, { strict: false }).expire(library.id, new Date());

it('tells until when a consent stands: the end of the day so many months later, where the library is', async () => {
  await lasting(6);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const now = new Date();
  const { validUntil } = (await stateOf(ana)) ?? {};
  expect(await mayMail(ana)).toMatchObject({ allowed: true, reason: 'given' });
  const [event] = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.all(ConsentEvent, { subjectId: ana.id, decision: 'given' }));
  expect(event?.validUntil?.toISOString()).toBe(validUntil);

  const madrid = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Madrid', timeStyle: 'medium' });
  expect(madrid.format(new Date(validUntil ?? 0))).toBe('23:59:59');
  const months = (new Date(validUntil ?? 0).getTime() - now.getTime()) / 86_400_000;
  expect(months).toBeGreaterThan(177);
  expect(months).toBeLessThan(186);
});

it('ends a consent by the clock, at the question itself, before any job has noted it', async () => {
  await lasting(1);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const { validUntil } = (await stateOf(ana)) ?? {};
  const consent = carrel.app.get(ConsentService, { strict: false });
  const ask = (at: Date) => consent.permission(aJob('test', library.id), ana.id, 'newsletter', at);
  const last = new Date(validUntil ?? 0);
  expect(await ask(last)).toMatchObject({ allowed: true });
  expect(await ask(new Date(last.getTime() + 1))).toEqual({
    allowed: false,
    basis: 'consent',
    since: last,
    reason: 'expired',
  });
});

it('answers no for what has run out, shows it as expired, and writes no letter after it', async () => {
  await lasting(1);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const until = await runsOut(ana);

  expect(await mayMail(ana)).toMatchObject({ allowed: false, reason: 'expired' });
  expect(await stateOf(ana)).toMatchObject({
    state: 'expired',
    since: until.toISOString(),
    isRenewable: false,
  });
  await library.api
    .post('/library/interactions', { reader: ana.id, kind: 'email', purpose: 'newsletter', content: 'News' })
    .expect(403);
});

it('notes in the history that it ran out, once however often the job runs, and giving again refreshes it', async () => {
  await lasting(1);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  await runsOut(ana);
  await Promise.all([note(), note()]);
  await note();
  expect((await decisionsOf(ana)).map(({ decision, surface }) => [decision, surface])).toEqual([
    ['expired', 'calendar'],
    ['given', 'sign-up'],
  ]);
  expect(await mayMail(ana)).toMatchObject({ allowed: false, reason: 'expired' });
  const [event] = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.all(ConsentEvent, { subjectId: ana.id, decision: 'expired' }));
  expect(event).toMatchObject({ actor: 'time', validUntil: null });

  expect(await give(ana)).toMatchObject({ state: 'given', validUntil: expect.any(String) });
  expect(await mayMail(ana)).toMatchObject({ allowed: true });
  expect((await decisionsOf(ana)).map(({ decision }) => decision)).toEqual(['given', 'expired', 'given']);
});

it('notes all of many, whatever a run before it left, and nothing of whom an erasure holds', async () => {
  await lasting(1);
  const [ana, bea, eva] = await Promise.all(
    [1, 2, 3].map(() => aReader(carrel, { library, consents: ['newsletter'] })),
  );
  if (!ana || !bea || !eva) throw new Error('three readers');
  for (const reader of [ana, bea, eva]) await runsOut(reader);
  // Another that is at it holds a row: it is left to that one, or to the next run.
  await superuser.query('begin');
  await superuser.query(`select 1 from consent where subject_id = $1 for update`, [ana.id]);
  await superuser.query(`select 1 from subject where id = $1 for update`, [bea.id]);
  expect(await note()).toBe(1);
  await superuser.query('rollback');
  expect(await note()).toBe(2);
  for (const reader of [ana, bea, eva])
    expect((await decisionsOf(reader)).map(({ decision }) => decision)).toEqual(['expired', 'given']);
});

it('never lengthens what was given for a shorter period, nor shortens what was given for a longer one', async () => {
  await lasting(2);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const given = await stateOf(ana);
  for (const months of [24, null, 1]) {
    await lasting(months);
    // The token of the text served is another each time.
    expect(await stateOf(ana)).toEqual({ ...given, notice: expect.any(String) });
  }
  await runsOut(ana);
  await lasting(24);
  expect(await mayMail(ana)).toMatchObject({ allowed: false, reason: 'expired' });
});

it('offers to renew it in its last month, and a renewal moves its end', async () => {
  await lasting(12);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  expect(await stateOf(ana)).toMatchObject({ isRenewable: false });
  const until = await runsOut(ana, 20);
  expect(await stateOf(ana)).toMatchObject({ state: 'given', isRenewable: true });

  const renewed = await give(ana);
  expect(new Date(renewed.validUntil).getTime()).toBeGreaterThan(until.getTime());
  expect(await stateOf(ana)).toMatchObject({ isRenewable: false });
});

describe('the period of a purpose', () => {
  it('is the owner’s to set, public, and of consent alone', async () => {
    expect((await lasting(13)).body).toEqual({
      key: 'newsletter',
      validityMonths: 13,
      directMarketing: false,
      keptMonths: 0,
      keptFrom: 'withdrawal',
    });
    const { body } = await new Caller(carrel.url).get(`/libraries/${library.slug}/purposes`).expect(200);
    const items = body.items as { key: string }[];
    expect(items.find((one) => one.key === 'newsletter')).toMatchObject({
      validityMonths: 13,
    });
    const refused = await olga.patch('/library/purposes/lending', { validityMonths: 12 }).expect(422);
    expect(refused.body.errors[0].pointer).toBe('/validityMonths');
    await olga.patch('/library/purposes/gossip', { validityMonths: 12 }).expect(404);
  });

  it.each([0, -1, 121, 1.5, '12', 'never'])('is no %p', async (validityMonths) => {
    const { body } = await olga.patch('/library/purposes/newsletter', { validityMonths }).expect(422);
    expect(body.errors[0].pointer).toBe('/validityMonths');
  });
});
