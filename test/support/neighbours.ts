import { aJob } from '../../src/foundation/access/signed-in.js';
import { Records } from '../../src/foundation/records/records.js';
import { RecipientNotices } from '../../src/modules/data-subject-requests/recipient-notices.service.js';
import type { Carrel } from './carrel.js';
import { Caller } from './caller.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  tokenInLetterTo,
  type TestLibrary,
  type TestReader,
} from './people.js';

/** A library with people of every kind and one of everything that has an id. */
export interface Furnished {
  library: TestLibrary;
  reader: TestReader;
  people: Record<'reader' | 'owner' | 'librarian' | 'key', Caller>;
  /** Ids of what is there, by the folder of the path they are found in. */
  ids: Record<string, string>;
  /** Words that are only in this library's rows. */
  words: string[];
}

/** Furnishes a library over HTTP; `word` marks everything in it. */
export async function aFurnishedLibrary(carrel: Carrel, word: string): Promise<Furnished> {
  const library = await aLibrary(carrel);
  const reader = await aReader(carrel, {
    library,
    name: `Reader ${word}`,
    email: `${word.toLowerCase()}@example.org`,
  });
  const desk = await aStaffMember(carrel, library, 'librarian');
  const [owner, librarian] = await Promise.all([
    asStaff(carrel, await aStaffMember(carrel, library)),
    asStaff(carrel, desk),
  ]);
  const people = { reader, owner, librarian, key: library.api };
  const leaver = await aReader(carrel, { library });
  const { body: erasure } = await library.api.post(`/library/readers/${leaver.id}/erasure`, {}).expect(202);
  const things = await thingsIn(library, reader, word);
  // Published for everybody to read, and so spelt backwards: the word itself is only in what is sealed.
  const published = Array.from(word).reverse().join('');
  const { body: cookie } = await owner.post('/library/cookies', aTracker(published)).expect(201);
  const { body: reviews } = await owner.get('/library/birth-date-reviews').expect(200);
  await reader.put('/me/objections/service-messages', { grounds: `Grounds of ${word}` }).expect(200);
  const { body: feed } = await owner.post('/library/deadline-feeds').expect(201);
  const { body: objections } = await owner.get('/library/objections').expect(200);
  const { body: recipient } = await owner.post('/library/recipients', aRecipient(word)).expect(201);
  const disclosure = { reader: reader.id, recipient: recipient.id, categories: ['contact'] };
  await library.api.post('/library/disclosures', disclosure).expect(201);
  const notice = await aNotice(carrel, library, reader, owner);
  const fearful = await aReader(carrel, { library, name: `Fearful ${word}` });
  await fearful.post('/me/requests', { kind: 'restriction', ground: '18(1)(a)' }).expect(201);
  const { body: restrictions } = await owner.get('/library/restrictions').expect(200);
  const correction = { datum: 'conversation.subject', row: things.conversations, value: 'Hours', why: word };
  const { body: corrected } = await reader.post('/me/corrections', correction).expect(201);
  const { body: hold } = await owner.post('/library/holds', aHold(reader.id, word)).expect(201);
  const file = new FormData();
  file.set('file', new File([reader.email], 'readers.csv', { type: 'text/csv' }));
  const { body: list } = await owner.post('/library/erasures', file).expect(201);
  const asked = await aMandate(carrel, library, reader, word);
  const { body: mandates } = await owner.get('/library/mandates').expect(200);
  const incident = await anIncidentAt(carrel, library, word);
  const ids = {
    ...incident,
    corrections: corrected.id as string,
    restrictions: restrictions.items[0].id as string,
    asked,
    mandates: mandates.items[0].id as string,
    readers: reader.id,
    notices: notice,
    staff: desk.id,
    holds: hold.id as string,
    lists: list.id as string,
    recipients: recipient.id as string,
    erasures: erasure.id as string,
    reviews: reviews.items[0].id as string,
    cookies: cookie.id as string,
    feeds: feed.id as string,
    objections: objections.items[0].id as string,
    ...things,
  };
  return { library, reader, people, ids, words: [word, word.toLowerCase(), published] };
}

/** A mandate of a representative that waits, and the id of another's request that nobody has proved. */
async function aMandate(carrel: Carrel, library: TestLibrary, reader: TestReader, word: string) {
  const root = `/libraries/${library.slug}/requests`;
  const email = `for-${word.toLowerCase()}@example.org`;
  const paper = { name: 'mandate.pdf', mediaType: 'application/pdf', content: btoa(`%PDF-1.7 ${word}`) };
  const representative = { name: `Advocate ${word}`, email, mandate: `Mandate of ${word}`, paper };
  const anyone = new Caller(carrel.url);
  await anyone.post(root, { email: reader.email, kind: 'access', representative }).expect(202);
  const token = await tokenInLetterTo(carrel, email);
  await anyone.post(`${root}/confirmations`, { token }).expect(200);
  const { body } = await anyone
    .post(root, { email, kind: 'access', statement: `Words of ${word}` })
    .expect(202);
  return body.id as string;
}

async function thingsIn(
  library: TestLibrary,
  reader: TestReader,
  word: string,
): Promise<Record<string, string>> {
  const { body: item } = await library.api
    .post('/library/items', { title: `Title ${word}`, authors: [`Author ${word}`] })
    .expect(201);
  await library.api
    .send('PUT', `/library/items/${item.id}/file`, `Text of ${word}`, { 'content-type': 'text/plain' })
    .expect(200);
  const { body: loan } = await reader.post('/me/loans', { itemId: item.id }).expect(201);
  const { body: conversation } = await reader
    .post('/me/conversations', { subject: `About ${word}`, body: `Question ${word}` })
    .expect(201);
  const form = new FormData();
  form.append('file', new Blob([`Attached ${word}`], { type: 'text/plain' }), `${word}.txt`);
  const { body: attachment } = await reader
    .post(`/me/conversations/${conversation.id}/attachments`, form)
    .expect(201);
  const { body: request } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
  const { body: newsletter } = await library.api
    .post('/library/newsletters', { subject: `News ${word}`, body: `News of ${word}` })
    .expect(202);
  // A minor's birth date that would make an adult waits for the owner's review.
  await reader.patch('/me', { birthDate: `${new Date().getFullYear() - 10}-01-31` }).expect(200);
  await reader.patch('/me', { birthDate: '1990-01-31' }).expect(200);
  const brought = await broughtAlong(reader, word);
  const { body: sessions } = await reader.get('/me/sessions').expect(200);
  const { body: history } = await reader.get('/me/consents/history').expect(200);
  return {
    items: item.id,
    loans: loan.id,
    conversations: conversation.id,
    attachments: attachment.id,
    requests: request.id,
    sessions: sessions.items[0].id,
    history: history.items[0].id,
    newsletters: newsletter.id,
    ...brought,
  };
}

/** A notice that its recipient has been written, and has yet to acknowledge. */
async function aNotice(carrel: Carrel, library: TestLibrary, reader: TestReader, owner: Caller) {
  const notices = carrel.app.get(RecipientNotices, { strict: false });
  await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => notices.tell(db, reader.id, 'restricted', {}, new Date()));
  return eventually('the letter to a recipient', async () => {
    const { body } = await owner.get('/library/recipient-notices').expect(200);
    const [{ id, toldAt }] = body.items as [{ id: string; toldAt: string | null }];
    return toldAt === null ? null : id;
  });
}

/** Data of another library: one file that was taken, with a loan in it, and one that waits for the reader's word. */
async function broughtAlong(reader: TestReader, word: string) {
  const at = '2026-01-31T09:30:00Z';
  const loan = {
    id: '019ac000-0000-7000-8000-000000000001',
    item: { title: `Read ${word}`, authors: [] },
    broughtFrom: `Elsewhere ${word}`,
    lentAt: at,
    returnedAt: at,
  };
  const library = { name: `Elsewhere ${word}`, country: 'PT' };
  const document = {
    format: 'carrel-portability',
    version: 1,
    madeAt: at,
    library,
    data: { past_loan: [loan] },
  };
  const send = async () => {
    const form = new FormData();
    form.append('file', new Blob([JSON.stringify(document)]), 'data.json');
    return String((await reader.post('/me/imports', form).expect(201)).body.id);
  };
  const taken = await send();
  await reader.post(`/me/imports/${taken}/confirm`).expect(200);
  const pastLoan = await eventually('a loan that was brought along', async () => {
    const { state } = (await reader.get(`/me/imports/${taken}`).expect(200)).body as { state: string };
    const { body } = await reader.get('/me/past-loans').expect(200);
    return state === 'completed' && String(body.items[0].id);
  });
  return { imports: await send(), 'past-loans': pastLoan };
}

/** A hold on everything of a reader, to be looked at again within ten days. */
function aHold(reader: string, word: string) {
  const reviewOn = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  return { reader, ground: '17(3)(e)', citation: `Case of ${word}`, words: `Claims of ${word}`, reviewOn };
}

/** A recipient that is told by letter. */
function aRecipient(word: string) {
  return {
    name: `Recipient of ${word}`,
    country: 'FR',
    channel: 'email',
    address: `${word.toLowerCase()}@recipient.example`,
  };
}

/** An incident that has hit the library, with one of everything that has an id. */
async function anIncidentAt(
  carrel: Carrel,
  library: TestLibrary,
  word: string,
): Promise<Record<string, string>> {
  const officer = await asStaff(carrel, await aStaffMember(carrel));
  const at = '2026-01-31T10:00:00.000Z';
  const words = { title: `Incident ${word}`, description: `Account of ${word}`, mode: 'live' };
  const { body: incident } = await officer
    .post('/incidents', { ...words, detectedAt: at, awareAt: at })
    .expect(201);
  const path = `/incidents/${incident.id}`;
  await officer.put(`${path}/libraries/${library.slug}`, { what: `What hit ${word}` }).expect(200);
  const later = { awareAt: '2026-02-01T10:00:00.000Z', reason: `Reason of ${word}` };
  const { body: proposal } = await officer.post(`${path}/awareness`, later).expect(201);
  const { body: evidence } = await officer.post(`${path}/evidence`).expect(201);
  const { body: notice } = await officer
    .post(`${path}/libraries/${library.slug}/notices`, { contact: `Desk of ${word}` })
    .expect(201);
  const injects = await anInjectOf(officer, word);
  const about = `About ${word}.`;
  const parts = { nature: about, consequences: about, measures: about, advice: about, contact: about };
  const { body: communication } = await officer
    .post(`${path}/libraries/${library.slug}/communications`, { texts: { en: parts } })
    .expect(201);
  const frozen = { kind: 'freeze-exports', library: library.slug };
  const { body: action } = await officer.post(`${path}/actions`, frozen).expect(201);
  return {
    incidents: incident.id,
    proposals: proposal.id,
    evidence: evidence.id,
    notices: notice.id,
    injects,
    communications: communication.id,
    actions: action.id,
  };
}

/** A made-up event of a drill. */
async function anInjectOf(officer: Caller, word: string): Promise<string> {
  const at = '2026-01-31T10:00:00.000Z';
  const words = { title: `Drill ${word}`, description: `Made up for ${word}`, mode: 'drill' };
  const { body: drill } = await officer
    .post('/incidents', { ...words, detectedAt: at, awareAt: at })
    .expect(201);
  const inject = { afterMinutes: 0, text: `Made up for ${word}` };
  const { body } = await officer.post(`/incidents/${drill.id}/injects`, inject).expect(201);
  return (body.ids as string[])[0] ?? '';
}

/** An entry of the catalogue of cookies. */
function aTracker(word: string) {
  return {
    name: `cookie_${word}`,
    kind: 'cookie',
    category: 'statistics',
    purposes: { en: `Counts for ${word}`, es: `Cuenta para ${word}` },
    lifeDays: 30,
    setBy: word,
  };
}
