import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { aForm, aReader, asStaff, aStaffMember } from './support/people.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

it('asks readers anew when the owner publishes another agreement, and new readers for the new one only', async () => {
  const reader = await aReader(carrel);
  const form = await aForm(carrel, reader.library);
  const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library, 'owner'));
  expect((await reader.get('/me').expect(200)).body.agreementDue).toBe(false);

  const agreement = { language: 'en', title: 'Terms', text: 'We changed the opening hours.' };
  const { body } = await owner.post('/library/agreements', agreement).expect(201);

  expect((await reader.get('/me').expect(200)).body.agreementDue).toBe(true);
  const anyone = new Caller(carrel.url);
  const late = await anyone.post(`/libraries/${reader.library.slug}/readers`, form).expect(422);
  expect(late.body.errors[0].pointer).toBe('/agreement/version');
  await reader.put('/me/agreement', { accepted: true, version: body.version }).expect(200);
  expect((await reader.get('/me').expect(200)).body.agreementDue).toBe(false);
});

it('refuses words that were published before and languages the library does not serve', async () => {
  const reader = await aReader(carrel);
  const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library, 'owner'));
  const agreement = { language: 'en', title: 'Terms', text: 'Once.' };
  await owner.post('/library/agreements', agreement).expect(201);
  await owner.post('/library/agreements', agreement).expect(409);
  await owner.post('/library/agreements', { ...agreement, language: 'fi' }).expect(422);
  const librarian = await asStaff(carrel, await aStaffMember(carrel, reader.library, 'librarian'));
  await librarian.post('/library/agreements', { ...agreement, text: 'Twice.' }).expect(403);
});
