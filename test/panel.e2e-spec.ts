import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Secret, TOTP } from 'otpauth';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { StaffInvitationsService } from '../src/modules/libraries/staff-invitations.service.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, cookieOf, PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  tokenInLetterTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let ana: TestReader;
let olga: PanelVisitor;
let stranger: PanelVisitor;
let nobody: PanelVisitor;
beforeAll(async () => {
  carrel = await aCarrel();
  ana = await aReader(carrel, { consents: ['newsletter'], name: 'Ana Lectora' });
  olga = await atThePanel(carrel, await aStaffMember(carrel, ana.library));
  stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  nobody = new PanelVisitor(carrel.url, '');
});
afterAll(() => carrel.stop());

async function rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('the door', () => {
  it('sends whoever is not signed in to the door, wherever they knock', async () => {
    for (const path of ['', '/resources/readers', '/api/resources/readers/actions/list', '/api/dashboard']) {
      const answer = await nobody.get(path).expect(303);
      expect(answer.headers.get('location')).toBe('/admin/login');
    }
    await nobody.post(`/api/resources/items/actions/new`, { title: 'Nothing' }).expect(303);
  });

  it('refuses a wrong password with 401, and keeps the cookie from scripts and other sites', async () => {
    const luis = await aStaffMember(carrel, ana.library, 'librarian');
    const refused = await nobody.post('/login', { ...luis, id: '', password: 'wrong' }).expect(401);
    expect(refused.text).toContain('The address or the password is wrong');
    expect(cookieOf(refused)).toBe('');

    const admitted = await nobody.post('/login', { email: luis.email, password: luis.password }).expect(303);
    expect(admitted.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(admitted.headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
  });

  it('limits how often a password is tried', async () => {
    const luis = await aStaffMember(carrel, ana.library, 'librarian');
    for (let i = 0; i < 10; i++)
      await nobody.post('/login', { email: luis.email, password: `guess ${i}` }).expect(401);

    const refused = await nobody.post('/login', { email: luis.email, password: luis.password }).expect(429);

    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('refuses a form that another site’s page sends', async () => {
    const { email, password } = await aStaffMember(carrel, ana.library);
    await nobody.post('/login', { email, password }, { origin: 'https://elsewhere.example' }).expect(403);
    await olga
      .post('/api/resources/items/actions/new', { title: 'Planted' }, { origin: 'https://elsewhere.example' })
      .expect(403);
  });

  it('shows officers incidents, and nothing of a library', async () => {
    const officer = await atThePanel(carrel, await aStaffMember(carrel));
    await officer.list('incidents').expect(200);
    await officer.list('readers').expect(404);
    await officer.list('breaches').expect(404);
    await olga.list('incidents').expect(404);
    const { text } = await officer.get('').expect(200);
    expect(text).toContain('"href":"/admin/resources/incidents"');
    expect(text).not.toContain('"href":"/admin/resources/readers"');
  });

  it('signs out: the session ends in the panel and in the API’s book', async () => {
    const visitor = await atThePanel(carrel, await aStaffMember(carrel, ana.library));
    await visitor.list('readers').expect(200);

    await visitor.post('/logout').expect(303);

    await visitor.list('readers').expect(303);
  });

  it('puts a removed librarian out at once', async () => {
    const luis = await aStaffMember(carrel, ana.library, 'librarian');
    const visitor = await atThePanel(carrel, luis);
    await visitor.list('readers').expect(200);

    const owner = await asStaff(carrel, await aStaffMember(carrel, ana.library));
    await owner.delete(`/library/staff/${luis.id}`).expect(202);

    await visitor.list('readers').expect(303);
  });

  it('keeps ids only in its session', async () => {
    const kept = await rows<{ sess: object }>('select sess from admin_session');
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toMatch(/@example\.org|Olga|Ana/);
  });

  it('lets the invited choose a password', async () => {
    const email = 'invited-to-the-panel@example.org';
    const invitations = carrel.app.get(StaffInvitationsService, { strict: false });
    await invitations.invite(
      { email, name: 'Iván', librarySlug: ana.library.slug, role: 'librarian' },
      new Date(),
    );
    const token = await tokenInLetterTo(carrel, email);
    expect((await nobody.get(`/invitation?token=${token}`).expect(200)).text).toContain(token);
    await nobody.post('/invitation', { token, password: 'short' }).expect(422);

    await nobody.post('/invitation', { token, password: 'long enough for Iván' }).expect(200);

    await nobody.post('/login', { email, password: 'long enough for Iván' }).expect(303);
  });
});

describe('outside the demo', () => {
  it('lets an owner in only with a second factor', async () => {
    const strict = await aCarrel({ DEMO: 'false' });
    try {
      const library = await aLibrary(strict);
      const { email, password } = await aStaffMember(strict, library);
      const door = new PanelVisitor(strict.url, '');
      const first = await door.post('/login', { email, password }).expect(303);
      expect(first.headers.get('location')).toBe('/admin/second-factor');
      const visitor = new PanelVisitor(strict.url, cookieOf(first));
      expect((await visitor.list('readers').expect(303)).headers.get('location')).toBe(
        '/admin/second-factor',
      );

      const enrolment = await visitor.post('/second-factor/enrolment').expect(200);
      const secret = /secret=([A-Z2-7]+)/.exec(enrolment.text)?.[1] ?? '';
      const totp = new TOTP({ secret: Secret.fromBase32(secret) });
      await visitor.post('/second-factor', { code: '000000' }).expect(422);
      const enrolled = await visitor.post('/second-factor', { code: totp.generate() }).expect(303);

      await new PanelVisitor(strict.url, cookieOf(enrolled)).list('readers').expect(200);
      await visitor.list('readers').expect(303);
      expect((await door.post('/login', { email, password }).expect(401)).text).toContain('authenticator');
      const code = totp.generate({ timestamp: Date.now() + 30_000 });
      await door.post('/login', { email, password, code }).expect(303);
    } finally {
      await strict.stop();
    }
  });
});

describe('readers', () => {
  it('are found by their exact address, and nobody else is opened', async () => {
    await aReader(carrel, { library: ana.library });

    const { body } = await olga
      .post('/api/resources/readers/actions/find', { typed: ana.email.toUpperCase() })
      .expect(200);

    expect(body.told).toEqual({ id: ana.id });
    await olga.post('/api/resources/readers/actions/find', { typed: 'ana' }).expect(422);
    await olga.get('/api/resources/readers/actions/find').expect(405);
  });

  it('are shown without what is withheld', async () => {
    const { body, text } = await olga.show('readers', ana.id).expect(200);

    expect(body.record.params).toMatchObject({ email: ana.email, country: 'ES' });
    expect(text).not.toContain('argon2');
    expect(Object.keys(body.record.params as object)).not.toContain('passwordHash');
  });

  it('show how their consents stand, with the history', async () => {
    const { body } = await olga.show('readers', ana.id, 'consents').expect(200);

    expect(body.record.params.states).toContainEqual(
      expect.objectContaining({ purpose: 'newsletter', state: 'given' }),
    );
    expect(body.record.params.history.items).toContainEqual(
      expect.objectContaining({ purpose: 'phone-calls', decision: 'refused', surface: 'sign-up' }),
    );
  });

  it('leave a trace of every look: who, what, whose', async () => {
    const luis = await aStaffMember(carrel, ana.library, 'librarian');
    const visitor = await atThePanel(carrel, luis);

    await visitor.post('/api/resources/readers/actions/find', { typed: ana.email }).expect(200);
    await visitor.show('readers', ana.id).expect(200);
    await visitor.show('readers', ana.id, 'consents').expect(200);

    const looks = await rows<{
      route: string;
      entity: string;
      subjects: string[];
      credential: string | null;
    }>(
      `select route, entity, subject_ids as subjects, credential_id as credential from access_entry
       where library_id = $1 and actor_kind = 'staff' and actor_id = $2 order by at, id`,
      [ana.library.id, luis.id],
    );
    expect(looks.map(({ route, entity }) => `${route} ${entity}`)).toEqual(
      expect.arrayContaining([
        'POST /admin/readers/find reader',
        'GET /admin/readers/:id/show reader',
        'GET /admin/readers/:id/consents consent',
        'GET /admin/readers/:id/consents consent_event',
      ]),
    );
    expect(new Set(looks.flatMap(({ subjects }) => subjects))).toEqual(new Set([ana.id]));
    expect(looks.every(({ credential }) => credential !== null)).toBe(true);
  });

  it('of another library are not there', async () => {
    expect((await stranger.list('readers').expect(200)).body.records).toEqual([]);
    await stranger.show('readers', ana.id).expect(404);
    await stranger.show('readers', ana.id, 'consents').expect(404);
    await stranger.post('/api/resources/readers/actions/find', { typed: ana.email }).expect(422);
  });

  it('are listed a page at a time', async () => {
    const { library } = await aReader(carrel);
    for (let i = 0; i < 20; i++) await aReader(carrel, { library });
    const owner = await atThePanel(carrel, await aStaffMember(carrel, library));

    const first = (await owner.list('readers').expect(200)).body;
    const second = (await owner.list('readers', '?page=2').expect(200)).body;

    expect(first.records).toHaveLength(20);
    expect(first.meta.total).toBe(21);
    expect(second.records).toHaveLength(1);
    const ids = [...first.records, ...second.records].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(21);
  });
});

describe('items', () => {
  it('are added, changed, found and removed', async () => {
    const added = await olga
      .post('/api/resources/items/actions/new', { title: 'Rayuela', 'authors.0': 'Julio Cortázar' })
      .expect(200);
    const id = added.body.record.id as string;
    expect(added.body.notice).toMatchObject({ type: 'success' });

    await olga.perform('items', id, 'edit', { title: 'Rayuela, capítulo 7', state: 'withdrawn' }).expect(200);

    const found = await olga.list('items', '?filters.title=cortazar').expect(200);
    expect(found.body.records).toMatchObject([
      { params: { title: 'Rayuela, capítulo 7', 'authors.0': 'Julio Cortázar', state: 'withdrawn' } },
    ]);
    await stranger.perform('items', id, 'edit', { title: 'Mine now' }).expect(404);
    await olga.perform('items', id, 'delete').expect(200);
    await olga.show('items', id).expect(404);
  });

  it('say beside the field what is wrong with it, and keep nothing', async () => {
    const before = (await olga.list('items').expect(200)).body.records.length as number;

    const { body } = await olga
      .post('/api/resources/items/actions/new', { title: 'x'.repeat(501) })
      .expect(200);

    expect(body.notice.type).toBe('error');
    expect(body.record.errors.title.message).toContain('500');
    expect((await olga.list('items').expect(200)).body.records).toHaveLength(before);
  });
});

describe('an incident', () => {
  const LETTER = {
    nature: 'An export lay open.',
    consequences: 'Somebody may know what you read.',
    measures: 'We closed it.',
    advice: 'Be careful with letters that name your loans.',
    contact: 'Ask at the desk.',
  };
  const words = Object.fromEntries(Object.entries(LETTER).map(([part, text]) => [`en-${part}`, text]));
  const ASSESSMENT = {
    category: 'simple',
    step: '0',
    'why-processing': 'Names only.',
    identification: 'unknown',
    confidentiality: 'unknown',
    integrity: 'unknown',
    availability: 'unknown',
    intent: 'unknown',
    isUnintelligible: 'no',
  };
  let casa: TestLibrary;
  let rosa: TestReader;
  let officer: PanelVisitor;
  let rest: Caller;
  let owner: PanelVisitor;
  beforeAll(async () => {
    casa = await aLibrary(carrel);
    rosa = await aReader(carrel, { library: casa });
    const birthDate = `${new Date().getFullYear() - 12}-01-01`;
    await aReader(carrel, {
      library: casa,
      birthDate,
      guardian: { name: 'Ada', email: 'ada@example.org' },
    });
    const oscar = await aStaffMember(carrel);
    officer = await atThePanel(carrel, oscar);
    rest = await asStaff(carrel, oscar);
    owner = await atThePanel(carrel, await aStaffMember(carrel, casa));
  });

  const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

  /** One whose scope lists Rosa, whom a librarian looked at. */
  async function anIncidentWithAScope(): Promise<string> {
    const id = await anIncident();
    const vera = await aStaffMember(carrel, casa);
    await (await atThePanel(carrel, vera)).show('readers', rosa.id).expect(200);
    await carrel.app.get(AccessLog).flush();
    await officer.perform('incidents', id, 'askScope', { kind: 'staff', of: vera.id, from: hourAgo() });
    await eventually('the scope', async () => {
      const { body } = await officer.show('incidents', id).expect(200);
      return (body.record.params.scope.items as unknown[]).length === 1;
    });
    return id;
  }

  async function anIncident(): Promise<string> {
    const at = hourAgo();
    const given = { title: 'A key was stolen', description: 'It lay in a log.', mode: 'live' };
    const { body } = await rest.post('/incidents', { ...given, detectedAt: at, awareAt: at }).expect(201);
    await officer.perform('incidents', body.id as string, 'hit', {
      library: casa.slug,
      what: 'Readers were looked up.',
    });
    return body.id as string;
  }

  const communicationsOf = async (id: string) =>
    (await rest.get(`/incidents/${id}/libraries/${casa.slug}/communications`).expect(200)).body
      .items as Record<string, unknown>[];

  const stateOf = async (id: string) => (await communicationsOf(id))[0]?.state;

  /** No letter of the library leaves until the action is reverted. */
  async function standstill(id: string): Promise<string> {
    const actions = `/incidents/${id}/actions`;
    const { body } = await rest.post(actions, { kind: 'pause-letters', library: casa.slug }).expect(201);
    for (const step of ['approve', 'apply'])
      await rest.post(`${actions}/${String(body.id)}/${step}`, {}).expect(200);
    return `${actions}/${String(body.id)}`;
  }

  it('is assessed and notified by officers for a library, who neither decide nor approve', async () => {
    const id = await anIncident();
    const { slug: library } = casa;

    await officer.perform('incidents', id, 'assess', { library, ...ASSESSMENT }).expect(200);
    const sent = { type: 'new', completeness: 'incomplete', nature: 'A key was stolen.' };
    await officer.perform('incidents', id, 'notify', { library, ...sent }).expect(200);

    const { body } = await officer.show('incidents', id).expect(200);
    expect(body.record.params.chosen).toMatchObject({
      slug: library,
      assessments: [{ version: 1 }],
      notifications: [{ type: 'new', completeness: 'incomplete' }],
      decisions: [],
    });
    for (const action of ['decide', 'approveLetters', 'resumeLetters'])
      await officer.perform('incidents', id, action, { library }).expect(404);
    const elsewhere = await aLibrary(carrel);
    await officer.perform('incidents', id, 'assess', { ...ASSESSMENT, library: elsewhere.slug }).expect(404);
    await officer.get(`/api/resources/incidents/records/${id}/show?library=${elsewhere.slug}`).expect(404);
    await stranger.perform('breaches', id, 'assess', ASSESSMENT).expect(404);
  });

  it('asks whom it hit, and says what is wrong with the question', async () => {
    const id = await anIncident();
    const ask = (fields: Record<string, string>) => officer.perform('incidents', id, 'askScope', fields);
    for (const [pointer, fields] of [
      ['/kind', { kind: 'rumour', from: hourAgo() }],
      ['/of', { kind: 'staff', from: hourAgo() }],
      ['/from', { kind: 'window', from: 'yesterday' }],
      ['/to', { kind: 'window', from: hourAgo(), to: '2026-01-31 09:30' }],
      ['/epoch', { kind: 'session', of: randomUUID(), epoch: 'two', from: hourAgo() }],
      ['/libraries/1', { kind: 'window', from: hourAgo(), library: `${casa.slug}, nowhere` }],
    ] as const) {
      const { body } = await ask(fields).expect(422);
      expect(body.errors).toMatchObject([{ pointer }]);
    }
    await owner.perform('breaches', id, 'askScope', { kind: 'window', from: hourAgo() }).expect(404);

    await ask({ kind: 'database', from: hourAgo(), library: casa.slug }).expect(200);

    const scope = await eventually('the scope', async () => {
      const { body } = await owner.show('breaches', id).expect(200);
      const [first] = body.record.params.scope.items as { readersByCountry: unknown }[];
      return first?.readersByCountry ? first : false;
    });
    expect(scope).toMatchObject({
      library: casa.slug,
      possible: 2,
      readersByCountry: [{ country: 'ES', confirmed: 0, probable: 0, possible: 2 }],
    });
  });

  it('is written about to all, to those of a scope or of a list, counted before anything is drafted', async () => {
    const id = await anIncidentWithAScope();
    const { slug: library } = casa;
    const count = async (fields: Record<string, string>) =>
      (await officer.perform('incidents', id, 'countLetters', { library, ...fields }).expect(200)).body
        .told as object;
    expect(await count({ audience: 'all' })).toEqual({ readers: 2, letters: 3 });
    expect(await count({ audience: '1-confirmed' })).toEqual({ readers: 1, letters: 1 });
    expect(await count({ audience: 'readers', readers: `${rosa.id}\n` })).toEqual({ readers: 1, letters: 1 });
    for (const [pointer, fields] of [
      ['/scope/version', { audience: '2-confirmed' }],
      ['/audience', { audience: '1-certain' }],
      ['/readers', { audience: 'all', readers: rosa.id }],
      ['/readers', { audience: 'readers', readers: 'rosa' }],
      ['/readers/0', { audience: 'readers', readers: ana.id }],
      ['/perDomainPerMinute', { perDomainPerMinute: 'few' }],
      ['/pauseAtPercent', { pauseAtPercent: '101' }],
      ['/texts/en/advice', { 'en-advice': ' ' }],
    ] as const) {
      const given = { library, audience: 'all', ...words, ...fields };
      const { body } = await officer.perform('incidents', id, 'draftLetters', given).expect(422);
      expect(body.errors).toMatchObject([{ pointer }]);
    }
    expect(await communicationsOf(id)).toEqual([]);

    const pace = { perDomainPerMinute: '60', pauseAtPercent: '10' };
    await officer
      .perform('incidents', id, 'draftLetters', { library, audience: '1-confirmed', ...pace, ...words })
      .expect(200);

    expect(await communicationsOf(id)).toMatchObject([
      {
        state: 'draft',
        audience: { kind: 'scope', version: 1, band: 'confirmed' },
        perDomainPerMinute: 60,
        pauseAtPercent: 10,
      },
    ]);
  });

  it('tells officers how the letters went, lets them pause, and takes late bounces from either side', async () => {
    const id = await anIncident();
    const { slug: library } = casa;
    const drafted = { audience: 'readers', readers: rosa.id, ...words };
    await officer.perform('incidents', id, 'draftLetters', { library, ...drafted }).expect(200);
    const [{ id: communication } = {}] = (await communicationsOf(id)) as { id?: string }[];
    if (!communication) throw new Error('Nothing was drafted.');
    await officer.perform('incidents', id, 'pauseLetters', { library, communication }).expect(409);
    await officer.perform('incidents', id, 'pauseLetters', { library, communication: 'none' }).expect(404);
    const stop = await standstill(id);
    await owner.perform('breaches', id, 'approveLetters', { communication }).expect(200);
    await eventually('the letters that stand still', async () => (await stateOf(id)) === 'sending');
    await officer.perform('incidents', id, 'pauseLetters', { library, communication }).expect(200);
    expect(await stateOf(id)).toBe('paused');
    await rest.post(`${stop}/revert`, { reason: 'For the test.' }).expect(200);
    await owner.perform('breaches', id, 'resumeLetters', { communication }).expect(200);
    await eventually('the end of the letters', async () => {
      const { body } = await officer.show('incidents', id).expect(200);
      const [one] = body.record.params.letters as { state: string; totals: { accepted: number } }[];
      return one?.state === 'sent' && one.totals.accepted === 1;
    });
    const [letter] = await rows<{ id: string }>('select id from breach_letter where communication_id = $1', [
      communication,
    ]);
    const messageIds = `<${letter?.id ?? ''}@carrel.example>\n\n<nobody@example.org>`;
    await officer
      .perform('incidents', id, 'reportBounces', { library, communication, messageIds: ' ' })
      .expect(422);
    await stranger.perform('breaches', id, 'reportBounces', { communication, messageIds }).expect(404);

    for (const [side, section, fields] of [
      [officer, 'incidents', { library }],
      [owner, 'breaches', {}],
    ] as const) {
      const { body } = await side
        .perform(section, id, 'reportBounces', { ...fields, communication, messageIds })
        .expect(200);
      expect(body.told).toEqual({ unknown: ['<nobody@example.org>'] });
    }

    const { body } = await officer.show('incidents', id).expect(200);
    expect(body.record.params.letters).toMatchObject([{ library, totals: { accepted: 0, bounced: 1 } }]);
    const file = `${id}/unreached-${communication}.csv`;
    const { text } = await owner.get(`/files/breaches/${file}`).expect(200);
    expect(text).toContain(rosa.id);
    await stranger.get(`/files/breaches/${file}`).expect(404);
    await officer.get(`/files/incidents/${file}`).expect(404);
  });

  it('lets an officer confirm when a controller was aware, and either side look at a hold again', async () => {
    const id = await anIncident();
    const { slug: library } = casa;
    const later = { awareAt: new Date().toISOString(), reason: 'The letter lay in the wrong tray.' };
    await rest
      .post(`/incidents/${id}/libraries/${library}/notices`, { contact: 'security@carrel.example' })
      .expect(201);
    await owner.perform('breaches', id, 'moveAwareness', { ...later, awareAt: hourAgo() }).expect(200);
    await owner.perform('breaches', id, 'moveAwareness', later).expect(200);
    const chosen = async () =>
      (await officer.show('incidents', id).expect(200)).body.record.params.chosen as {
        proposals: { id: string }[];
        part: { controllerAwareAt: string };
      };
    const [proposal] = (await chosen()).proposals;
    const confirmation = { library, proposal: proposal?.id ?? '' };
    await officer.perform('incidents', id, 'confirmControllerAwareness', confirmation).expect(200);
    expect(await chosen()).toMatchObject({ proposals: [], part: { controllerAwareAt: later.awareAt } });

    const day = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
    const given = { readers: rosa.id, ground: '17(3)(e)', citation: 'Case 12', words: 'Her loans show it.' };
    await officer
      .perform('incidents', id, 'holdReaders', { library, ...given, purposes: 'account', reviewOn: day(30) })
      .expect(200);
    const holds = async () =>
      (await owner.show('breaches', id).expect(200)).body.record.params.proof.holds as { id: string }[];
    const [hold] = await holds();
    const review = (side: PanelVisitor, section: string, reviewOn: string) =>
      side.perform(section, id, 'reviewHold', { library, hold: hold?.id ?? '', reviewOn });
    await review(owner, 'breaches', 'soon').expect(422);
    await review(stranger, 'breaches', day(60)).expect(404);
    await review(officer, 'incidents', day(60)).expect(200);
    expect(await holds()).toMatchObject([{ reviewOn: day(60) }]);
    await review(owner, 'breaches', day(90)).expect(200);
    expect(await holds()).toMatchObject([{ reviewOn: day(90) }]);
    await owner.perform('breaches', id, 'liftHold', { hold: hold?.id ?? '' }).expect(200);
  });

  it('holds data by a list of the scope and by a table, counted before, by either side', async () => {
    const id = await anIncidentWithAScope();
    const { slug: library } = casa;
    const count = async (side: PanelVisitor, section: string, fields: Record<string, string>) =>
      (await side.perform(section, id, 'countHolds', { library, ...fields }).expect(200)).body.told as object;
    const scope = { audience: '1-confirmed' };
    expect(await count(officer, 'incidents', scope)).toEqual({ readers: 1, held: 0 });
    const named = { audience: 'readers', readers: `${rosa.id}\n${randomUUID()}` };
    expect(await count(owner, 'breaches', named)).toEqual({ readers: 1, held: 0 });
    const reviewOn = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const given = {
      library,
      ...scope,
      ground: '17(3)(b)',
      citation: 'Art. 33(5)',
      words: 'Proof.',
      reviewOn,
    };
    const hold = (side: PanelVisitor, section: string, fields: Record<string, string>) =>
      side.perform(section, id, 'holdReaders', { ...given, ...fields });
    for (const [pointer, fields] of [
      ['/purposes', {}],
      ['/tables', { tables: 'library' }],
      ['/audience', { audience: '1-certain', tables: 'loan' }],
      ['/readers', { readers: rosa.id, tables: 'loan' }],
      ['/ground', { ground: 'curiosity', tables: 'loan' }],
      ['/reviewOn', { reviewOn: '2020-01-01', tables: 'loan' }],
    ] as const)
      for (const [side, section] of [
        [officer, 'incidents'],
        [owner, 'breaches'],
      ] as const)
        expect((await hold(side, section, fields).expect(422)).body.errors).toMatchObject([{ pointer }]);
    await hold(officer, 'incidents', { audience: '2-confirmed', tables: 'loan' }).expect(404);
    await hold(stranger, 'breaches', { tables: 'loan' }).expect(404);

    const { body } = await hold(officer, 'incidents', { tables: 'loan, message' }).expect(200);

    expect(body.told).toEqual({ held: 1, unknown: [], next: null });
    const { body: shown } = await owner.show('breaches', id).expect(200);
    const [held] = shown.record.params.proof.holds as { id: string }[];
    expect(held).toMatchObject({
      reader: rosa.id,
      ground: '17(3)(b)',
      tables: ['loan', 'message'],
      reviewOn,
    });
    expect(await count(owner, 'breaches', scope)).toEqual({ readers: 1, held: 1 });
    await owner.perform('breaches', id, 'liftHold', { hold: held?.id ?? '' }).expect(200);
    const again = await hold(owner, 'breaches', { ...named, tables: 'loan' }).expect(200);
    expect(again.body.told).toMatchObject({ held: 1, unknown: [named.readers.split('\n')[1]] });
    expect(await count(officer, 'incidents', scope)).toEqual({ readers: 1, held: 1 });
  });

  it('takes the moment at which something happened or was found, and gives officers alone the review', async () => {
    const id = await anIncident();
    const at = hourAgo();
    for (const [side, section, happenedAt] of [
      [officer, 'incidents', at],
      [owner, 'breaches', at],
    ] as const) {
      await side.perform(section, id, 'note', { text: 'Seen.', happenedAt: 'at noon' }).expect(422);
      await side.perform(section, id, 'note', { text: 'Seen.', happenedAt }).expect(200);
    }
    const verde = await aLibrary(carrel);
    const hit = { library: verde.slug, what: 'As well.' };
    await officer.perform('incidents', id, 'hit', { ...hit, foundAt: 'at noon' }).expect(422);
    await officer.perform('incidents', id, 'hit', { ...hit, foundAt: at }).expect(200);

    const { body } = await officer.show('incidents', id).expect(200);
    expect(body.record.params.timeline.items).toContainEqual(
      expect.objectContaining({ text: 'Seen.', happenedAt: at }),
    );
    const { body: own } = await owner.show('breaches', id).expect(200);
    expect(own.record.params.proof.notes).toContainEqual(
      expect.objectContaining({ text: 'Seen.', happenedAt: at }),
    );
    const { text } = await officer.get(`/files/incidents/${id}/_review.html`).expect(200);
    expect(text).toContain('A key was stolen');
    await owner.get(`/files/breaches/${id}/_review.html`).expect(404);
  });

  it('shows officers one library at a time where it hit several', async () => {
    const id = await anIncident();
    const verde = await aLibrary(carrel);
    await officer.perform('incidents', id, 'hit', { library: verde.slug, what: 'As well.' }).expect(200);

    const { body: both } = await officer.show('incidents', id).expect(200);
    const { body: one } = await officer
      .get(`/api/resources/incidents/records/${id}/show?library=${verde.slug}`)
      .expect(200);

    expect(both.record.params.chosen).toBeNull();
    expect(one.record.params.chosen).toMatchObject({ slug: verde.slug, part: { what: 'As well.' } });
  });
});

describe('what sets off a draft of an incident', () => {
  let librarian: PanelVisitor;
  let officer: PanelVisitor;
  beforeAll(async () => {
    librarian = await atThePanel(carrel, await aStaffMember(carrel, ana.library, 'librarian'));
    officer = await atThePanel(carrel, await aStaffMember(carrel));
  });

  it('is a canary, which owners and officers place by a form', async () => {
    const form = '/api/resources/canaries/actions/new';
    const canary = (email: string) => ({ name: 'Cora Nadie', email, birthDate: '1980-05-05' });
    const refused = async (visitor: PanelVisitor, fields: Record<string, string>) =>
      (await visitor.post(form, fields).expect(200)).body.record.errors as object;
    expect(await refused(officer, canary('cora@canary.example'))).toHaveProperty('library');
    expect(await refused(olga, { ...canary('no address'), birthDate: 'once' })).toMatchObject({
      email: { message: expect.any(String) },
      birthDate: { message: expect.any(String) },
    });
    await officer.post(form, { ...canary('cora@canary.example'), library: 'nowhere' }).expect(404);
    await librarian.post(form, canary('cora@canary.example')).expect(404);

    const { body } = await olga.post(form, canary('cora@canary.example')).expect(200);
    await olga.post(form, canary('cora@canary.example')).expect(409);
    await officer.post(form, { ...canary('carla@canary.example'), library: ana.library.slug }).expect(200);

    expect(body.notice).toMatchObject({ type: 'success' });
    const { records } = (await olga.list('canaries').expect(200)).body;
    expect(records).toMatchObject([
      { id: body.record.params.id, params: { library: ana.library.slug } },
      { params: { library: ana.library.slug } },
    ]);
    expect((await stranger.list('canaries').expect(200)).body.records).toEqual([]);
    await stranger.show('canaries', String(body.record.params.id)).expect(404);
  });

  it('is a credential that opens more readers in an hour than an owner sets by a form', async () => {
    const form = '/api/resources/read-limits/actions/new';
    const errors = async (fields: Record<string, string>) =>
      (await olga.post(form, fields).expect(200)).body.record.errors as object;
    const [key] = await rows<{ id: string }>('select id from api_key where library_id = $1', [
      ana.library.id,
    ]);
    expect(await errors({ readersPerHour: 'many' })).toHaveProperty('readersPerHour');
    expect(await errors({ readersPerHour: '0' })).toHaveProperty('readersPerHour');
    expect(await errors({ readersPerHour: '5', credentialId: 'the key' })).toHaveProperty('credentialId');
    expect(await errors({ readersPerHour: '5', credentialId: randomUUID() })).toHaveProperty('credentialId');
    for (const visitor of [officer, librarian]) await visitor.post(form, { readersPerHour: '5' }).expect(404);

    await olga.post(form, { readersPerHour: '500' }).expect(200);
    await olga.post(form, { readersPerHour: '400' }).expect(200);
    await olga.post(form, { readersPerHour: '50', credentialId: key?.id ?? '' }).expect(200);

    const { records } = (await olga.list('read-limits').expect(200)).body;
    expect(records).toMatchObject([
      { params: { readersPerHour: 50, credentialId: key?.id, isInForce: 'yes' } },
      { params: { readersPerHour: 400, credentialId: '', isInForce: 'yes' } },
      { params: { readersPerHour: 500, isInForce: 'no' } },
    ]);
    expect((await stranger.list('read-limits').expect(200)).body.records).toEqual([]);
  });
});

describe('what the panel refuses', () => {
  const unknown = randomUUID();
  it.each([
    ['an id that nobody has', 'GET', `/api/resources/readers/records/${unknown}/show`, 404],
    ['an id that is none', 'GET', '/api/resources/readers/records/not-an-id/show', 404],
    ['a section that is not there', 'GET', '/api/resources/furniture/actions/list', 404],
    ['a page that is not there', 'GET', '/resources/readers/actions/secrets', 404],
    ['an action that a section does not offer', 'POST', `/api/resources/readers/actions/new`, 404],
    ['a search over all', 'GET', '/api/resources/readers/actions/search/ana', 404],
    ['a removal of many', 'POST', `/api/resources/items/bulk/bulkDelete?recordIds=${unknown}`, 404],
    ['a removal by following a link', 'GET', `/api/resources/items/records/${unknown}/delete`, 405],
    ['a change of what is only shown', 'POST', `/api/resources/purposes/records/newsletter/show`, 405],
    ['a new text by the form of a purpose', 'POST', `/api/resources/purposes/actions/new`, 404],
    ['a text that is none', 'GET', '/api/resources/items/actions/list?filters.title=%00', 422],
  ])('%s', async (_, method, path, status) => {
    const answer = method === 'GET' ? await olga.get(path) : await olga.post(path, { title: 'x' });

    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/ at .*\.js|node_modules/);
  });

  it('a file, and keeps none', async () => {
    const file = new Blob(['bytes']);
    await olga.post('/api/resources/items/actions/new', { title: file }).expect(422);
  });

  it('a form larger than a megabyte', async () => {
    await olga.post('/api/resources/items/actions/new', { title: 'x'.repeat(2_000_000) }).expect(413);
  });

  it('unknown filters, orders and pages: they change nothing', async () => {
    const plain = (await olga.list('readers').expect(200)).body.records;

    for (const query of [
      '?filters.passwordHash=x',
      '?sortBy=passwordHash&direction=desc',
      '?page=-1',
      '?page=x',
    ])
      expect((await olga.list('readers', query).expect(200)).body.records).toEqual(plain);
  });
});

it('comes whole from this server, and runs no script that it did not write', async () => {
  const { text, headers } = await olga.get('').expect(200);

  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
  for (const name of ['app', 'global', 'design-system', 'components'])
    await nobody.get(`/frontend/assets/${name}.bundle.js`).expect(200);
});
