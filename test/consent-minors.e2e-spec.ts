import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { ComingOfAgeService } from '../src/modules/accounts/coming-of-age.service.js';
import { GuardiansService } from '../src/modules/accounts/guardians.service.js';
import { HandOverService } from '../src/modules/accounts/hand-over.service.js';
import { ConsentEvent } from '../src/modules/consent/consent.entity.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import {
  aForm,
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';

const DAY_MS = 86_400_000;

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

/** The day on which somebody who is so many years old today was born, give or take days. */
function born(years: number, days = 0): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate() + days))
    .toISOString()
    .slice(0, 10);
}

/** Noon of the day that comes so many days from today. */
function noonIn(days: number): Date {
  return new Date(`${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T12:00:00Z`);
}

type Child = Caller & { id: string; email: string; guardian: { name: string; email: string } };
let count = 0;

/** A child whose guardian agreed to the account by the letter's link. */
async function aChild(wanted: {
  birthDate: string;
  country?: string;
  consents?: string[];
  language?: string;
}): Promise<Child> {
  const guardian = { name: 'Marta Tutora', email: `tutora-${(count += 1)}@example.org` };
  const form = { ...(await aForm(carrel, library, wanted)), guardian };
  await anyone.post(`/libraries/${library.slug}/readers`, form).expect(202);
  const token = await tokenInLetterTo(carrel, guardian.email);
  const { password, email } = form;
  const made = await anyone.post(`/libraries/${library.slug}/confirmations`, { token, password }).expect(201);
  const signedIn = await anyone.post(`/libraries/${library.slug}/sessions`, { email, password }).expect(201);
  await ownAddress(email, wanted.language);
  const caller = new Caller(carrel.url, { authorization: `Bearer ${signedIn.body.accessToken as string}` });
  return Object.assign(caller, { id: made.body.id as string, email, guardian });
}

/** The child opens the letter that confirms their own address. */
async function ownAddress(email: string, language = 'en') {
  const subject = language === 'es' ? /Confirme su direcci/ : /Confirm your address/;
  const token = await tokenInLetterTo(carrel, email, subject);
  await anyone.post(`/libraries/${library.slug}/email-confirmations`, { token }).expect(204);
}

async function give(reader: Caller, purpose: string) {
  const { body } = await anyone.get(`/libraries/${library.slug}/purposes`).expect(200);
  const version = (body.items as { key: string; version: string }[]).find(
    ({ key }) => key === purpose,
  )?.version;
  return reader.put(`/me/consents/${purpose}`, { version });
}

async function may({ id }: { id: string }, purpose = 'newsletter') {
  const { body } = await library.api.get(`/library/permissions?reader=${id}&purpose=${purpose}`).expect(200);
  return body as { allowed: boolean; reason: string };
}

async function stateOf(reader: Caller, purpose = 'newsletter') {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string }[]).find((one) => one.purpose === purpose);
}

/** Decisions with whose word each was, the oldest first. */
async function wordsOf({ id: subjectId }: { id: string }, purpose = 'newsletter') {
  const events = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.all(ConsentEvent, { subjectId, purpose: purpose as never }));
  const inOrder = events.sort((a, b) => a.id.localeCompare(b.id));
  return inOrder.map(({ decision, actor }) => `${decision} by ${actor}`);
}

const askGuardians = () =>
  carrel.app.get(GuardiansService, { strict: false }).askWhereDue(library.id, new Date());
const comeOfAge = (now: Date) => carrel.app.get(ComingOfAgeService, { strict: false }).run(library.id, now);
const lettersAbout = async (email: string, subject: RegExp) =>
  (await lettersTo(carrel, email)).filter((letter) => subject.test(letter.subject));

describe('what a child opts in to after the guardian agreed to the account', () => {
  it('does not count until the guardian has confirmed that, too', async () => {
    const child = await aChild({ birthDate: born(12), consents: ['newsletter'] });
    const { body } = await give(child, 'phone-calls');
    expect(body).toMatchObject({ purpose: 'phone-calls', state: 'unconfirmed' });
    expect(await may(child, 'phone-calls')).toMatchObject({ allowed: false, reason: 'unconfirmed' });
    expect(await stateOf(child, 'phone-calls')).toMatchObject({ state: 'unconfirmed' });
    expect(await may(child)).toMatchObject({ allowed: true });

    await askGuardians();
    const token = await tokenInLetterTo(carrel, child.guardian.email, /new choices/);
    const told = await anyone
      .post(`/libraries/${library.slug}/guardian-agreements/preview`, { token })
      .expect(200);
    expect(told.body.purposes).toEqual(['phone-calls']);
    await anyone.post(`/libraries/${library.slug}/guardian-agreements`, { token }).expect(204);

    expect(await may(child, 'phone-calls')).toMatchObject({ allowed: true, reason: 'given' });
    expect(await wordsOf(child, 'phone-calls')).toEqual([
      'refused by guardian',
      'given by self',
      'given by guardian',
    ]);
    expect(await wordsOf(child)).toEqual(['given by guardian']);
  });

  it('is asked of the guardian in one letter, whoever else is at it, and again only for something new', async () => {
    const child = await aChild({ birthDate: born(12) });
    await give(child, 'newsletter');
    await give(child, 'phone-calls');
    await Promise.all([askGuardians(), askGuardians()]);
    await askGuardians();
    const { rows } = await superuser.query(
      `select 1 from letter where subject_id = $1 and kind = 'guardian-consents'`,
      [child.id],
    );
    expect(rows).toHaveLength(1);
    await give(child, 'text-messages');
    await askGuardians();
    await eventually(
      'the second letter',
      async () => (await lettersAbout(child.guardian.email, /new choices/)).length === 2,
    );
  });

  it('needs no guardian to be taken back, and waits for one when given once more', async () => {
    const child = await aChild({ birthDate: born(12), consents: ['newsletter'] });
    await child.delete('/me/consents/newsletter').expect(200);
    expect(await may(child)).toMatchObject({ allowed: false, reason: 'withdrawn' });
    await give(child, 'newsletter');
    expect(await may(child)).toMatchObject({ allowed: false, reason: 'unconfirmed' });
  });

  it('counts at once for a reader who is old enough', async () => {
    const reader = await aReader(carrel, { library, birthDate: born(14) });
    const { body } = await give(reader, 'newsletter');
    expect(body).toMatchObject({ state: 'given' });
    expect(await may(reader)).toMatchObject({ allowed: true });
  });

  it('counts for nothing later where no guardian ever agreed, until the reader gives it again', async () => {
    const reader = await aReader(carrel, { library, birthDate: born(15), consents: ['newsletter'] });
    await reader.patch('/me', { birthDate: born(14, 10) }).expect(200);
    expect(await may(reader)).toMatchObject({ allowed: false, reason: 'age-rule-unmet' });
    expect(await comeOfAge(noonIn(10))).toBeGreaterThan(0);
    expect((await reader.get('/me').expect(200)).body).toMatchObject({ ageRule: 'met' });
    expect(await may(reader)).toMatchObject({ allowed: false, reason: 'unconfirmed' });
    await give(reader, 'newsletter');
    expect(await may(reader)).toMatchObject({ allowed: true });
  });
});

it('counts again when the owner finds that the reader was old enough all along', async () => {
  const reader = await aReader(carrel, { library, birthDate: born(30), consents: ['newsletter'] });
  await reader.patch('/me', { birthDate: born(12) }).expect(200);
  expect(await may(reader)).toMatchObject({ allowed: false, reason: 'age-rule-unmet' });
  const { body } = await reader.patch('/me', { birthDate: born(30) }).expect(200);
  const olga = await asStaff(carrel, await aStaffMember(carrel, library));
  await olga
    .put(`/library/birth-date-reviews/${body.birthDateReview.id as string}`, { decision: 'accepted' })
    .expect(204);
  expect(await may(reader)).toMatchObject({ allowed: true, reason: 'given' });
  expect(await wordsOf(reader)).toEqual(['given by self']);
});

describe('coming of age', () => {
  it('comes on the birthday and not a day before', async () => {
    const child = await aChild({ birthDate: born(14, 30), consents: ['newsletter'] });
    const german = await aChild({ birthDate: born(14, 30), country: 'DE' });
    await comeOfAge(noonIn(29));
    expect((await child.get('/me').expect(200)).body).toMatchObject({ ageRule: 'guardian' });
    await comeOfAge(noonIn(30));
    expect((await child.get('/me').expect(200)).body).toMatchObject({ ageRule: 'met', guardian: null });
    expect((await german.get('/me').expect(200)).body).toMatchObject({ ageRule: 'guardian' });
  });

  it('leaves the guardian’s consents standing, tells the reader, and lets them confirm or withdraw each', async () => {
    const child = await aChild({ birthDate: born(14, 3), consents: ['newsletter', 'recommendations'] });
    await comeOfAge(noonIn(3));

    const letter = await eventually(
      'the letter',
      async () => (await lettersAbout(child.email, /you decide alone/))[0],
    );
    for (const words of ['Newsletter by e-mail', 'Recommendations', '/account#opt-in', 'withdraw'])
      expect(letter.text).toContain(words);
    expect(letter.text).not.toContain('Phone calls');
    expect(await lettersAbout(child.guardian.email, /decide alone/)).toEqual([]);
    expect(await may(child)).toMatchObject({ allowed: true });
    expect(await stateOf(child)).toMatchObject({ state: 'given', isFromGuardian: true });
    expect(await stateOf(child, 'phone-calls')).toMatchObject({ state: 'refused', isFromGuardian: false });

    await give(child, 'newsletter');
    await child.delete('/me/consents/recommendations').expect(200);
    expect(await stateOf(child)).toMatchObject({ state: 'given', isFromGuardian: false });
    expect(await wordsOf(child)).toEqual(['given by guardian', 'handed-over by time', 'given by self']);
    expect(await may(child, 'recommendations')).toMatchObject({ allowed: false, reason: 'withdrawn' });
  });

  it('ends the guardian’s part: their link is void, and nothing about them is kept', async () => {
    const child = await aChild({ birthDate: born(14, 5), language: 'es' });
    await give(child, 'newsletter');
    await askGuardians();
    const token = await tokenInLetterTo(carrel, child.guardian.email, /nuevas decisiones/);
    await comeOfAge(noonIn(5));

    await anyone.post(`/libraries/${library.slug}/guardian-agreements`, { token }).expect(404);
    expect(await may(child)).toMatchObject({ allowed: false, reason: 'unconfirmed' });
    expect(await lettersTo(carrel, child.guardian.email)).toEqual([]);
    const { rows } = await superuser.query(
      `select guardian from reader where id = $1 and guardian is not null
       union all select null from account_link where subject_id = $1 and kind = 'guardian-agreement'`,
      [child.id],
    );
    expect(rows).toEqual([]);
    const letters = await superuser.query<{ kind: string }>('select kind from letter where subject_id = $1', [
      child.id,
    ]);
    expect(letters.rows.map(({ kind }) => kind).sort()).toEqual(['came-of-age', 'confirm-own-address']);
    await eventually('the letter', async () => (await lettersAbout(child.email, /decide usted/))[0]);
  });

  it('refuses a guardian’s word on the birthday itself, before the job has come', async () => {
    const child = await aChild({ birthDate: born(14, 1) });
    await give(child, 'newsletter');
    await askGuardians();
    const token = await tokenInLetterTo(carrel, child.guardian.email, /new choices/);
    const guardians = carrel.app.get(GuardiansService, { strict: false });
    const visitor = { ...aJob('test', library.id), kind: 'visitor', id: null } as const;
    await expect(guardians.agree(visitor, token, noonIn(1))).rejects.toMatchObject({ status: 404 });
  });

  it('goes on where a kill left it, and hands over once', async () => {
    const children: Child[] = [];
    for (let i = 0; i < 3; i += 1)
      children.push(await aChild({ birthDate: born(14, 20), consents: ['newsletter'] }));
    const now = noonIn(20);
    const handOver = carrel.app.get(HandOverService, { strict: false });
    const broken: boolean[] = [];
    for (let transaction = 1; transaction < 12; transaction += 1) {
      const service = new ComingOfAgeService(breakingAfter(carrel.app.get(Records), transaction), handOver);
      broken.push(
        await service.run(library.id, now).then(
          () => false,
          () => true,
        ),
      );
    }
    await Promise.all([comeOfAge(now), comeOfAge(now)]);

    expect(broken.slice(0, 3)).toEqual([true, true, true]);
    for (const child of children) {
      expect(await wordsOf(child)).toEqual(['given by guardian', 'handed-over by time']);
      const { rows } = await superuser.query(
        `select 1 from letter where subject_id = $1 and kind = 'came-of-age'`,
        [child.id],
      );
      expect(rows).toHaveLength(1);
    }
  });

  it('opens the birth dates of minors only, and of them in pages', async () => {
    const adult = await aReader(carrel, { library });
    const child = await aChild({ birthDate: born(10) });
    const { rows: before } = await superuser.query<{ at: Date }>('select clock_timestamp() as at');
    await comeOfAge(new Date());
    const { rows } = await superuser.query<{ subject_ids: string[] }>(
      `select subject_ids from access_entry
       where library_id = $1 and actor_id = 'coming-of-age' and entity = 'reader' and at >= $2`,
      [library.id, before[0]?.at],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.subject_ids).toContain(child.id);
    expect(rows[0]?.subject_ids).not.toContain(adult.id);
  });
});

/** A door that breaks after one of its transactions has been committed: the moment a kill leaves behind. */
function breakingAfter(records: Records, transaction: number): Records {
  let left = transaction;
  return new Proxy(records, {
    get(target, name) {
      if (name !== 'in') return Reflect.get(target, name) as unknown;
      return async (...given: Parameters<Records['in']>) => {
        const result = await target.in(...given);
        left -= 1;
        if (left === 0) throw new Error('broken off');
        return result;
      };
    },
  });
}
