import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Secret, TOTP } from 'otpauth';
import { StaffInvitationsService } from '../src/modules/libraries/staff-invitations.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, cookieOf, PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  tokenInLetterTo,
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
