import pg from 'pg';
import { Restraints } from '../src/foundation/access/restraints.js';
import { SendingService } from '../src/modules/incidents/communications/sending.service.js';
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

it('tells whoever has a letter that it is genuine and when it left, never to whom, and the same of every other code', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident, { readers: [eva.id] });
  const [, code = ''] = /code: ([A-Z0-9-]+)/.exec(draft.letters[0]?.text ?? '') ?? [];
  const check = async (typed: string, at = library) => {
    const page = `${carrel.url}/l/${at.slug}/letters`;
    const shown = await fetch(page);
    const [, token = ''] = /name="_form" value="([^"]+)"/.exec(await shown.text()) ?? [];
    const cookie = shown.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', origin: carrel.url };
    const answer = await fetch(page, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ _form: token, code: typed }),
    });
    const [, status = ''] = /role="status">([\s\S]*?)<\/p>/.exec(await answer.text()) ?? [];
    return status.replace(/<[^>]*>/g, '').trim();
  };
  const unknown = await check('AAAA-AAAA-AAAA-AAAA');
  expect(unknown).toContain('No letter of ours has this code');
  expect(await check(code)).toBe(unknown);

  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await settled(incident, draft.id);
  const genuine = await check(code.toLowerCase().replaceAll('-', ' '));
  expect(genuine).toMatch(/^Yes\. .* UTC$/);
  expect(genuine).not.toContain(eva.email);
  expect(await check(code, other)).toBe(unknown);
});

it('writes to a reader whose data are restricted: no marketing rule keeps back what the law asks for', async () => {
  const pau = await aReader(carrel, { library });
  await pau.post('/me/requests', { kind: 'restriction', ground: '18(1)(a)' }).expect(201);
  const { rows } = await superuser.query('select state from subject where id = $1', [pau.id]);
  expect(rows).toEqual([{ state: 'restricted' }]);
  const incident = await aBreach();
  const draft = await aDraft(incident, { readers: [pau.id] });
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await settled(incident, draft.id);
  expect(await aboutTheBreach(pau.email)).toHaveLength(1);
});

it('ends the duty to inform readers with the letters, and tells the authority of them', async () => {
  const incident = await aBreach();
  const part = `/incidents/${incident}/libraries/${library.slug}`;
  const draft = await aDraft(incident, { readers: [ana.id, leo.id] });
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await settled(incident, draft.id);
  const { body: communication } = await owner.get(at(incident, `/${draft.id}`)).expect(200);
  const { body: shown } = await owner.get(part).expect(200);
  const clock = (shown.clocks as { duty: string; doneAt: string }[]).find(
    ({ duty }) => duty === 'communicate-to-subjects',
  );
  expect(clock).toMatchObject({ doneAt: communication.triedAt });
  const { body: document } = await owner.get(`${part}/notification?format=json`).expect(200);
  const row = (document.rows as { key: string; value: string }[]).find(({ key }) => key === 'communication');
  expect(row?.value).toContain('2 readers informed by 3 letters');
});

it('shows a reader whom no letter reached the notice in the account, and gives the owner the list for post', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident, { texts: { en: ENGLISH, es: SPANISH }, readers: [ana.id, eva.id] });
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await settled(incident, draft.id);
  expect((await eva.get('/me').expect(200)).body.notices).toEqual([]);
  await superuser.query(
    `update breach_letter set state = 'bounced' where communication_id = $1 and reader_id = $2`,
    [draft.id, eva.id],
  );

  const { body: me } = await eva.get('/me').expect(200);
  expect(me.notices).toMatchObject([{ id: draft.id, text: expect.stringContaining(SPANISH.nature) }]);
  expect((await ana.get('/me').expect(200)).body.notices).toEqual([]);
  const list = await owner.get(at(incident, `/${draft.id}/unreached`)).expect(200);
  const [header, ...lines] = list.text.trim().split('\r\n');
  expect(header).toBe('reader,name,email,country,language,addressee,state');
  expect(lines).toEqual([`${eva.id},Ana Lectora,${eva.email},ES,es,reader,bounced`]);
  await officer.get(at(incident, `/${draft.id}/unreached`)).expect(403);
});

it('stands still while all letters of the library are paused, and goes on after', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident, { readers: [ana.id] });
  const before = (await aboutTheBreach(ana.email)).length;
  const restraints = carrel.app.get(Restraints);
  const sending = carrel.app.get(SendingService, { strict: false });
  await restraints.set(library.id, 'letters-paused');
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  const shown = async () =>
    (await owner.get(at(incident, `/${draft.id}`)).expect(200)).body as { state: string };
  // The worker that was woken freezes the list; until it lets go nobody else is at it.
  await eventually('the frozen list', async () => (await shown()).state === 'sending');
  await sending.deliver({ libraryId: library.id, id: draft.id }, new Date());
  expect(await shown()).toMatchObject({ state: 'sending', totals: { frozen: 1, pending: 1 } });
  expect(await aboutTheBreach(ana.email)).toHaveLength(before);

  await restraints.lift(library.id, 'letters-paused');
  await sending.deliver({ libraryId: library.id, id: draft.id }, new Date());

  expect((await settled(incident, draft.id)).totals).toMatchObject({ frozen: 1, accepted: 1 });
  expect(await aboutTheBreach(ana.email)).toHaveLength(before + 1);
});
