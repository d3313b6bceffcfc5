import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { ContactService } from '../src/modules/accounts/contact.service.js';
import { ConsentEvent } from '../src/modules/consent/consent.entity.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import {
  aForm,
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  lettersTo,
  eventually,
  tokenInLetterTo,
  type TestLibrary,
  type TestReader,
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

const confirmations = () => `/libraries/${library.slug}/email-confirmations`;
let count = 0;
const aGuardian = () => ({ name: 'Marta Tutora', email: `guardian-${(count += 1)}@example.org` });

/** The day on which somebody who is so many years old today was born, give or take days. */
function born(years: number, days = 0): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate() + days))
    .toISOString()
    .slice(0, 10);
}

async function mayMail(reader: { id: string }, purpose = 'newsletter') {
  const { body } = await library.api
    .get(`/library/permissions?reader=${reader.id}&purpose=${purpose}`)
    .expect(200);
  return body as { allowed: boolean; reason: string };
}

/** Whether more than service letters go to the reader's address. */
async function mayBeReached({ id }: { id: string }) {
  const contacts = carrel.app.get(ContactService, { strict: false });
  const reached = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => contacts.confirmed(db, [id]));
  return reached.has(id);
}

async function aMinor(wanted: { birthDate: string; country: string; consents?: string[] }) {
  const guardian = aGuardian();
  const form = { ...(await aForm(carrel, library, wanted)), guardian };
  await anyone.post(`/libraries/${library.slug}/readers`, form).expect(202);
  const token = await tokenInLetterTo(carrel, guardian.email);
  const { password, email } = form;
  const { body } = await anyone
    .post(`/libraries/${library.slug}/confirmations`, { token, password })
    .expect(201);
  const signedIn = await anyone.post(`/libraries/${library.slug}/sessions`, { email, password }).expect(201);
  const caller = new Caller(carrel.url, { authorization: `Bearer ${signedIn.body.accessToken}` });
  return Object.assign(caller, { id: body.id as string, email, guardian });
}

describe('signing up below the age of consent', () => {
  it.each([
    ['twelve in Spain', born(12), 'ES'],
    ['a day before fourteen in Spain', born(14, 1), 'ES'],
    ['fifteen in Germany', born(15), 'DE'],
    ['fifteen where no age is known', born(15), 'US'],
  ])('needs a guardian at %s', async (_, birthDate, country) => {
    const form = await aForm(carrel, library, { birthDate, country });
    const { body } = await anyone.post(`/libraries/${library.slug}/readers`, form).expect(422);
    expect(body.errors[0].pointer).toBe('/guardian');
  });

  it.each([
    ['exactly fourteen in Spain', born(14), 'ES'],
    ['fifteen in Spain', born(15), 'ES'],
    ['sixteen in Germany', born(16), 'DE'],
  ])('needs none at %s, and the letter goes to the reader', async (_, birthDate, country) => {
    const reader = await aReader(carrel, { library, birthDate, country, consents: ['newsletter'] });
    expect(await mayMail(reader)).toMatchObject({ allowed: true });
    expect((await reader.get('/me').expect(200)).body).toMatchObject({ ageRule: 'met', guardian: null });
  });

  it('sends the letter to the guardian, whose word makes the consents count', async () => {
    const child = await aMinor({ birthDate: born(12), country: 'ES', consents: ['phone-calls'] });
    expect((await child.get('/me').expect(200)).body).toMatchObject({
      ageRule: 'guardian',
      guardian: child.guardian,
    });
    expect(await mayMail(child, 'phone-calls')).toMatchObject({ allowed: true });
    expect(await actorsOf(child.id)).toEqual(new Set(['guardian']));
  });

  it('leaves the child’s own address unconfirmed until the child opens a letter to it', async () => {
    const child = await aMinor({ birthDate: born(12), country: 'ES', consents: ['newsletter'] });
    expect((await child.get('/me').expect(200)).body.emailConfirmedAt).toBeNull();
    expect(await mayBeReached(child)).toBe(false);
    expect(await mayMail(child)).toMatchObject({ allowed: false, reason: 'address-unconfirmed' });
    const first = await tokenInLetterTo(carrel, child.email, /Confirm your address/);

    await child.post('/me/email-changes', { email: child.email }).expect(202);
    await anyone.post(confirmations(), { token: first }).expect(404);
    const token = await tokenInLetterTo(carrel, child.email, /new address/);
    await anyone.post(confirmations(), { token }).expect(204);

    expect((await child.get('/me').expect(200)).body.emailConfirmedAt).not.toBeNull();
    expect(await mayBeReached(child)).toBe(true);
    expect(await mayMail(child)).toMatchObject({ allowed: true, reason: 'given' });
    await child.post('/me/email-changes', { email: child.email }).expect(422);
  });

  it('keeps both words in France, where child and parent consent jointly', async () => {
    const child = await aMinor({ birthDate: born(14), country: 'FR', consents: ['newsletter'] });
    expect(await actorsOf(child.id)).toEqual(new Set(['self', 'guardian']));
  });

  it('refuses a child as its own guardian', async () => {
    const form = await aForm(carrel, library, { birthDate: born(12) });
    const guardian = { name: 'Me', email: form.email.toUpperCase() };
    const { body } = await anyone
      .post(`/libraries/${library.slug}/readers`, { ...form, guardian })
      .expect(422);
    expect(body.errors[0].pointer).toBe('/guardian/email');
  });

  it('refuses a birth date in the future', async () => {
    const form = await aForm(carrel, library, { birthDate: born(0, 1) });
    const { body } = await anyone.post(`/libraries/${library.slug}/readers`, form).expect(422);
    expect(body.errors[0].pointer).toBe('/birthDate');
  });
});

async function actorsOf(subjectId: string) {
  const events = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.all(ConsentEvent, { subjectId, purpose: 'newsletter' }));
  return new Set(events.map((event) => event.actor));
}

describe('a birth date that makes a reader a minor', () => {
  let ana: TestReader;
  beforeEach(async () => {
    ana = await aReader(carrel, { library, birthDate: born(15), consents: ['newsletter'] });
    expect(await mayMail(ana)).toMatchObject({ allowed: true });
  });

  it('counts at once: consents rest until the guardian agrees', async () => {
    const guardian = aGuardian();
    const { body } = await ana.patch('/me', { birthDate: born(13), guardian }).expect(200);
    expect(body).toMatchObject({ birthDate: born(13), ageRule: 'unmet', guardian: null });
    expect(await mayMail(ana)).toMatchObject({ allowed: false, reason: 'age-rule-unmet' });

    const token = await tokenInLetterTo(carrel, guardian.email);
    await anyone.post(`/libraries/${library.slug}/guardian-agreements`, { token }).expect(204);

    expect(await mayMail(ana)).toMatchObject({ allowed: true });
    expect((await ana.get('/me').expect(200)).body).toMatchObject({ ageRule: 'guardian', guardian });
    expect(await actorsOf(ana.id)).toEqual(new Set(['self', 'guardian']));
    await anyone.post(`/libraries/${library.slug}/guardian-agreements`, { token }).expect(404);
  });

  it('comes of a move to a country with a higher age, too, and the guardian may be named later', async () => {
    const { body } = await ana.patch('/me', { country: 'DE' }).expect(200);
    expect(body).toMatchObject({ country: 'DE', ageRule: 'unmet' });
    const own = await ana.patch('/me', { guardian: { name: 'Me', email: ana.email } }).expect(422);
    expect(own.body.errors[0].pointer).toBe('/guardian/email');
    const guardian = aGuardian();
    await ana.patch('/me', { guardian }).expect(200);
    const token = await tokenInLetterTo(carrel, guardian.email);
    await anyone.post(`/libraries/${library.slug}/guardian-agreements`, { token }).expect(204);
    expect(await mayMail(ana)).toMatchObject({ allowed: true });
  });

  it('is shown to the guardian with what was chosen, on a page that asks for agreement', async () => {
    const guardian = aGuardian();
    await ana.patch('/me', { birthDate: born(13), guardian }).expect(200);
    const token = await tokenInLetterTo(carrel, guardian.email);
    const told = await anyone
      .post(`/libraries/${library.slug}/guardian-agreements/preview`, { token })
      .expect(200);
    expect(told.body).toEqual({ name: 'Ana Lectora', guardian: guardian.name, purposes: ['newsletter'] });

    const address = `//l/${library.slug}/guardian`;
    const page = await anyone.get(`${address}?token=${token}`).expect(200);
    expect(page.text).toContain('Newsletter by e-mail');
    expect(page.text).not.toContain('Phone calls');
    const form = /name="_form"[^>]*value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const cookie = page.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const type = 'application/x-www-form-urlencoded';
    const body = new URLSearchParams({ token, _form: form }).toString();
    await anyone.post(address, body, { 'content-type': type, cookie }).expect(200);

    expect(await mayMail(ana)).toMatchObject({ allowed: true });
    await anyone.get(`${address}?token=${token}`).expect(404);
  });

  it('is no reason to name a guardian for those who need none', async () => {
    const { body } = await ana.patch('/me', { guardian: aGuardian() }).expect(422);
    expect(body.errors[0].pointer).toBe('/guardian');
    await ana.patch('/me', { birthDate: born(0, 1) }).expect(422);
  });
});

describe('a birth date that would make a minor an adult', () => {
  it('waits for the library’s owner, and the reader sees it wait', async () => {
    const child = await aMinor({ birthDate: born(12), country: 'ES' });
    const { body } = await child.patch('/me', { birthDate: born(30), name: 'Grown Up' }).expect(200);
    expect(body).toMatchObject({ name: 'Grown Up', birthDate: born(12), ageRule: 'guardian' });
    expect(body.birthDateReview).toMatchObject({ state: 'open', birthDate: born(30), country: 'ES' });

    const olga = await asStaff(carrel, await aStaffMember(carrel, library));
    const open = await olga.get('/library/birth-date-reviews').expect(200);
    const review = (open.body.items as { id: string; reader: string }[]).find(
      (one) => one.reader === child.id,
    );
    expect(review).toMatchObject({ present: { birthDate: born(12) }, asked: { birthDate: born(30) } });
    const path = `/library/birth-date-reviews/${review?.id}`;
    await olga.put(path, { decision: 'accepted' }).expect(204);
    await olga.put(path, { decision: 'refused' }).expect(409);

    const after = await child.get('/me').expect(200);
    expect(after.body).toMatchObject({ birthDate: born(30), ageRule: 'met', birthDateReview: null });
    await eventually('the letter', async () =>
      (await lettersTo(carrel, child.email)).find((letter) => /is changed/.test(letter.subject)),
    );
  });

  it('stays as it was when the owner refuses', async () => {
    const child = await aMinor({ birthDate: born(15), country: 'DE' });
    const { body } = await child.patch('/me', { country: 'ES' }).expect(200);
    expect(body).toMatchObject({ country: 'DE', birthDateReview: { country: 'ES' } });
    const olga = await asStaff(carrel, await aStaffMember(carrel, library));
    await olga
      .put(`/library/birth-date-reviews/${body.birthDateReview.id}`, { decision: 'refused' })
      .expect(204);
    const after = await child.get('/me').expect(200);
    expect(after.body).toMatchObject({ country: 'DE', ageRule: 'guardian', birthDateReview: null });
    await eventually('the letter', async () =>
      (await lettersTo(carrel, child.email)).find((letter) => /stays as it was/.test(letter.subject)),
    );
  });

  it('is decided by nobody else: not a librarian, not another library’s owner', async () => {
    const child = await aMinor({ birthDate: born(12), country: 'ES' });
    const { body } = await child.patch('/me', { birthDate: born(30) }).expect(200);
    const path = `/library/birth-date-reviews/${body.birthDateReview.id}`;
    const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
    const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
    await stranger.put(path, { decision: 'accepted' }).expect(404);
    await librarian.put(path, { decision: 'accepted' }).expect(403);
    await child.put(path, { decision: 'accepted' }).expect(401);
    expect((await child.get('/me').expect(200)).body.birthDate).toBe(born(12));
  });
});
