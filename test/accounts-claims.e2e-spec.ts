import { aJob } from '../src/foundation/access/signed-in.js';
import { plainDate } from '../src/foundation/law/plain-date.js';
import { Records } from '../src/foundation/records/records.js';
import { EnrolmentService } from '../src/modules/accounts/enrolment.service.js';
import { aBrowser, aWindow, barriers, theBuiltPages } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { aForm, aLibrary, lettersTo, tokenInLetterTo, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let anyone: Caller;

beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
});
afterAll(() => carrel.stop());

const password = 'a brand new password';
const CHILD = `${new Date().getUTCFullYear() - 10}-01-02`;
const rosa = { name: 'Rosa Madre', email: 'rosa@example.org' };
const at = (path: string) => `/libraries/${library.slug}${path}`;
const signIn = (email: string) => anyone.post(at('/sessions'), { email, password });
const claim = (body: object) => anyone.put(at('/password-resets'), { password, ...body });

async function anImportedReader(email: string, known: { birthDate?: string; country?: string } = {}) {
  const { birthDate, country = null } = known;
  const born = birthDate === undefined ? null : plainDate(birthDate);
  const person = { email, name: 'Imported', country, birthDate: born, language: 'en' };
  const enrolment = carrel.app.get(EnrolmentService, { strict: false });
  const importing = aJob('import', library.id);
  return carrel.app.get(Records).in(importing, (db) => enrolment.bring(db, person, new Date()));
}

async function linkFor(email: string) {
  await anyone.post(at('/password-resets'), { email }).expect(202);
  return tokenInLetterTo(carrel, email, /Claim/);
}

async function signedIn(email: string) {
  const { body } = await signIn(email).expect(201);
  return new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
}

const agreed = async () => (await aForm(carrel, library)).agreement;
const permission = async (id: string) =>
  (await library.api.get(`/library/permissions?reader=${id}&purpose=newsletter`).expect(200)).body as {
    reason: string;
  };
const pointers = ({ errors }: { errors: { pointer: string }[] }) => errors.map((one) => one.pointer);

it('is claimed by letter, with the agreement, and nobody can sign in before', async () => {
  const email = 'imported@example.org';
  const id = await anImportedReader(email, { birthDate: '1990-05-17', country: 'ES' });
  await signIn(email).expect(401);
  const token = await linkFor(email);

  expect(pointers((await claim({ token }).expect(422)).body)).toEqual(['/agreement']);
  const stale = { accepted: true, version: 'cd'.repeat(32) };
  const wrong = await claim({ token, agreement: stale }).expect(422);
  expect(pointers(wrong.body)).toEqual(['/agreement/version']);
  await signIn(email).expect(401);

  await claim({ token, agreement: await agreed() }).expect(204);

  const imported = await signedIn(email);
  const { body } = await imported.get('/me').expect(200);
  expect(body).toMatchObject({ id, name: 'Imported', agreementDue: false });
  const consents = await imported.get('/me/consents').expect(200);
  expect((consents.body.items as { state: string }[]).every((one) => one.state === 'not-asked')).toBe(true);
});

it('asks for birth date and country where the library did not know them; until then the age rule is unmet', async () => {
  const email = 'ageless@example.org';
  const id = await anImportedReader(email);
  expect(await permission(id)).toMatchObject({ allowed: false, reason: 'age-rule-unmet' });
  const token = await linkFor(email);
  const agreement = await agreed();

  const missing = await claim({ token }).expect(422);
  expect(pointers(missing.body)).toEqual(['/agreement', '/birthDate', '/country']);
  const future = { token, agreement, birthDate: '2190-01-01', country: 'ES' };
  expect(pointers((await claim(future).expect(422)).body)).toEqual(['/birthDate']);
  await claim({ token, agreement, birthDate: '1990-05-17', country: 'ES' }).expect(204);

  const { body } = await (await signedIn(email)).get('/me').expect(200);
  expect(body).toMatchObject({ birthDate: '1990-05-17', country: 'ES', ageRule: 'met' });
  expect(await permission(id)).toMatchObject({ allowed: false, reason: 'not-asked' });
});

it('needs a guardian below the age of consent, whose agreement makes the age rule met', async () => {
  const email = 'pau@example.org';
  const id = await anImportedReader(email);
  const token = await linkFor(email);
  const said = { token, agreement: await agreed(), birthDate: CHILD, country: 'ES' };

  expect(pointers((await claim(said).expect(422)).body)).toEqual(['/guardian']);
  const own = await claim({ ...said, guardian: { ...rosa, email } }).expect(422);
  expect(pointers(own.body)).toEqual(['/guardian/email']);
  await claim({ ...said, guardian: rosa }).expect(204);

  const pau = await signedIn(email);
  const { consents } = await aForm(carrel, library);
  const version = consents.newsletter?.version;
  await pau.put('/me/consents/newsletter', { version }).expect(200);
  expect(await permission(id)).toMatchObject({ reason: 'age-rule-unmet' });
  const consent = { token: await tokenInLetterTo(carrel, rosa.email) };
  await anyone.post(at('/guardian-agreements'), consent).expect(204);
  expect((await pau.get('/me').expect(200)).body).toMatchObject({ ageRule: 'guardian', guardian: rosa });
  expect(await permission(id)).toMatchObject({ allowed: true });
});

it('does not let a child that the library knows as one claim to be older', async () => {
  const email = 'quim@example.org';
  await anImportedReader(email, { birthDate: CHILD, country: 'ES' });
  const said = { token: await linkFor(email), agreement: await agreed(), birthDate: '1990-05-17' };

  expect(pointers((await claim(said).expect(422)).body)).toEqual(['/guardian']);
  await claim({ ...said, guardian: rosa }).expect(204);

  const { body } = await (await signedIn(email)).get('/me').expect(200);
  expect(body).toMatchObject({ birthDate: CHILD, ageRule: 'unmet' });
  expect(body.birthDateReview).toMatchObject({ birthDate: '1990-05-17', state: 'open' });
});

it.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('is claimed in the browser, which asks for what is missing, %s', async (_, javaScriptEnabled) => {
  const email = `tona-${javaScriptEnabled}@example.org`;
  const marta = { name: 'Marta Tutora', email: `marta-${javaScriptEnabled}@example.org` };
  await anImportedReader(email);
  const browser = await aBrowser();
  const window = await aWindow(browser, carrel, { javaScriptEnabled });
  const { page, open } = window;
  const save = async () => {
    await page.locator('#newPassword').fill(password);
    await page.getByRole('button', { name: 'Save the new password' }).click();
  };

  await open(`/l/${library.slug}/reset?token=${await linkFor(email)}`);
  expect(await page.locator('#birthDate').count()).toBe(0);
  await save();
  await page.locator('#birthDate').fill(CHILD);
  expect(await page.locator('#country').inputValue()).toBe('ES');
  expect(await page.locator('#agreement').isChecked()).toBe(false);
  await page.locator('#agreement').check();
  await save();
  await page.locator('#guardianName').fill(marta.name);
  await page.locator('#guardianEmail').fill(marta.email);
  if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
  await save();
  await page.getByRole('heading', { name: 'The new password is set' }).waitFor();

  await signIn(email).expect(201);
  expect(await tokenInLetterTo(carrel, marta.email)).toMatch(/\w/);
  expect(await lettersTo(carrel, email)).toHaveLength(1);
  expect(window.complaints).toEqual([]);
  await browser.close();
});
