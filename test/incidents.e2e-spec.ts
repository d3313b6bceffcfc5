import { createHash } from 'node:crypto';
import pg from 'pg';
import { FactCheck } from '../src/foundation/ledger/fact-check.js';
import { aJob, type Staff } from '../src/foundation/access/signed-in.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { Records } from '../src/foundation/records/records.js';
import { Tables } from '../src/foundation/records/tables.js';
import { EvidenceService } from '../src/modules/incidents/evidence.service.js';
import { OfficeLettersService } from '../src/modules/incidents/office-letters.service.js';
import { RemindersService } from '../src/modules/incidents/reminders.service.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';
import { carrelCommand } from './support/server.js';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
const ahead = (hours: number, from: string | Date) => new Date(new Date(from).getTime() + hours * HOUR);

let carrel: Carrel;
let superuser: pg.Client;
let olga: Caller;
let pablo: Caller;
let pabloHimself: TestStaff;
let azul: TestLibrary;
let verde: TestLibrary;
let ofAzul: TestStaff;
let azulOwner: Caller;
let verdeOwner: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  [azul, verde] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
  const officer = await aStaffMember(carrel);
  pabloHimself = await aStaffMember(carrel);
  ofAzul = await aStaffMember(carrel, azul);
  const ofVerde = await aStaffMember(carrel, verde);
  olga = await asStaff(carrel, officer);
  pablo = await asStaff(carrel, pabloHimself);
  azulOwner = await asStaff(carrel, ofAzul);
  verdeOwner = await asStaff(carrel, ofVerde);
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const declaration = (given: object = {}) => ({
  title: 'An export lay open',
  description: 'A signed address of an export was found in a public log.',
  mode: 'live',
  detectedAt: ago(6),
  awareAt: ago(5),
  ...given,
});

async function anIncident(given: object = {}): Promise<string> {
  return String((await olga.post('/incidents', declaration(given)).expect(201)).body.id);
}

const part = (id: string, library: TestLibrary, rest = '') =>
  `/incidents/${id}/libraries/${library.slug}${rest}`;

const hit = (id: string, library: TestLibrary, what = 'An export of loans lay open for two hours.') =>
  olga.put(part(id, library), { what }).expect(200);

const assessment = (given: object = {}) => ({
  processing: [{ category: 'behavioural', step: 1 }],
  identification: 'unknown',
  circumstances: {
    confidentiality: 'unknown recipients',
    integrity: 'not affected',
    availability: 'not affected',
    intent: 'unknown',
  },
  isUnintelligible: false,
  reasons: {
    processing: 'A year of loans shows habits.',
    confidentiality: 'Anybody could open it.',
    integrity: 'Nothing was altered.',
    availability: 'Nothing was lost.',
  },
  features: ['website', 'exfiltrated'],
  ...given,
});

const ANSWERS = {
  nature: 'An export lay open.',
  cause: 'Internal, not malicious',
  systems: 'The export store',
  subjectCategories: 'Readers',
  subjects: 'About 120',
  dataTypes: 'Name, loans',
  records: 'About 3000',
  priorMeasures: 'Addresses end after five minutes',
  consequences: 'Reading habits may become known',
  measures: 'The address was closed',
  preventive: 'Addresses are kept out of logs',
  communication: 'Under way',
  otherAuthorities: 'None',
  crossBorder: 'None',
  attachments: 'None',
};

const clockOf = (shown: { clocks: { duty: string }[] }, duty: string) =>
  shown.clocks.find((one) => one.duty === duty);

it('leads one incident over two libraries, each with its own clocks, decision and notification', async () => {
  const id = await anIncident();
  await hit(id, azul);
  await hit(id, verde, 'Only names of the desk.');
  await olga.put(`/incidents/${id}/roles/commander`, { email: pabloHimself.email }).expect(204);
  await olga
    .put(`/incidents/${id}/steps/preserve-evidence`, { evidence: 'The snapshot of today.' })
    .expect(204);

  // The processor tells on the fact alone.
  const told = await olga
    .post(part(id, azul, '/notices'), { contact: 'security@carrel.example' })
    .expect(201);
  expect(told.body).toMatchObject({ phase: 1, type: 'new', completeness: 'incomplete', deliveredAt: null });
  const letter = await eventually('the notice', async () => (await lettersTo(carrel, `dpo@${azul.slug}`))[0]);
  expect(letter.text).toMatch(/An export of loans lay open for two hours/);
  expect(letter.text).toMatch(/Violación|violación/);

  const shown = (await olga.get(`/incidents/${id}`).expect(200)).body;
  expect(shown).toMatchObject({ mode: 'live', phase: 'declared', title: 'An export lay open' });
  expect(shown.roles[0]).toEqual({ role: 'commander', holder: 'Olga Dueña' });
  expect(shown.roles).toContainEqual({
    role: 'library-contact',
    holder: expect.stringContaining(`dpo@${azul.slug}`),
    library: azul.slug,
  });
  const plan = shown.plan as { key: string }[];
  expect(plan.find(({ key }) => key === 'preserve-evidence')).toMatchObject({
    evidence: 'The snapshot of today.',
    doneAt: expect.any(String),
  });
  expect(shown.libraries).toMatchObject([{ library: azul.slug }, { library: verde.slug }]);
  const [atAzul, atVerde] = shown.libraries;
  expect(clockOf(atAzul, 'tell-controller')).toMatchObject({ state: 'done' });
  expect(clockOf(atAzul, 'notify-authority')).toMatchObject({
    state: 'open',
    startedAt: told.body.sentAt,
    dueAt: ahead(72, told.body.sentAt).toISOString(),
  });
  expect(clockOf(atVerde, 'tell-controller')).toMatchObject({
    state: 'open',
    dueAt: ahead(24, shown.awareAt).toISOString(),
  });
  expect(clockOf(atVerde, 'notify-authority')).toMatchObject({ state: 'waiting', startedAt: null });

  // The controller reads, decides and notifies by itself.
  await azulOwner.post(part(id, azul, `/notices/${told.body.id}/acknowledgement`)).expect(200);
  const assessed = await azulOwner.post(part(id, azul, '/assessments'), assessment()).expect(201);
  // 3 × 4 quarters, and unknown recipients and an unknown intent at their worst: 12 + 2 + 2.
  expect(assessed.body).toMatchObject({
    version: 1,
    quarters: 16,
    band: 'very-high',
    presumption: { notifyAuthority: true, communicateToSubjects: true },
  });
  expect(assessed.body.nearestCases[0]).toMatchObject({ number: 5 });
  const refused = await azulOwner
    .post(part(id, azul, '/decisions'), {
      notifyAuthority: true,
      communicateToSubjects: false,
      reason: 'A risk.',
    })
    .expect(422);
  expect(refused.body.errors[0].pointer).toBe('/departure');
  await azulOwner
    .post(part(id, azul, '/decisions'), {
      notifyAuthority: true,
      communicateToSubjects: false,
      reason: 'A risk.',
      departure: 'Nobody but the finder opened it.',
    })
    .expect(201);

  const first = { type: 'new', completeness: 'incomplete', answers: { nature: ANSWERS.nature } };
  const notified = await azulOwner.post(part(id, azul, '/notifications'), first).expect(201);
  expect(notified.body).toMatchObject({ phase: 1, isLate: false });
  expect(notified.body.toBeDetermined).toContain('consequences');
  const open = (await azulOwner.get(part(id, azul)).expect(200)).body;
  expect(clockOf(open, 'notify-authority')).toMatchObject({ state: 'done' });
  expect(clockOf(open, 'next-phase')).toMatchObject({ state: 'open' });
  expect(clockOf(open, 'communicate-to-subjects')).toMatchObject({ state: 'not-required' });

  const gap = {
    type: 'follow-up',
    completeness: 'complete',
    answers: { ...ANSWERS, occurred: 'Not before noon', consequences: '' },
  };
  expect((await azulOwner.post(part(id, azul, '/notifications'), gap).expect(422)).body.errors).toEqual([
    { pointer: '/answers/consequences', detail: expect.stringContaining('incomplete') },
  ]);
  const occurred = { type: 'follow-up', completeness: 'complete', answers: ANSWERS };
  // When it began is the platform's to say, and it is not known.
  expect(
    (await azulOwner.post(part(id, azul, '/notifications'), occurred).expect(422)).body.errors[0].pointer,
  ).toBe('/answers/occurred');
  await azulOwner
    .post(part(id, azul, '/notifications'), {
      ...occurred,
      answers: { ...ANSWERS, occurred: 'Not before noon' },
    })
    .expect(201);
  const done = (await azulOwner.get(part(id, azul)).expect(200)).body;
  expect(clockOf(done, 'next-phase')).toMatchObject({ state: 'not-required' });

  // Verde's clocks went on standing where they stood.
  const other = (await verdeOwner.get(part(id, verde)).expect(200)).body;
  expect(other).toMatchObject({ band: null, toldAt: null, notifyAuthority: null });

  await olga.put(`/incidents/${id}/phase`, { phase: 'closed' }).expect(422);
  await olga.put(`/incidents/${id}/phase`, { phase: 'closed', reason: 'All duties are done.' }).expect(200);
});

it('shows an owner nothing of another library’s part, nor of how the platform works on it', async () => {
  const id = await anIncident();
  await hit(id, azul, 'What Azul has to know');
  await olga.post(`/incidents/${id}/timeline`, { text: 'Between officers' }).expect(201);

  await verdeOwner.get(`/incidents/${id}`).expect(404);
  await verdeOwner.get(part(id, azul)).expect(404);
  await verdeOwner.get(part(id, verde)).expect(404);
  await verdeOwner.get(`/incidents/${id}/timeline`).expect(404);
  await verdeOwner.post(part(id, azul, '/assessments'), assessment()).expect(404);
  await verdeOwner.get(part(id, azul, '/notification')).expect(404);
  expect((await verdeOwner.get('/incidents').expect(200)).text).not.toContain(id);
  expect((await verdeOwner.get('/breach-register').expect(200)).text).not.toContain(id);
  await verdeOwner.get(`/breach-register?library=${azul.slug}`).expect(404);
  const own = await azulOwner.get(`/incidents/${id}`).expect(200);
  expect(own.body).toMatchObject({ description: 'What Azul has to know', roles: [], plan: [] });
  expect((await azulOwner.get(`/incidents/${id}/timeline`).expect(200)).text).not.toContain(
    'Between officers',
  );
  await azulOwner.get(`/incidents/${id}/evidence`).expect(403);
});

it('moves awareness later only with a reason and a second person, and keeps what stood', async () => {
  const id = await anIncident();
  const stands = async () => (await olga.get(`/incidents/${id}`)).body.awareAt as string;
  const before = await stands();

  await olga.post(`/incidents/${id}/awareness`, { awareAt: ago(2) }).expect(422);
  const later = ago(2);
  const { body } = await olga
    .post(`/incidents/${id}/awareness`, { awareAt: later, reason: 'It was a test file.' })
    .expect(201);
  expect(body).toMatchObject({ state: 'proposed', awareAt: before });
  expect(await stands()).toBe(before);
  await olga.post(`/incidents/${id}/awareness/${body.id}/confirmation`).expect(409);
  await pablo.post(`/incidents/${id}/awareness/${body.id}/confirmation`).expect(200);
  expect(await stands()).toBe(later);
  await pablo.post(`/incidents/${id}/awareness/${body.id}/confirmation`).expect(409);

  const earlier = ago(5.5);
  await olga.post(`/incidents/${id}/awareness`, { awareAt: earlier }).expect(201);
  expect(await stands()).toBe(earlier);
  const { body: timeline } = await olga.get(`/incidents/${id}/timeline`).expect(200);
  const instants = (timeline.items as { kind: string; happenedAt: string }[])
    .filter(({ kind }) => kind.startsWith('awareness'))
    .map(({ happenedAt }) => happenedAt);
  expect(instants).toEqual([before, later, later, earlier]);
});

it('lets a controller say when it was aware, and asks a late notification for its reasons', async () => {
  const id = await anIncident({ detectedAt: ago(101), awareAt: ago(100) });
  await hit(id, azul);
  await olga.post(part(id, azul, '/notices'), { contact: 'security@carrel.example' }).expect(201);
  await azulOwner.post(part(id, azul, '/awareness'), { awareAt: ago(80) }).expect(201);
  const { body } = await azulOwner.get(part(id, azul)).expect(200);
  expect(clockOf(body, 'notify-authority')).toMatchObject({ state: 'overdue' });

  const late = { type: 'new', completeness: 'incomplete', answers: {} };
  expect(
    (await azulOwner.post(part(id, azul, '/notifications'), late).expect(422)).body.errors[0].pointer,
  ).toBe('/lateReasons');
  const sent = await azulOwner
    .post(part(id, azul, '/notifications'), { ...late, lateReasons: 'The log had to be read first.' })
    .expect(201);
  expect(sent.body).toMatchObject({ isLate: true, lateReasons: 'The log had to be read first.' });
});

it('writes the notification in the template’s rows, as JSON, page and PDF, for the right authority', async () => {
  const id = await anIncident();
  await hit(id, azul);
  const draft = await azulOwner.get(part(id, azul, '/notification?format=json')).expect(200);
  expect(draft.body).toMatchObject({
    version: '1.0',
    isDraft: true,
    authority: { name: expect.stringContaining('AEPD') },
  });
  const rows = draft.body.rows as { key: string; value: string | null }[];
  const row = (key: string) => rows.find((one) => one.key === key);
  expect(row('aware')).toMatchObject({ rows: '48', value: null });
  expect(row('contact')?.value).toContain(`dpo@${azul.slug}.example`);
  const page = await azulOwner.get(part(id, azul, '/notification?format=html')).expect(200);
  expect(page.text).toContain('To be determined');
  const pdf = await azulOwner.get(part(id, azul, '/notification?format=pdf')).expect(200);
  expect(pdf.bytes.toString('latin1', 0, 5)).toBe('%PDF-');
});

it('keeps every breach in the register, as JSON with terms, as CSV without formulas, and as PDF', async () => {
  const id = await anIncident({ title: '=1+1' });
  await hit(id, verde, 'For the register');
  const register = await verdeOwner.get('/breach-register').expect(200);
  const found = (register.body.items as { id: string }[]).find((one) => one.id === id);
  expect(register.body['@type']).toBe('eu-gdpr:DataBreachRegister');
  expect(found).toMatchObject({
    facts: 'For the register',
    '@type': ['eu-gdpr:DataBreachPreliminaryReport'],
  });
  const csv = await verdeOwner.get('/breach-register?format=csv').expect(200);
  expect(csv.text.split('\r\n')[0]).toMatch(/^number,library,title,facts/);
  expect(csv.text).toContain(",'=1+1,");
  const pdf = await verdeOwner.get('/breach-register?format=pdf').expect(200);
  expect(pdf.bytes.toString('latin1', 0, 5)).toBe('%PDF-');
  expect((await olga.get(`/breach-register?library=${verde.slug}`).expect(200)).text).toContain(id);
});

it('keeps false alarms in the register too: of a library, and of none, with the reason for officers alone', async () => {
  const [hitOne, none] = [await anIncident(), await anIncident()];
  await hit(hitOne, verde);
  const ended = { phase: 'false-alarm', reason: 'The address led nowhere.' };
  for (const id of [hitOne, none]) await olga.put(`/incidents/${id}/phase`, ended).expect(200);
  const entryIn = async (who: Caller, id: string) => {
    const { body } = await who.get('/breach-register').expect(200);
    return (body.items as { id: string }[]).find((one) => one.id === id);
  };
  const terms = ['eu-gdpr:BreachNotificationNotNeeded', 'eu-gdpr:DataBreachConcludingReport'];
  const alarm = { phase: 'false-alarm', isFalseAlarm: true, '@type': terms };
  expect(await entryIn(olga, hitOne)).toMatchObject({
    ...alarm,
    library: verde.slug,
    endedBecause: ended.reason,
  });
  expect(await entryIn(olga, none)).toMatchObject({ ...alarm, library: '', endedBecause: ended.reason });
  expect(await entryIn(verdeOwner, hitOne)).toMatchObject({ ...alarm, endedBecause: null });
  expect(await entryIn(verdeOwner, none)).toBeUndefined();
  const { text } = await olga.get('/breach-register?format=csv').expect(200);
  expect(text).toContain('The address led nowhere.');
});

it('takes evidence whose hash the ledger states, with its chain of custody, and without a secret', async () => {
  const id = await anIncident();
  await hit(id, azul);
  const { body: taken } = await olga.post(`/incidents/${id}/evidence`).expect(201);
  await olga
    .post(`/incidents/${id}/evidence/${taken.id}/custody`, { text: 'Copied to the safe.' })
    .expect(201);
  const { body, text } = await olga.get(`/incidents/${id}/evidence`).expect(200);
  const [kept] = body.items;
  expect(kept.custody).toMatchObject([{ detail: 'taken' }, { detail: 'handed-on' }]);
  expect(Object.keys(kept.manifest.libraries)).toEqual(['platform', azul.slug]);
  expect(kept.manifest.libraries.platform.keys.epochs).toContain('1 live');
  expect(kept.manifest.configuration).toContain('dataDir');
  expect(text).not.toContain(carrel.setting.root.toString('base64'));
  expect(text).not.toContain(carrel.dataDir);
  const again = createHash('sha256')
    .update(JSON.stringify({ ...kept.manifest, salt: kept.salt }))
    .digest('hex');
  expect(again).toBe(taken.hash);
});

it('secures evidence before the first change, and takes no second snapshot for the next', async () => {
  const id = await anIncident();
  const evidence = carrel.app.get(EvidenceService, { strict: false });
  const officer: Staff = {
    ...aJob('containment', PLATFORM),
    kind: 'staff',
    id: pabloHimself.id,
    role: 'security-officer',
    secondFactor: true,
  };
  const first = await evidence.secure(officer, id, new Date());
  const second = await evidence.secure(officer, id, new Date());
  expect(second).toEqual(first);
  const { body } = await olga.get(`/incidents/${id}/evidence`).expect(200);
  expect(body.items).toMatchObject([{ id: first.id, hash: first.hash, takenBy: pabloHimself.id }]);
});

it('sends no letter from a drill, by its own constraint', async () => {
  const id = await anIncident({ mode: 'drill', awareAt: ago(30), detectedAt: ago(31) });
  await hit(id, verde);
  const before = await superuser.query('select count(*)::int as count from letter');
  await olga.post(part(id, verde, '/notices'), { contact: 'security@carrel.example' }).expect(201);
  await carrel.app.get(RemindersService, { strict: false }).run(new Date());
  const after = await superuser.query(
    'select count(*)::int as count from letter where kind like $1 and library_id = $2',
    ['breach-%', verde.id],
  );
  expect(before.rows[0].count).toBeGreaterThan(0);
  expect(after.rows[0].count).toBe(0);
  await expect(
    superuser.query(
      `insert into breach_notice select library_id, gen_random_uuid(), incident_id, mode, kind, 99, type, completeness, sent_at,
       recorded_at, sent_by, is_late, readers_informed_at, array[gen_random_uuid()], content, content_hash, opening
       from breach_notice where mode = 'drill'`,
    ),
  ).rejects.toThrow('breach_notice_drill');
});

it('reminds at each mark once, and notes when the notice was delivered', async () => {
  const id = await anIncident();
  await hit(id, azul);
  const reminders = carrel.app.get(RemindersService, { strict: false });
  const { body: told } = await olga
    .post(part(id, azul, '/notices'), { contact: 'security@carrel.example' })
    .expect(201);
  const mine = async () =>
    (await lettersTo(carrel, ofAzul.email)).filter((one) => one.subject.includes(id.slice(-8)));
  await eventually('delivery', async () => {
    await reminders.run(new Date());
    return (await azulOwner.get(part(id, azul, '/notices'))).body.items[0].deliveredAt as string | null;
  });
  await eventually('the owner’s letter', async () => (await mine()).length === 1);

  for (const hours of [37, 37, 55, 55]) await reminders.run(ahead(hours, told.sentAt as string));
  await eventually('two reminders', async () => (await mine()).length === 3);
  const marks = await superuser.query(
    'select remind_at from incident_reminder where incident_id = $1 and duty = $2 order by 1',
    [id, 'notify-authority'],
  );
  expect(marks.rows.map((one) => (one.remind_at as Date).toISOString())).toEqual(
    [36, 54].map((hours) => ahead(hours, told.sentAt as string).toISOString()),
  );
});

it('forgets a letter to an office, its address and key, a day after it was taken; the delivery stays', async () => {
  const id = await anIncident();
  await hit(id, azul);
  const told = await olga
    .post(part(id, azul, '/notices'), { contact: 'security@carrel.example' })
    .expect(201);
  const left = async () => {
    const { rows } = await superuser.query(
      `select l.subject_id, count(k.*)::int as keys from letter l
       join breach_notice n on n.library_id = l.library_id and l.id = any(n.letter_ids)
       left join sealing_key k on k.library_id = l.library_id and k.holder_id = l.subject_id
       where n.id = $1 group by 1`,
      [told.body.id],
    );
    return rows as { subject_id: string; keys: number }[];
  };
  const reminders = carrel.app.get(RemindersService, { strict: false });
  const deliveredAt = async () =>
    (await azulOwner.get(part(id, azul)).expect(200)).body.deliveredAt as string | null;
  await eventually('delivery', async () => {
    await reminders.run(new Date());
    return deliveredAt();
  });
  const [letter] = await left();
  expect(letter?.keys).toBeGreaterThan(0);
  const night = carrel.app.get(OfficeLettersService, { strict: false });
  await night.forget(azul.id, new Date());
  expect(await left()).not.toEqual([]);
  await eventually('every letter of the notice taken', async () => {
    await night.forget(azul.id, ahead(25, new Date()));
    return (await left()).length === 0;
  });
  const keys = 'select 1 from sealing_key where holder_id = $1 union all select 1 from subject where id = $1';
  expect((await superuser.query(keys, [letter?.subject_id])).rows).toEqual([]);
  expect(await deliveredAt()).not.toBeNull();
});

it('lets the application change nothing of what was recorded, nor the mode', async () => {
  const application = new pg.Client({ connectionString: carrel.urls.application });
  await application.connect();
  const refused = async (statement: string) => {
    await application.query(`begin; set local app.library = '${PLATFORM}'`);
    await expect(application.query(statement)).rejects.toThrow('permission denied');
    await application.query('rollback');
  };
  for (const table of [
    'incident_entry',
    'incident_evidence',
    'breach_assessment',
    'breach_decision',
    'breach_notice',
    'personal_data_breach',
  ]) {
    await refused(`update ${table} set opening = opening`);
    await refused(`delete from ${table}`);
  }
  await refused(`update incident set mode = 'drill'`);
  await refused('delete from incident');
  await application.end();
});

it('says in the ledger of each library what its rows say', async () => {
  const check = new FactCheck(carrel.app.get(Records), carrel.app.get(Tables));
  for (const libraryId of [PLATFORM, azul.id, verde.id]) {
    const wrong = [];
    for await (const one of check.run(aJob('test', libraryId))) wrong.push(one);
    expect(wrong).toEqual([]);
  }
  const { rows } = await superuser.query<{ entries: number; leaves: number }>(
    `select (select count(*)::int from incident_entry where library_id = $1) as entries,
            (select count(*)::int from ledger_entry where library_id = $1) as leaves`,
    [azul.id],
  );
  const [counted] = rows;
  expect(counted?.entries).toBeGreaterThan(5);
  expect(counted?.leaves).toBeGreaterThan(counted?.entries ?? 0);
});

it('is declared by the command line on the database alone, by nobody who is signed in', async () => {
  const at = ago(2);
  const command = carrelCommand(carrel, [
    ...[
      'incident',
      'declare',
      'From the command line',
      '--mode',
      'live',
      '--description',
      'The server is down.',
    ],
    ...['--aware-at', at],
  ]);
  expect(await command.ended).toBe(0);
  const id = command.output.trim();
  const { body } = await olga.get(`/incidents/${id}`).expect(200);
  expect(body).toMatchObject({
    title: 'From the command line',
    detectedAt: at,
    awareAt: at,
    occurredFrom: null,
  });
  const { body: timeline } = await olga.get(`/incidents/${id}/timeline`).expect(200);
  expect(timeline.items).toMatchObject([
    { kind: 'declared', detail: 'live', recordedBy: null },
    { kind: 'awareness', happenedAt: at },
  ]);
});

it('seals every word of an incident', async () => {
  await anIncident({
    title: 'Planted in the title',
    description: 'Planted in the account',
    suspected: 'Planted in doubt',
  });
  for (const table of ['incident', 'incident_entry', 'personal_data_breach']) {
    const { rows } = await superuser.query<{ found: boolean }>(
      `select bool_or(t::text like '%' || encode('Planted', 'hex') || '%' or t::text like '%Planted%') as found from ${table} t`,
    );
    expect(rows[0]?.found).toBe(false);
  }
});
