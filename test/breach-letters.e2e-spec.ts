import pg from 'pg';
import { Restraints } from '../src/foundation/access/restraints.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { Records } from '../src/foundation/records/records.js';
import { Reader } from '../src/modules/accounts/reader.entity.js';
import { SendingService } from '../src/modules/incidents/communications/sending.service.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aMailServer, type MailServer } from './support/mail-server.js';
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
let mail: MailServer;
/** What the mail server says to an address; nothing for “yes”. */
let answer: (address: string) => Promise<number | null> = () => Promise.resolve(null);
let superuser: pg.Client;
let library: TestLibrary;
let other: TestLibrary;
let officer: Caller;
let owner: Caller;
let ana: TestReader;
let eva: TestReader;
let leo: TestReader;

beforeAll(async () => {
  mail = await aMailServer((address) => answer(address));
  carrel = await aCarrel({ SMTP_URL: mail.url });
  mail.keepIn(carrel.dataDir);
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
  await mail.stop();
});
afterEach(() => {
  answer = () => Promise.resolve(null);
});

async function aBreach(mode = 'live', hit = library): Promise<string> {
  const declaration = { title: 'An export lay open', description: 'In a public log.', mode };
  const { body } = await officer
    .post('/incidents', { ...declaration, detectedAt: ago(3), awareAt: ago(2) })
    .expect(201);
  await officer.put(`/incidents/${body.id}/libraries/${hit.slug}`, { what: 'Loans lay open.' }).expect(200);
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

it('writes to a reader whose erasure waits for a legal hold, and counts who was erased after the freeze as unreachable', async () => {
  const [held, erased] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  const incident = await aBreach();
  const hold = { ground: '17(3)(e)', citation: 'Case 34/2026', words: 'Their loans are evidence.' };
  const reviewOn = new Date(Date.now() + 2_160 * HOUR).toISOString().slice(0, 10);
  await owner
    .post(`/incidents/${incident}/libraries/${library.slug}/holds`, {
      ...{ ...hold, readers: [held.id], purposes: ['account'], reviewOn },
    })
    .expect(201);
  await held.delete('/me', { password: held.password }).expect(202);
  const stateOf = async ({ id }: TestReader) => {
    const { rows } = await superuser.query<{ state: string }>('select state from subject where id = $1', [
      id,
    ]);
    return rows[0]?.state;
  };
  expect(await stateOf(held)).toBe('restricted');
  const draft = await aDraft(incident, { readers: [held.id, erased.id] });
  const restraints = carrel.app.get(Restraints);
  await restraints.set(library.id, 'letters-paused', 'test');
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await eventually('the frozen list', async () => {
    const { body } = await owner.get(at(incident, `/${draft.id}`)).expect(200);
    return body.state === 'sending';
  });
  await erased.delete('/me', { password: erased.password }).expect(202);
  await eventually('the erasure', async () => (await stateOf(erased)) === 'erased');
  await restraints.lift(library.id, 'letters-paused', 'test');
  await carrel.app
    .get(SendingService, { strict: false })
    .deliver({ libraryId: library.id, id: draft.id }, new Date());

  expect((await settled(incident, draft.id)).totals).toMatchObject({
    ...{ frozen: 2, accepted: 1, unreachable: 1, bounced: 0, ambiguous: 0, pending: 0, readersInformed: 1 },
  });
  expect(await aboutTheBreach(held.email)).toHaveLength(1);
  expect(await aboutTheBreach(erased.email)).toHaveLength(0);
  expect(await stateOf(held)).toBe('restricted');
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
  await restraints.set(library.id, 'letters-paused', 'test');
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  const shown = async () =>
    (await owner.get(at(incident, `/${draft.id}`)).expect(200)).body as { state: string };
  // The worker that was woken freezes the list; until it lets go nobody else is at it.
  await eventually('the frozen list', async () => (await shown()).state === 'sending');
  await sending.deliver({ libraryId: library.id, id: draft.id }, new Date());
  expect(await shown()).toMatchObject({ state: 'sending', totals: { frozen: 1, pending: 1 } });
  expect(await aboutTheBreach(ana.email)).toHaveLength(before);

  await restraints.lift(library.id, 'letters-paused', 'test');
  await sending.deliver({ libraryId: library.id, id: draft.id }, new Date());

  expect((await settled(incident, draft.id)).totals).toMatchObject({ frozen: 1, accepted: 1 });
  expect(await aboutTheBreach(ana.email)).toHaveLength(before + 1);
});

/** Readers of a library of their own, made without their letters, with its owner, and a breach that hit it. */
async function aHitLibrary(emails: string[]) {
  const hit = await aLibrary(carrel);
  const readers = await carrel.app.get(Records).in(aJob('test', hit.id), async (db) => {
    const ids: string[] = [];
    for (const email of emails) {
      const id = await db.createSubject('reader', 'active', 'met');
      await db.insert(Reader, { id, email, name: 'Ana Lectora', language: 'en', emailConfirmedAt: null });
      ids.push(id);
    }
    return ids;
  });
  const incident = await aBreach('live', hit);
  const director = await asStaff(carrel, await aStaffMember(carrel, hit));
  return {
    hit,
    readers,
    incident,
    director,
    letters: `/incidents/${incident}/libraries/${hit.slug}/communications`,
  };
}

const addresses = (count: number) => Array.from({ length: count }, (_, n) => `reader-${n}@example.org`);

/** Has the mail server answer its readers’ addresses in their turn: by a code, or not before they are let go. */
function aSlowServer(codeOf: (nth: number) => number | undefined) {
  const waiting: (() => void)[] = [];
  let asked = 0;
  answer = (address) => {
    if (!address.startsWith('reader-')) return Promise.resolve(null);
    asked += 1;
    const code = codeOf(asked);
    return code ? Promise.resolve(code) : new Promise((yes) => waiting.push(() => yes(null)));
  };
  return {
    whenWaiting: (count: number) =>
      eventually(`${count} that wait`, () => Promise.resolve(waiting.length === count)),
    letGo: () => {
      for (const one of waiting.splice(0)) one();
    },
  };
}

interface Shown {
  state: string;
  pausedFor: string | null;
  totals: Record<string, number>;
}

/** A communication once it is as it is waited for. */
const shownWhen = (who: Caller, path: string, isIt: (shown: Shown) => boolean) =>
  eventually(`the state of ${path}`, async () => {
    const shown = (await who.get(path).expect(200)).body as Shown;
    return isIt(shown) && shown;
  });

it('stops at a pause with what is on its way, and an owner lets it go on: every letter goes once', async () => {
  const { director, letters, incident } = await aHitLibrary(addresses(40));
  const { body: draft } = await officer.post(letters, { texts: { en: ENGLISH } }).expect(201);
  const one = `${letters}/${draft.id}`;
  await officer.post(`${one}/pause`).expect(409);
  const server = aSlowServer(() => undefined);
  await director.post(`${one}/approve`).expect(200);
  await server.whenWaiting(4);

  expect((await officer.post(`${one}/pause`).expect(200)).body).toMatchObject({
    state: 'paused',
    pausedFor: 'person',
  });
  await director.post(`${one}/pause`).expect(409);
  server.letGo();
  await shownWhen(director, one, ({ totals }) => Number(totals.accepted) > 0);
  answer = () => Promise.resolve(null);
  server.letGo();
  await eventually('the end of what was on its way', async () => {
    const { rows } = await superuser.query<{ isUnderWay: boolean }>(
      `select lease_until is not null as "isUnderWay" from breach_communication where id = $1`,
      [draft.id],
    );
    return rows[0]?.isUnderWay === false;
  });
  const { state, totals: stopped } = (await director.get(one).expect(200)).body as Shown;
  expect(state).toBe('paused');
  // Four are on their way at once; each may have been followed by one before the pause was seen.
  expect(Number(stopped.accepted)).toBeGreaterThanOrEqual(4);
  expect(Number(stopped.pending)).toBeGreaterThanOrEqual(32);

  await officer.post(`${one}/resume`).expect(403);
  expect((await director.post(`${one}/resume`).expect(200)).body).toMatchObject({
    state: 'sending',
    pausedFor: null,
  });
  await director.post(`${one}/resume`).expect(409);
  const { totals } = await shownWhen(director, one, ({ state }) => state === 'sent');
  expect(totals).toMatchObject({ frozen: 40, accepted: 40, perhapsTwice: 0 });
  for (const email of addresses(40)) expect(await aboutTheBreach(email)).toHaveLength(1);
  const { body: timeline } = await director.get(`/incidents/${incident}/timeline`).expect(200);
  expect((timeline.items as { detail: string }[]).map(({ detail }) => detail)).toEqual(
    expect.arrayContaining(['letters-paused', 'letters-resumed']),
  );
});

it('pauses by itself where too many first tries fail, and says so; what was not tried waits for an owner', async () => {
  const { director, letters } = await aHitLibrary(addresses(40));
  const { body: draft } = await officer
    .post(letters, { texts: { en: ENGLISH }, pauseAtPercent: 50 })
    .expect(201);
  const one = `${letters}/${draft.id}`;
  const server = aSlowServer((nth) => (nth <= 20 ? 550 : undefined));
  await director.post(`${one}/approve`).expect(200);
  await server.whenWaiting(4);
  await shownWhen(director, one, ({ state }) => state === 'paused');
  server.letGo();

  const stopped = await shownWhen(director, one, ({ totals }) => totals.accepted === 4);
  expect(stopped).toMatchObject({
    pausedFor: 'errors',
    totals: { frozen: 40, bounced: 20, accepted: 4, pending: 16 },
  });
  answer = () => Promise.resolve(null);
  await director.post(`${one}/resume`).expect(200);
  const { totals } = await shownWhen(director, one, ({ state }) => state === 'sent');
  expect(totals).toMatchObject({
    frozen: 40,
    bounced: 20,
    accepted: 20,
    pending: 0,
  });
});

it('sends a domain no more letters in a minute than was promised, also when all that were put off are due', async () => {
  const { hit, director, letters, readers } = await aHitLibrary([...addresses(6), 'eva@elsewhere.example']);
  const { body: draft } = await officer
    .post(letters, { texts: { en: ENGLISH }, perDomainPerMinute: 1 })
    .expect(201);
  const one = `${letters}/${draft.id}`;
  /** The minutes that letters were put off to, once nothing is due. A minute may end under way: then one more has left. */
  const putOff = () =>
    eventually('the end of what is due', async () => {
      const { rows } = await superuser.query<{ reader_id: string; state: string; at: Date; isDue: boolean }>(
        `select reader_id, state, next_attempt_at as at,
           state in ('pending', 'claimed') or state = 'deferred' and next_attempt_at <= now() as "isDue"
         from breach_letter where communication_id = $1`,
        [draft.id],
      );
      if (!rows.length || rows.some(({ isDue }) => isDue)) return false;
      expect(rows.find(({ reader_id }) => reader_id === readers[6])?.state).toBe('accepted');
      return rows.filter(({ state }) => state === 'deferred').map(({ at }) => at.getTime());
    });
  await director.post(`${one}/approve`).expect(200);
  const first = await putOff();
  expect(first.length).toBeGreaterThanOrEqual(4);
  expect(new Set(first).size).toBe(first.length);
  expect(first.filter((time) => time % 60_000 !== 0)).toEqual([]);

  await superuser.query(
    `update breach_letter set next_attempt_at = now() - interval '1 ms' where communication_id = $1 and state = 'deferred'`,
    [draft.id],
  );
  await carrel.app.get(SendingService, { strict: false }).wakeUnfinished(hit.id, new Date());
  const then = await putOff();
  expect(then.length).toBeGreaterThanOrEqual(first.length - 2);
  expect(new Set(then).size).toBe(then.length);
});

it('writes to those whom a version of the scope found, down to the band, and to nobody else', async () => {
  const incident = await aBreach();
  const reading = await aReader(carrel, { library });
  const curious = await aStaffMember(carrel, library);
  await (await asStaff(carrel, curious)).get(`/library/readers/${reading.id}`).expect(200);
  await carrel.app.get(AccessLog).flush();
  const { body: asked } = await officer
    .post(`/incidents/${incident}/scope`, { kind: 'staff', of: curious.id, from: ago(1) })
    .expect(202);
  const scope = await eventually('the scope', async () => {
    const { body } = await officer.get(`/incidents/${incident}/scope`).expect(200);
    return (body.items as { questionId: string; version: number }[]).find(
      ({ questionId }) => questionId === asked.id,
    );
  });
  await officer
    .post(at(incident), { texts: { en: ENGLISH }, scope: { version: scope.version + 1, band: 'confirmed' } })
    .expect(422);
  const draft = await aDraft(incident, { scope: { version: scope.version, band: 'confirmed' } });
  expect(draft).toMatchObject({ audience: { kind: 'scope', version: scope.version, band: 'confirmed' } });
  const before = (await aboutTheBreach(ana.email)).length;
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  const { totals } = await settled(incident, draft.id);

  expect(totals).toMatchObject({ frozen: 1, accepted: 1, readersInformed: 1 });
  expect(await aboutTheBreach(reading.email)).toHaveLength(1);
  expect(await aboutTheBreach(ana.email)).toHaveLength(before);
});

it('counts a letter as bounced that came back after it was taken: its reader is unreached, and the totals agree', async () => {
  const incident = await aBreach();
  const draft = await aDraft(incident, { readers: [ana.id, eva.id] });
  const bounces = at(incident, `/${draft.id}/bounces`);
  await owner.post(at(incident, `/${draft.id}/approve`)).expect(200);
  await settled(incident, draft.id);
  const { rows } = await superuser.query<{ id: string }>(
    'select id from breach_letter where communication_id = $1 and reader_id = $2',
    [draft.id, eva.id],
  );
  const [letter] = (await aboutTheBreach(eva.email)).filter(({ headers }) =>
    String(headers.get('message-id')).includes(String(rows[0]?.id)),
  );
  const messageId = String(letter?.headers.get('message-id'));
  const noted = async () => {
    const { body } = await owner.get(`/incidents/${incident}/timeline`).expect(200);
    return (body.items as { detail: string }[]).filter(({ detail }) => detail === 'letters-bounced').length;
  };
  const { body: elsewhere } = await officer
    .post(at(incident, `/${(await aDraft(incident)).id}/bounces`), { messageIds: [messageId] })
    .expect(200);
  expect(elsewhere).toMatchObject({ unknown: [messageId], totals: { bounced: 0 } });
  const stranger = await asStaff(carrel, await aStaffMember(carrel, other));
  await stranger.post(bounces, { messageIds: [messageId] }).expect(404);
  const { body: before } = await eva.get('/me').expect(200);
  expect((before.notices as { id: string }[]).map(({ id }) => id)).not.toContain(draft.id);

  const messageIds = [messageId, '<nobody@example.org>', messageId.toUpperCase()];
  for (const caller of [officer, owner]) {
    const { body } = await caller.post(bounces, { messageIds }).expect(200);
    expect(body).toMatchObject({
      unknown: ['<nobody@example.org>'],
      totals: { frozen: 2, accepted: 1, bounced: 1, readersInformed: 1 },
    });
  }

  expect(await noted()).toBe(1);
  const { rows: kept } = await superuser.query(
    'select frozen, accepted, bounced, unreachable, ambiguous from breach_communication where id = $1',
    [draft.id],
  );
  expect(kept).toEqual([{ frozen: 2, accepted: 1, bounced: 1, unreachable: 0, ambiguous: 0 }]);
  const { body: me } = await eva.get('/me').expect(200);
  expect((me.notices as { id: string }[]).map(({ id }) => id)).toContain(draft.id);
  const { text } = await owner.get(at(incident, `/${draft.id}/unreached`)).expect(200);
  expect(text).toContain(`${eva.id},`);
  expect(text).not.toContain(ana.id);
});
