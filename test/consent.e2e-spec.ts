import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader } from './support/people.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

it('says no after a withdrawal, on the very next question', async () => {
  const reader = await aReader(carrel, { consents: ['newsletter'] });
  const before = await reader.library.api
    .get(`/library/permissions?reader=${reader.id}&purpose=newsletter`)
    .expect(200);
  expect(before.body).toMatchObject({ allowed: true, basis: 'consent', reason: 'given' });

  await reader.delete('/me/consents/newsletter').expect(200);

  const { body } = await reader.library.api
    .get(`/library/permissions?reader=${reader.id}&purpose=newsletter`)
    .expect(200);
  expect(body).toMatchObject({ allowed: false, reason: 'withdrawn' });
});
