import { randomUUID } from 'node:crypto';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import type { Rows } from '../src/foundation/records/rows.js';
import { lift, noteTold, openRestrictions, restrict } from '../src/foundation/records/restrictions.js';
import { Subject } from '../src/foundation/records/subject.entity.js';
import { DisclosuresService } from '../src/modules/data-subject-requests/disclosures.service.js';
import { RecipientNotices } from '../src/modules/data-subject-requests/recipient-notices.service.js';
import { RecipientNotice } from '../src/modules/data-subject-requests/recipient.entity.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
});
afterAll(() => carrel.stop());

const aPrinter = { name: 'Imprenta Sur', country: 'ES', channel: 'email', address: 'sur@printer.example' };

const inLibrary = <T>(work: (db: Rows) => Promise<T>) =>
  carrel.app.get(Records).in(aJob('test', library.id), work);

async function aRecipient(wanted: Partial<typeof aPrinter> & { safeguard?: string } = {}): Promise<string> {
  const { body } = await olga.post('/library/recipients', { ...aPrinter, ...wanted }).expect(201);
  return body.id as string;
}

const disclose = (reader: TestReader, recipient: string, categories = ['contact']) =>
  library.api.post('/library/disclosures', { reader: reader.id, recipient, categories });

const stateOf = (reader: TestReader) =>
  inLibrary(async (db) => (await db.get(Subject, { id: reader.id })).state);

describe('the register of recipients', () => {
  it('keeps who they are sealed, and shows it to the owner', async () => {
    const id = await aRecipient();

    const { body } = await olga.get(`/library/recipients/${id}`).expect(200);
    expect(body).toMatchObject({ ...aPrinter, id, safeguard: 'none-needed', endedAt: null });
    await olga.patch(`/library/recipients/${id}`, { name: 'Imprenta Norte' }).expect(200);
    const { body: list } = await olga.get('/library/recipients').expect(200);
    expect(list.items).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, name: 'Imprenta Norte' })]),
    );
  });

  it('shows the secret of a webhook once, and another when it is renewed', async () => {
    const webhook = { ...aPrinter, channel: 'webhook', address: 'https://printer.example/notices' };
    const { body } = await olga.post('/library/recipients', webhook).expect(201);
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);

    const { text } = await olga.get(`/library/recipients/${body.id as string}`).expect(200);
    expect(text).not.toContain('secret');
    const renewed = await olga.post(`/library/recipients/${body.id as string}/secrets`).expect(201);
    expect(renewed.body.secret).not.toBe(body.secret);
  });

  it('asks what a transfer out of the Economic Area rests on', async () => {
    const { body } = await olga.post('/library/recipients', { ...aPrinter, country: 'US' }).expect(422);

    expect(body.errors).toMatchObject([{ pointer: '/safeguard' }]);
    await aRecipient({ country: 'US', safeguard: 'standard-clauses' });
    await aRecipient({ country: 'NO' });
  });

  it.each([
    ['webhook', 'sur@printer.example'],
    ['webhook', 'ftp://printer.example'],
    ['webhook', 'https://user:password@printer.example'],
    ['email', 'https://printer.example'],
  ])('refuses for a %s the address %s', async (channel, address) => {
    const { body } = await olga.post('/library/recipients', { ...aPrinter, channel, address }).expect(422);

    expect(body.errors).toMatchObject([{ pointer: '/address' }]);
  });
});

describe('disclosures', () => {
  it('tell which recipient received which categories of whom, and when', async () => {
    const ana = await aReader(carrel, { library });
    const recipient = await aRecipient();
    await disclose(ana, recipient, ['contact', 'identity']).expect(201);
    await disclose(ana, recipient, ['reading']).expect(201);

    const { body } = await library.api.get(`/library/disclosures?reader=${ana.id}`).expect(200);
    expect(body.items).toMatchObject([{ recipient, categories: ['reading'] }, { recipient }]);
    const received = await inLibrary((db) =>
      carrel.app.get(DisclosuresService, { strict: false }).received(db, ana.id),
    );
    expect(received).toMatchObject([
      { recipient: { name: 'Imprenta Sur' }, categories: ['contact', 'identity', 'reading'] },
    ]);
  });

  it('are of readers and recipients that there are, and of the past', async () => {
    const ana = await aReader(carrel, { library });
    const recipient = await aRecipient();

    await disclose(ana, randomUUID()).expect(404);
    const stranger = { reader: randomUUID(), recipient, categories: ['contact'] };
    await library.api.post('/library/disclosures', stranger).expect(404);
    const { body } = await library.api
      .post('/library/disclosures', { ...stranger, reader: ana.id, at: '2190-01-01T00:00:00Z' })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/at' }]);
  });

  it('keep their recipient on the list, as one that receives nothing more', async () => {
    const ana = await aReader(carrel, { library });
    const [known, unknown] = [await aRecipient(), await aRecipient()];
    await disclose(ana, known).expect(201);

    await olga.delete(`/library/recipients/${known}`).expect(204);
    await olga.delete(`/library/recipients/${unknown}`).expect(204);

    expect((await olga.get(`/library/recipients/${known}`).expect(200)).body.endedAt).not.toBeNull();
    await olga.get(`/library/recipients/${unknown}`).expect(404);
    await disclose(ana, known).expect(409);
  });
});

describe('notices', () => {
  it('go to each recipient that received something of this reader, and to nobody else', async () => {
    const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const [first, second, third] = [await aRecipient(), await aRecipient(), await aRecipient()];
    for (const recipient of [first, first, second]) await disclose(ana, recipient).expect(201);
    await disclose(eva, third).expect(201);

    const told = await inLibrary((db) =>
      carrel.app
        .get(RecipientNotices, { strict: false })
        .tell(db, ana.id, 'rectified', { data: ['reader.name'] }, new Date()),
    );

    expect(told).toBe(2);
    const notices = await inLibrary((db) => db.all(RecipientNotice, { subjectId: ana.id }));
    expect(notices.map(({ recipientId }) => recipientId).sort()).toEqual([first, second].sort());
    expect(await inLibrary((db) => db.count(RecipientNotice, { subjectId: eva.id }))).toBe(0);
  });
});

describe('the state of a reader', () => {
  it('is restricted while one restriction is open, whoever asked for it', async () => {
    const ana = await aReader(carrel, { library });
    const now = new Date();
    const claim = await inLibrary((db) => restrict(db, ana.id, '18(1)(c)', now));
    const hold = await inLibrary((db) => restrict(db, ana.id, 'legal-hold', now));
    expect(await stateOf(ana)).toBe('restricted');

    expect(await inLibrary((db) => lift(db, hold, now))).toBe(true);
    expect(await stateOf(ana)).toBe('restricted');
    expect(await inLibrary((db) => lift(db, claim, now, 'reader'))).toBe(true);
    expect(await stateOf(ana)).toBe('active');
    expect(await inLibrary((db) => openRestrictions(db, ana.id))).toEqual([]);
  });

  it('is not changed back by the library before the reader was told', async () => {
    const ana = await aReader(carrel, { library });
    const now = new Date();
    const id = await inLibrary((db) => restrict(db, ana.id, '18(1)(a)', now));

    expect(await inLibrary((db) => lift(db, id, now))).toBe(false);
    expect(await stateOf(ana)).toBe('restricted');
    expect(await inLibrary((db) => noteTold(db, id, now))).toBe(true);
    expect(await inLibrary((db) => lift(db, id, now))).toBe(true);
    expect(await stateOf(ana)).toBe('active');
  });

  it('does not come back from an erasure', async () => {
    const ana = await aReader(carrel, { library });
    const now = new Date();
    const id = await inLibrary((db) => restrict(db, ana.id, 'legal-hold', now));
    await ana.delete('/me').expect(202);

    expect(await inLibrary((db) => lift(db, id, now))).toBe(true);

    expect(await stateOf(ana)).toMatch(/eras/);
    await expect(inLibrary((db) => restrict(db, ana.id, '18(1)(a)', now))).rejects.toThrow(
      'nothing at this address',
    );
  });
});
