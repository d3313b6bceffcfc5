import pg from 'pg';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

const ENGLISH = {
  nature: 'An export with your loans lay open for two hours.',
  consequences: 'Somebody may know what you read.',
  measures: 'We closed it and asked search engines to forget it.',
  advice: 'Be careful with letters that name your loans.',
  contact: 'Ask our data protection officer by e-mail or at the desk.',
};
const SPANISH = {
  nature: 'Una exportación con sus préstamos estuvo abierta dos horas.',
  consequences: 'Alguien puede saber qué lee usted.',
  measures: 'La cerramos y pedimos a los buscadores que la olviden.',
  advice: 'Tenga cuidado con cartas que nombren sus préstamos.',
  contact: 'Pregunte al delegado de protección de datos o en el mostrador.',
};

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let other: TestLibrary;
let officer: Caller;
let owner: Caller;
let ana: TestReader;
let eva: TestReader;
let leo: TestReader;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  [library, other] = [await aLibrary(carrel), await aLibrary(carrel)];
  officer = await asStaff(carrel, await aStaffMember(carrel));
  owner = await asStaff(carrel, await aStaffMember(carrel, library));
  ana = await aReader(carrel, { library });
  eva = await aReader(carrel, { library, language: 'es' });
  const birthDate = `${new Date().getFullYear() - 12}-01-01`;
  leo = await aReader(carrel, { library, birthDate, guardian: { name: 'Ada', email: 'ada@example.org' } });
}, 90_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

async function aBreach(mode = 'live'): Promise<string> {
  const declaration = { title: 'An export lay open', description: 'In a public log.', mode };
  const { body } = await officer
    .post('/incidents', { ...declaration, detectedAt: ago(3), awareAt: ago(2) })
    .expect(201);
  await officer
    .put(`/incidents/${body.id}/libraries/${library.slug}`, { what: 'Loans lay open.' })
    .expect(200);
  return String(body.id);
}

const at = (incident: string, rest = '') =>
  `/incidents/${incident}/libraries/${library.slug}/communications${rest}`;

async function aDraft(incident: string, given: object = {}) {
  const { body } = await officer.post(at(incident), { texts: { en: ENGLISH }, ...given }).expect(201);
  return body as { id: string; letters: { language: string; writtenIn: string; text: string }[] };
}

const settled = (incident: string, id: string) =>
  eventually('the end of the letters', async () => {
    const { body } = await owner.get(at(incident, `/${id}`)).expect(200);
    return body.state === 'sent' ? (body as { totals: Record<string, number> }) : false;
  });

const aboutTheBreach = async (email: string) =>
  (await lettersTo(carrel, email)).filter(({ text }) => /lay open|estuvo abierta/.test(text));

it('writes to every reader in their language, and to a minor’s guardian, once an owner has approved', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident, { texts: { en: ENGLISH, es: SPANISH } });
  expect(draft).toMatchObject({ state: 'draft', mode: 'live', totals: { frozen: 0 } });
  await officer.post(at(incident, `/${draft.id}/approve`)).expect(403);
  expect(await aboutTheBreach(ana.email)).toEqual([]);

  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(409);
  const { totals } = await settled(incident, draft.id);

  expect(totals).toMatchObject({ frozen: 4, accepted: 4, pending: 0, perhapsTwice: 0, readersInformed: 3 });
  const [toAna] = await aboutTheBreach(ana.email);
  for (const part of Object.values(ENGLISH)) expect(toAna?.text).toContain(part);
  expect(toAna?.headers.get('from')).toMatchObject({
    text: expect.stringContaining(`Library of ${library.slug}`),
  });
  expect(toAna?.headers.get('reply-to')).toMatchObject({ text: `hello@${library.slug}.example` });
  expect(toAna?.headers.has('list')).toBe(false);
  expect(toAna?.text).not.toMatch(/sign-in|token=/);
  const [toEva] = await aboutTheBreach(eva.email);
  for (const part of Object.values(SPANISH)) expect(toEva?.text).toContain(part);
  expect(await aboutTheBreach(leo.email)).toHaveLength(1);
  const [toAda] = await aboutTheBreach('ada@example.org');
  expect(toAda?.text).toContain('as the parent or guardian of a child');
});

it('asks for every part in plain words without links, in the library’s first language at least', async () => {
  const incident = await aBreach();
  const refused = async (texts: object) =>
    (await officer.post(at(incident), { texts }).expect(422)).body.errors as {
      pointer: string;
      detail: string;
    }[];

  expect((await refused({ es: SPANISH }))[0]?.pointer).toBe('/texts/en');
  const { advice: _, ...incomplete } = ENGLISH;
  expect(JSON.stringify(await refused({ en: incomplete }))).toContain('texts');
  const long = Array.from({ length: 60 }, () => 'word').join(' ');
  const faults = await refused({
    en: { ...ENGLISH, measures: long, contact: 'Look at https://example.org' },
  });
  expect(faults.map(({ pointer }) => pointer)).toEqual(['/texts/en/measures', '/texts/en/contact']);

  const stranger = await aReader(carrel, { library: other });
  const readers = [ana.id, stranger.id];
  const { body } = await officer.post(at(incident), { texts: { en: ENGLISH }, readers }).expect(422);
  expect(body.errors[0].pointer).toBe('/readers/1');
});

it('shows, before anybody approves, which language gets the text of another', async () => {
  const { letters } = await aDraft(await aBreach());
  expect(letters).toMatchObject([
    { language: 'en', writtenIn: 'en' },
    { language: 'es', writtenIn: 'en' },
  ]);
});

it('lets no letter of a drill leave: its recipients are frozen and recorded, and a constraint keeps it so', async () => {
  const incident = await aBreach('drill');
  const before = (await aboutTheBreach(ana.email)).length;
  const draft = await aDraft(incident);
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  const { totals } = await settled(incident, draft.id);

  expect(totals).toMatchObject({ frozen: 4, recorded: 4, accepted: 0, pending: 0 });
  expect((await aboutTheBreach(ana.email)).length).toBe(before);
  const letters = `breach_letter where communication_id = '${draft.id}'`;
  await expect(
    superuser.query(`update breach_letter set state = 'pending' where communication_id = $1`, [draft.id]),
  ).rejects.toThrow('breach_letter_drill');
  await expect(
    superuser.query(`update breach_letter set mode = 'live', state = 'pending' where communication_id = $1`, [
      draft.id,
    ]),
  ).rejects.toThrow('breach_letter_communication');
  await expect(
    superuser.query(`update breach_communication set mode = 'live' where id = $1`, [draft.id]),
  ).rejects.toThrow(/foreign key/);
  expect((await superuser.query(`select 1 from ${letters}`)).rowCount).toBe(4);
});

it('keeps every communication to its library', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident);
  const stranger = await asStaff(carrel, await aStaffMember(carrel, other));
  await stranger.get(at(incident)).expect(404);
  await stranger.post(at(incident, `/${draft.id}/approve`)).expect(404);
  await ana.get(at(incident)).expect(401);
  const elsewhere = await aBreach();
  await owner.post(at(elsewhere, `/${draft.id}/approve`)).expect(404);
});
