import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { RemindersService } from '../src/modules/incidents/reminders.service.js';
import { Caller } from './support/caller.js';
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
  type TestStaff,
} from './support/people.js';
import { aServer, carrelCommand, demoCommand, loginsIn, stopPostgresIn } from './support/server.js';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

const ASSESSMENT = {
  processing: [{ category: 'behavioural', step: 1 }],
  identification: 4,
  circumstances: {
    confidentiality: 'unknown recipients',
    integrity: 'not affected',
    availability: 'not affected',
    intent: 'unknown',
  },
  isUnintelligible: false,
  reasons: {
    processing: 'A year of loans shows habits.',
    identification: 'Names stood beside the loans.',
    confidentiality: 'Anybody could open it.',
    integrity: 'Nothing was altered.',
    availability: 'Nothing was lost.',
  },
  features: ['website', 'exfiltrated'],
};

let superuser: pg.Client;
let mail: MailServer;
let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
let pablo: Caller;
let owner: Caller;
let ofLibrary: TestStaff;
let ana: TestReader;

beforeAll(async () => {
  mail = await aMailServer();
  carrel = await aCarrel({ SMTP_URL: mail.url });
  mail.keepIn(carrel.dataDir);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel, { country: 'IE' });
  olga = await asStaff(carrel, await aStaffMember(carrel));
  pablo = await asStaff(carrel, await aStaffMember(carrel));
  ofLibrary = await aStaffMember(carrel, library);
  owner = await asStaff(carrel, ofLibrary);
  ana = await aReader(carrel, { library });
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
  await mail.stop();
});

const part = (id: string, rest = '') => `/incidents/${id}/libraries/${library.slug}${rest}`;

it('leads a live incident by the API, from the declaration to the register, with letters by a real mail server', async () => {
  const declared = await olga
    .post('/incidents', {
      title: 'Exports of loans lay open',
      description: 'Signed addresses of exports were found in a public log.',
      mode: 'live',
      detectedAt: ago(2),
      awareAt: ago(1),
    })
    .expect(201);
  const id = String(declared.body.id);
  await olga.put(part(id), { what: 'An export of loans lay open.' }).expect(200);
  const { body: evidence } = await olga.post(`/incidents/${id}/evidence`).expect(201);
  expect(evidence.hash).toMatch(/^[0-9a-f]{64}$/);

  // Contained: another officer approves, and no earlier token of the library opens anything.
  await ana.get('/me').expect(200);
  const { body: action } = await olga
    .post(`/incidents/${id}/actions`, { kind: 'end-sessions', library: library.slug })
    .expect(201);
  const step = (name: string) => `/incidents/${id}/actions/${action.id}/${name}`;
  await pablo.post(step('approve'), {}).expect(200);
  await olga.post(step('apply'), {}).expect(200);
  expect((await olga.post(step('verify')).expect(200)).body.probe).toMatchObject({ held: true });
  await ana.get('/me').expect(401);
  owner = await asStaff(carrel, ofLibrary);

  await owner.get(`/library/readers/${ana.id}`).expect(200);
  const looked = { kind: 'staff', of: ofLibrary.id, from: ago(1) };
  await olga.post(`/incidents/${id}/scope`, looked).expect(202);
  const { totals } = await eventually('the scope', async () => {
    const { body } = await olga.get(`/incidents/${id}/scope`).expect(200);
    return body.waiting.length === 0 && (body as { totals: object });
  });
  expect(totals).toMatchObject({ confirmed: 1, byCountry: [{ country: 'IE', confirmed: 1 }] });

  const { body: told } = await olga
    .post(part(id, '/notices'), { contact: 'security@carrel.example' })
    .expect(201);
  const notice = await eventually('the notice at the controller’s mail server', async () =>
    (await lettersTo(carrel, `dpo@${library.slug}`)).find(({ subject }) => subject.includes(id.slice(-8))),
  );
  expect(notice.text).toContain('An export of loans lay open.');

  await owner.post(part(id, '/assessments'), ASSESSMENT).expect(201);
  await owner
    .post(part(id, '/decisions'), {
      notifyAuthority: true,
      communicateToSubjects: true,
      reason: 'High risk.',
    })
    .expect(201);
  await owner
    .post(part(id, '/notifications'), {
      type: 'new',
      completeness: 'incomplete',
      answers: { nature: 'An export lay open.' },
    })
    .expect(201);
  const { body: document } = await owner.get(part(id, '/notification?format=json')).expect(200);
  expect(document).toMatchObject({
    version: '1.0',
    mode: 'live',
    isDraft: false,
    authority: { name: expect.stringContaining('Data Protection Commission') },
  });
  const rows = document.rows as { key: string; value: string | null }[];
  expect(rows.find(({ key }) => key === 'aware')?.value).toBe(told.sentAt);

  // Told: every reader gets the words that the owner approved.
  const { body: templates } = await olga.get(part(id, '/letter-templates')).expect(200);
  const words = templates.items as { language: string; text: { advice: string } }[];
  const texts = Object.fromEntries(words.map(({ language, text }) => [language, text]));
  const { body: draft } = await olga.post(part(id, '/communications'), { texts }).expect(201);
  await owner.post(part(id, `/communications/${draft.id}/approve`), {}).expect(200);
  const letter = await eventually('the letter to the reader', async () =>
    (await lettersTo(carrel, ana.email)).find(({ text }) => text.includes(words[0]?.text.advice ?? '–')),
  );
  expect(letter.subject).toContain('What happened to your data');
  await eventually('the end of the letters', async () => {
    const { body } = await owner.get(part(id, `/communications/${draft.id}`)).expect(200);
    return body.state === 'sent' && body.totals.frozen === body.totals.accepted;
  });

  await olga.put(`/incidents/${id}/phase`, { phase: 'closed', reason: 'Every duty is done.' }).expect(200);
  const { body: register } = await owner.get('/breach-register').expect(200);
  expect(JSON.stringify(register)).toContain('An export of loans lay open.');
});

/** A drill that begins this moment, in which an hour lasts five seconds. */
async function aDrill(): Promise<string> {
  const now = new Date().toISOString();
  const { body } = await olga
    .post('/incidents', {
      title: 'What if exports lay open',
      description: 'Made up.',
      mode: 'drill',
      pace: 720,
      detectedAt: now,
      awareAt: now,
    })
    .expect(201);
  await olga.put(part(body.id as string), { what: 'Made up.' }).expect(200);
  return String(body.id);
}

const watch = (at: Date) => carrel.app.get(RemindersService, { strict: false }).run(at);

it('runs a drill’s duties and made-up events by its own clock', async () => {
  const now = new Date().toISOString();
  const live = { title: 'Live', description: 'Live', mode: 'live', detectedAt: now, awareAt: now, pace: 2 };
  expect((await olga.post('/incidents', live).expect(422)).body.errors[0].pointer).toBe('/pace');
  const id = await aDrill();
  const { body: shown } = await olga.get(`/incidents/${id}`).expect(200);
  const declaredAt = Date.parse(shown.declaredAt as string);
  const minutes = (instant: string) => Math.round((Date.parse(instant) - declaredAt) / 60_000);

  expect(shown.pace).toBe(720);
  expect(shown.libraries[0].clocks[0]).toMatchObject({ duty: 'tell-controller', state: 'open' });
  expect(minutes(shown.libraries[0].clocks[0].dueAt as string)).toBe(2); // 24 hours
  expect(minutes((shown.plan as { dueAt: string }[]).at(-1)?.dueAt ?? '')).toBe(28); // 14 days

  const { body: made } = await olga
    .post(`/incidents/${id}/injects`, { afterMinutes: 60, text: 'A newspaper calls.' })
    .expect(201);
  await olga.post(`/incidents/${id}/injects`, { afterMinutes: 600, text: 'Found on a forum.' }).expect(201);
  await watch(new Date(declaredAt + 4_900));
  expect((await olga.get(`/incidents/${id}/injects`).expect(200)).body).toEqual({ items: [], coming: 2 });
  const answer = { text: 'The commander answers.' };
  await olga.post(`/incidents/${id}/injects/${made.ids[0]}/answers`, answer).expect(404);
  await watch(new Date(declaredAt + 5_100));
  await watch(new Date(declaredAt + 5_200));
  await olga.post(`/incidents/${id}/injects/${made.ids[0]}/answers`, answer).expect(201);
  expect((await olga.get(`/incidents/${id}/injects`).expect(200)).body).toMatchObject({
    items: [{ text: 'A newspaper calls.', answers: ['The commander answers.'] }],
    coming: 1,
  });
  const { body: timeline } = await olga.get(`/incidents/${id}/timeline`).expect(200);
  const came = (timeline.items as { detail: string }[]).filter(({ detail }) => detail === 'inject');
  expect(came).toHaveLength(1);
});

it('scores a drill before it is closed, and keeps it out of the live register and of the post', async () => {
  const id = await aDrill();
  const letters = async () =>
    (await superuser.query<{ count: number }>('select count(*)::int as count from letter')).rows[0]?.count;
  const before = await letters();
  const review = { phase: 'closed', reason: 'All done.' };
  expect((await olga.put(`/incidents/${id}/phase`, review).expect(409)).body.detail).toContain('Score');
  await olga.post(`/incidents/${id}/evidence`).expect(201);
  await olga.post(part(id, '/notices'), { contact: 'security@carrel.example' }).expect(201);
  await watch(new Date(Date.now() + HOUR)); // past every reminder of its three days

  const { body: score } = await olga.post(`/incidents/${id}/scores`).expect(201);
  // Nature and contact of the six rows that a notice to a controller has; the rest in time.
  expect(score).toMatchObject({ declareMinutes: 0, completeness: 33, injectsCame: 0, points: 83 });
  await olga.put(`/incidents/${id}/phase`, review).expect(200);
  expect((await olga.get(`/incidents/${id}/scores`).expect(200)).body.items).toEqual([score]);

  const { text: shown } = await olga.get(`/incidents/${id}/review?format=html`).expect(200);
  expect(shown).toContain('DRILL, NOT REAL');
  expect(shown).toContain('Score: 83 of 100');
  expect((await olga.get(`/incidents/${id}/review?format=pdf`).expect(200)).headers.get('content-type')).toBe(
    'application/pdf',
  );

  expect((await owner.get('/breach-register').expect(200)).text).not.toContain(id);
  expect((await owner.get('/breach-register?mode=drill').expect(200)).text).toContain(id);
  expect(await letters()).toBe(before);
  await expect(superuser.query(`update drill_score set mode = 'live'`)).rejects.toThrow('drill_score_mode');
  await expect(superuser.query(`update drill_inject set mode = 'live'`)).rejects.toThrow('drill_inject_mode');
});

/** A page behind a link, without JavaScript: its text, and its only button. */
async function aVisit(address: string) {
  const shown = await fetch(carrel.url + address);
  const page = await shown.text();
  const [path = '', query = ''] = address.split('?');
  const form = /name="_form" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const cookie = shown.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const press = async () => {
    const token = new URLSearchParams(query).get('token') ?? '';
    const body = new URLSearchParams({ _form: form, token });
    const answer = await fetch(carrel.url + path, {
      method: 'POST',
      headers: { cookie, origin: 'http://carrel.test' },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };
  return { page, press };
}

it('asks a library’s contact by the only real letter of a drill, which confirms by one click and makes it ready', async () => {
  const readiness = async (caller: Caller) => {
    const { body } = await caller.get('/incidents/readiness').expect(200);
    const items = body.items as {
      library: string;
      score: number;
      lines: { key: string; isMet: boolean }[];
    }[];
    const own = items.find((one) => one.library === library.slug);
    return { of: items.length, met: own?.lines.filter(({ isMet }) => isMet).map(({ key }) => key) };
  };
  const other = await aLibrary(carrel);
  const id = await aDrill();
  const { body: sent } = await olga.post(part(id, '/contact-tests')).expect(201);
  expect(sent).toMatchObject({ confirmedAt: null });
  const letters = async () => lettersTo(carrel, `dpo@${library.slug}`);
  const letter = await eventually('the letter', async () =>
    (await letters()).find(({ subject }) => subject.startsWith('TEST')),
  );
  expect(letter.subject).toContain('PRUEBA');
  expect(letter.text).toMatch(/^This is a TEST\. No personal data were hit\./);
  expect((await readiness(owner)).met).not.toContain('contact-confirmed');

  const link = /http:\/\/carrel\.test(\/l\/\S+)/.exec(letter.text)?.[1] ?? '';
  const click = await aVisit(link);
  expect(click.page).toContain('This is a drill');
  expect((await readiness(owner)).met).not.toContain('contact-confirmed'); // opening it confirms nothing
  expect((await click.press()).text).toContain('your address was reached');
  const { body: first } = await owner.get(part(id, '/contact-tests')).expect(200);
  expect((await click.press()).status).toBe(200);
  expect((await owner.get(part(id, '/contact-tests')).expect(200)).body).toEqual(first);
  expect(first.items[0].confirmedAt).toEqual(expect.any(String));

  // The same link at another library is no link, nor is a made-up one.
  expect((await (await aVisit(link.replace(library.slug, other.slug))).press()).status).toBe(404);
  expect((await readiness(owner)).met).toEqual(
    expect.arrayContaining(['contact-confirmed', 'authority-set']),
  );
  await owner.post(part(id, '/contact-tests')).expect(403);
  await olga.post(`/incidents/${id}/scores`).expect(201);
  await superuser.query(
    `insert into restore_drill values ($1, gen_random_uuid(), 'nightly', now(), now(), now(), 'failed', 1, 1, 1, 0)`,
    [PLATFORM],
  );
  expect((await readiness(owner)).met).toContain('drill');
  expect((await readiness(owner)).met).not.toContain('restore-tested');
  await superuser.query(`update restore_drill set outcome = 'done'`);
  expect((await readiness(owner)).met).toContain('restore-tested');
  expect((await readiness(owner)).met).toContain('log-coverage');
  await superuser.query(
    `insert into access_log_run values ($1, gen_random_uuid(), now() - interval '1 day', now(), null, now() - interval '1 hour', now())`,
    [PLATFORM],
  );
  expect((await readiness(owner)).met).not.toContain('log-coverage');
  await superuser.query('delete from access_log_run where lost_from is not null');
  expect(await readiness(owner)).toMatchObject({ of: 1 });
  expect((await readiness(olga)).of).toBeGreaterThan(1);
});

it('is ready with a letter to readers once its owner approved the words in every language', async () => {
  const isReady = async () => {
    const { body } = await owner.get('/incidents/readiness').expect(200);
    const lines = (body.items as { lines: { key: string; isMet: boolean }[] }[])[0]?.lines;
    return lines?.find(({ key }) => key === 'letter-template')?.isMet;
  };
  const templates = async () => {
    const { body } = await owner.get('/library/breach-letter-templates').expect(200);
    return body.items as { language: string; approvedAt: string | null; text: Record<string, string> }[];
  };
  const [english, spanish] = await templates();
  expect([english?.approvedAt, spanish?.approvedAt]).toEqual([null, null]);
  expect(spanish?.text.nature).toContain('biblioteca');
  const approve = (language: string, text: object) =>
    owner.put(`/library/breach-letter-templates/${language}`, text);

  await approve('fr', english?.text ?? {}).expect(422);
  const empty = await approve('en', { ...english?.text, advice: 'See https://library.example' }).expect(422);
  expect(empty.body.errors).toMatchObject([{ pointer: '/advice' }]);
  await approve('en', english?.text ?? {}).expect(200);
  expect(await isReady()).toBe(false);
  await approve('es', spanish?.text ?? {}).expect(200);
  expect(await isReady()).toBe(true);
  await approve('en', { ...english?.text, advice: 'Choose a new password.' }).expect(200);
  expect((await templates())[0]?.text.advice).toBe('Choose a new password.');
  await olga.get('/library/breach-letter-templates').expect(403);
});

it('gives officers and owners alike the approved words to begin a library’s letters with, once a breach hit it', async () => {
  const now = new Date().toISOString();
  const drill = { title: 'Words', description: 'Words', mode: 'drill', detectedAt: now, awareAt: now };
  const { body } = await olga.post('/incidents', drill).expect(201);
  const templates = part(body.id as string, '/letter-templates');
  await olga.get(templates).expect(404);
  await owner.get(templates).expect(404);
  await olga.put(part(body.id as string), { what: 'Words' }).expect(200);
  const { body: own } = await owner.get('/library/breach-letter-templates').expect(200);
  const text = { ...own.items[0].text, advice: 'Ask the desk for a new card.' };
  await owner.put('/library/breach-letter-templates/en', text).expect(200);

  const { body: approved } = await olga.get(templates).expect(200);
  expect(approved.items[0]).toMatchObject({ language: 'en', approvedAt: expect.any(String), text });
  expect((await owner.get(templates).expect(200)).body).toEqual(approved);
  const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  await stranger.get(templates).expect(404);
});

it('makes nothing up in what is live', async () => {
  const now = new Date().toISOString();
  const live = { title: 'Live', description: 'Live', mode: 'live', detectedAt: now, awareAt: now };
  const { body } = await olga.post('/incidents', live).expect(201);

  await olga.post(`/incidents/${body.id}/injects`, { afterMinutes: 0, text: 'Made up' }).expect(409);
  await olga.post(`/incidents/${body.id}/injects/script`).expect(409);
  await olga.post(`/incidents/${body.id}/scores`).expect(409);
  await olga.put(part(body.id as string), { what: 'Live' }).expect(200);
  await olga.post(part(body.id as string, '/contact-tests')).expect(409);
});

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

describe('carrel incident drill', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'carrel-played-'));
  });
  afterAll(async () => {
    await stopPostgresIn(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('plays the plan on the demo, from the declaration to the closed register, and lets nothing out', async () => {
    const command = demoCommand(dataDir, ['incident', 'drill']);
    expect([await command.ended, command.output]).toEqual([0, expect.any(String)]);

    const lines = command.output.trim().split('\n');
    expect(lines.map((line) => line.slice(8, 28).trim())).toEqual([
      'declare', 'roles', 'script', 'libraries', 'snapshot', 'containment', 'controller notices', 'delivery', 'scope', 'assessment', 'decision',
      'authority, phase 1', 'authority, phase 2', 'letters to readers', 'events', 'review', 'score', 'close', 'register', 'readiness', 'real effects',
    ]); // prettier-ignore
    const said = (step: string) => lines.find((line) => line.slice(8).startsWith(step)) ?? '';
    const number = /DRILL-[0-9a-f]{8}/.exec(said('declare'))?.[0] ?? 'none';
    expect(said('register')).toContain(`harbour-library: ${number}, 2 notifications`);
    expect(said('score')).toMatch(/^.{8}score +100 of 100: /);
    expect(said('scope')).toMatch(
      /readers confirmed \d+ ≤ probable \d+ ≤ possible \d+; possible by country: .*IE \d+.*; log: .*harbour-library [\d.]+ %/,
    );
    expect(said('readiness')).toContain(
      'harbour-library 50 of 100, to do: contact-confirmed, letter-template, restore-tested',
    );
    expect(said('real effects')).toContain(
      'letters written: 0, epochs raised: 0, sessions ended: 0, freezes: 0',
    );
    expect(said('containment')).toMatch(
      /end-sessions would reach \d+, verified; freeze-exports would reach \d+, verified/,
    );
    expect(said('letters to readers')).toMatch(/harbour-library (\d+) letters, \1 recorded/);
    expect(Number(said('real effects').slice(0, 4))).toBeLessThan(60);
  });

  it('leaves the same place to declare from while the server is down, and the server knows of it once it is up', async () => {
    const command = demoCommand(dataDir, [
      ...[
        'incident',
        'declare',
        'The server is gone',
        '--mode',
        'live',
        '--description',
        'Its disk was encrypted.',
      ],
      ...[
        '--suspected',
        'Ransomware',
        '--occurred-from',
        '2026-01-31T01:00:00Z',
        '--occurred-to',
        '2026-01-31T02:00:00Z',
      ],
      ...['--detected-at', '2026-01-31T02:30:00Z', '--aware-at', '2026-01-31T03:00:00Z'],
    ]);
    expect([await command.ended, command.output]).toEqual([0, expect.stringMatching(UUID)]);
    const id = UUID.exec(command.output)?.[0] ?? '';

    const server = await aServer(dataDir);
    try {
      await eventually('the server', () =>
        fetch(`${server.url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const [officer] = loginsIn(dataDir).securityOfficers;
      const { body: signedIn } = await new Caller(server.url)
        .post('/staff/sessions', { ...officer })
        .expect(201);
      const its = new Caller(server.url, { authorization: `Bearer ${String(signedIn.accessToken)}` });
      expect((await its.get(`/incidents/${id}`).expect(200)).body).toMatchObject({
        title: 'The server is gone',
        suspected: 'Ransomware',
        occurredFrom: '2026-01-31T01:00:00.000Z',
        occurredTo: '2026-01-31T02:00:00.000Z',
        detectedAt: '2026-01-31T02:30:00.000Z',
        awareAt: '2026-01-31T03:00:00.000Z',
      });
    } finally {
      server.signal('SIGTERM');
      await server.ended;
    }
  });

  it('is played on the demo only', async () => {
    const command = carrelCommand(carrel, ['incident', 'drill'], { DEMO: 'false', SMTP_URL: mail.url });
    expect(await command.ended).toBe(2);
    expect(command.output).toContain('carrel incident declare --mode drill');
  });
});
