import pg from 'pg';
import { PageSessions } from '../src/foundation/access/page-sessions.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { FactCheck } from '../src/foundation/ledger/fact-check.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { Records } from '../src/foundation/records/records.js';
import { Tables } from '../src/foundation/records/tables.js';
import { AlarmsService } from '../src/modules/deadlines/alarms.service.js';
import { ActionWork } from '../src/modules/incidents/containment/action-work.service.js';
import { ContainmentAction } from '../src/modules/incidents/containment/action.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { bodyOf } from './support/inputs.js';
import { atThePanel, cookieOf, PanelVisitor } from './support/panel.js';
import {
  aForm,
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';
import { pathWith, routesOf } from './support/routes.js';
import { aSecondFactor } from './support/second-factor.js';
import { aServerOn, type Program } from './support/server.js';
import { whoMayCall } from './support/who-may-call.js';

const HOUR = 3_600_000;

let carrel: Carrel;
let superuser: pg.Client;
let azul: TestLibrary;
let verde: TestLibrary;
let olga: Caller;
let olgaHerself: TestStaff;
let pablo: Caller;
let incident: string;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  [azul, verde] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
  olgaHerself = await aStaffMember(carrel);
  olga = await asStaff(carrel, olgaHerself);
  pablo = await asStaff(carrel, await aStaffMember(carrel));
  incident = await anIncident('live');
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

async function anIncident(mode: string): Promise<string> {
  const at = new Date(Date.now() - HOUR).toISOString();
  const words = { title: 'A stolen laptop', description: 'It was signed in to the panel.', mode };
  return String(
    (await olga.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201)).body.id,
  );
}

const actions = (id = '', step = '') =>
  `/incidents/${incident}/actions${id && `/${id}`}${step && `/${step}`}`;

async function previewed(wanted: object): Promise<string> {
  return String((await olga.post(actions(), wanted).expect(201)).body.id);
}

/** Previewed by one officer, approved by another, and applied. */
async function applied(wanted: object) {
  const id = await previewed(wanted);
  await pablo.post(actions(id, 'approve'), {}).expect(200);
  const { body } = await olga.post(actions(id, 'apply'), {}).expect(200);
  return { id, body };
}

/** What a probe found; the action's row says the same. */
async function probed(id: string): Promise<boolean> {
  const { body } = await olga.post(actions(id, 'verify')).expect(200);
  expect(body.state).toBe(body.probe.held ? 'verified' : 'failed');
  return body.probe.held as boolean;
}

const reverted = (id: string) => olga.post(actions(id, 'revert'), { reason: 'All clear.' }).expect(200);

it('takes one action from its preview to its end, step by step, in the timeline and in the ledger', async () => {
  const preview = await olga.post(actions(), { kind: 'freeze-exports', library: azul.slug }).expect(201);
  expect(preview.body).toMatchObject({
    state: 'previewed',
    mode: 'live',
    library: azul.slug,
    twoPeople: false,
    canBeUndone: true,
    howMany: 0,
    who: expect.stringContaining(azul.slug),
    breaks: expect.arrayContaining([expect.stringContaining('Downloads are refused')]),
  });
  const { id } = preview.body;
  await olga.post(actions(id, 'apply'), {}).expect(409);
  await olga.post(actions(id, 'verify')).expect(409);
  expect((await olga.post(actions(id, 'approve'), {}).expect(200)).body.state).toBe('approved');
  expect((await olga.post(actions(id, 'apply'), {}).expect(200)).body).toMatchObject({
    state: 'applied',
    accessToken: expect.any(String),
  });
  await olga.post(actions(id, 'apply'), {}).expect(409);
  expect(await probed(id)).toBe(true);
  expect((await reverted(id)).body).toMatchObject({ state: 'reverted', endedAt: expect.any(String) });
  await olga.post(actions(id, 'revert'), {}).expect(409);

  expect((await olga.get(actions()).expect(200)).body.items).toMatchObject([{ id, state: 'reverted' }]);
  const { body: timeline } = await olga.get(`/incidents/${incident}/timeline`).expect(200);
  const own = (timeline.items as { about: string; detail: string }[]).filter(({ about }) => about === id);
  expect(own.map(({ detail }) => detail.replace('freeze-exports-', ''))).toEqual([
    'previewed',
    'approved',
    'applying',
    'applied',
    'verified',
    'reverted',
  ]);
  await expectInLedger(id);
});

it('answers what cannot be asked', async () => {
  await olga.post(actions(), { kind: 'freeze-exports', library: 'nowhere' }).expect(404);
  await olga.post(actions(), { kind: 'quarantine-account', library: azul.slug }).expect(422);
  await olga.post(actions(), { kind: 'rotate-library-keys', library: azul.slug }).expect(422);
  await olga.post(actions(), { kind: 'switch-off-provider', library: azul.slug }).expect(422);
  await olga.post(actions(), { kind: 'quarantine-account', account: olgaHerself.id }).expect(422);
  await olga.post(actions(), { kind: 'end-sessions', library: azul.slug, expiresInMinutes: 5 }).expect(422);
  await olga.post(actions(), { kind: 'block-addresses', addresses: ['0.0.0.0/0'] }).expect(422);
  await olga.post(actions(), { kind: 'block-addresses', addresses: ['127.0.0.0/8'] }).expect(422);
});

it('tells the owners of a library what touches it, and nothing of others', async () => {
  const [rojo, otra] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
  const [ofRojo, ofOtra] = [await aStaffMember(carrel, rojo), await aStaffMember(carrel, otra)];
  const owner = await asStaff(carrel, ofRojo);
  const librarian = await aStaffMember(carrel, rojo, 'librarian');
  await olga.put(`/incidents/${incident}/libraries/${rojo.slug}`, { what: 'The laptop' }).expect(200);
  const own = await applied({ kind: 'freeze-exports', library: rojo.slug, expiresInMinutes: 30 });
  await applied({ kind: 'revoke-api-keys', library: otra.slug });
  const everywhere = await applied({ kind: 'pause-letters' });
  await applied({ kind: 'quarantine-account', account: ofOtra.id });
  await applied({ kind: 'quarantine-account', account: librarian.id });
  await previewed({ kind: 'read-only', library: rojo.slug });
  await reverted(everywhere.id);

  const { body } = await owner.get(`/incidents/${incident}`).expect(200);
  expect(body.libraries[0].containment).toEqual([
    {
      kind: 'freeze-exports',
      state: 'applied',
      breaks: own.body.breaks,
      from: own.body.appliedAt,
      until: own.body.expiresAt,
    },
    {
      kind: 'pause-letters',
      state: 'reverted',
      breaks: everywhere.body.breaks,
      from: everywhere.body.appliedAt,
      until: expect.any(String),
    },
    {
      kind: 'quarantine-account',
      state: 'applied',
      breaks: expect.any(Array),
      from: expect.any(String),
      until: null,
    },
  ]);
  const panel = await atThePanel(carrel, ofRojo);
  const shown = await panel.show('breaches', incident).expect(200);
  expect(shown.body.record.params.part.containment).toEqual(body.libraries[0].containment);
  await reverted(own.id);
});

describe('two people', () => {
  it('are asked for what reaches everybody or cannot be undone', async () => {
    for (const wanted of [{ kind: 'freeze-exports' }, { kind: 'revoke-api-keys', library: verde.slug }]) {
      const id = await previewed(wanted);
      const refused = await olga.post(actions(id, 'approve'), {}).expect(409);
      expect(refused.body.type).toBe('/problems/second-person-needed');
      await olga.post(actions(id, 'apply'), {}).expect(409);
      expect((await pablo.post(actions(id, 'approve'), {}).expect(200)).body).toMatchObject({
        state: 'approved',
        breakGlass: false,
        reviewDueAt: null,
      });
    }
    // The constraint, were the code to forget.
    await expect(
      superuser.query(
        `update containment_action set approved_by = previewed_by where two_people and approved_by is not null`,
      ),
    ).rejects.toThrow('containment_action_second_person');
  });

  it('are one behind broken glass, with a reason, and another reviews it within a day or an alarm goes off', async () => {
    const id = await previewed({ kind: 'freeze-exports' });
    await olga.post(actions(id, 'approve'), { breakGlass: true }).expect(422);
    const { body } = await olga
      .post(actions(id, 'approve'), { breakGlass: true, reason: 'It is three in the morning.' })
      .expect(200);
    expect(body).toMatchObject({ state: 'approved', breakGlass: true, reviewedAt: null });
    expect(Date.parse(body.reviewDueAt) - Date.parse(body.approvedAt)).toBe(24 * HOUR);

    const alarms = carrel.app.get(AlarmsService, { strict: false });
    const overdue = async (after: number) =>
      (await alarms.watch([], new Date(Date.parse(body.reviewDueAt as string) + after))).filter(
        ({ kind }) => kind === 'review-overdue',
      );
    expect(await overdue(-1_000)).toEqual([]);
    expect(await overdue(1_000)).toMatchObject([{ about: `freeze-exports ${id.slice(-4)}` }]);
    const letter = await eventually('the reminder', async () =>
      (await lettersTo(carrel, olgaHerself.email)).find(({ text }) => text.includes('review-overdue')),
    );
    expect(letter.text).toContain('freeze-exports');

    await olga.post(actions(id, 'review'), { finding: 'I was right.' }).expect(409);
    const reviewed = await pablo
      .post(actions(id, 'review'), { finding: 'Nobody else was awake.' })
      .expect(200);
    expect(reviewed.body.reviewedAt).not.toBeNull();
    await pablo.post(actions(id, 'review'), { finding: 'Again.' }).expect(409);
    expect(await overdue(1_000)).toEqual([]);
  });
});

describe('a drill', () => {
  it.each(['drill', 'tabletop'])('takes the same steps in a %s, and nothing happens', async (mode) => {
    const ana = await aReader(carrel, { library: azul });
    const drill = await anIncident(mode);
    const at = (id = '', step = '') => `/incidents/${drill}/actions${id && `/${id}`}${step && `/${step}`}`;
    for (const kind of ['end-sessions', 'read-only', 'revoke-api-keys']) {
      const { body } = await olga.post(at(), { kind, library: azul.slug }).expect(201);
      const id = String(body.id);
      expect(body.howMany).toBeGreaterThan(0);
      await pablo.post(at(id, 'approve'), {}).expect(200);
      const done = await olga.post(at(id, 'apply'), {}).expect(200);
      expect(done.body).toMatchObject({ mode, state: 'applied', effect: null });
      const { body: verified } = await olga.post(at(id, 'verify')).expect(200);
      expect(verified.probe).toMatchObject({ held: true, what: expect.stringContaining('Recorded only') });
      await olga.post(at(id, 'revert'), {}).expect(kind === 'read-only' ? 200 : 409);
    }
    await ana.get('/me').expect(200);
    await ana
      .put('/me/password', { password: ana.password, newPassword: 'another long password' })
      .expect(204);
    await azul.api.get(`/library/permissions?reader=${ana.id}&purpose=account`).expect(200);
    await expect(
      superuser.query(`update containment_action set effect = '{"keys": 1}' where mode = $1`, [mode]),
    ).rejects.toThrow('containment_action_effect');
  });
});

describe('read-only', () => {
  it('is held by the database, also against whoever goes past the application', async () => {
    const ana = await aReader(carrel, { library: azul, consents: ['newsletter'] });
    const elsewhere = await aReader(carrel, { library: verde });
    const { id } = await applied({ kind: 'read-only', library: azul.slug });
    expect(await probed(id)).toBe(true);

    const refused = await ana.patch('/me', { name: 'Ana Otra' });
    expect(refused.status).toBe(423);
    expect(refused.body.type).toBe('/problems/read-only');
    await ana.delete('/me/consents/newsletter').expect(423);
    await new Caller(carrel.url)
      .post(`/libraries/${azul.slug}/readers`, await aForm(carrel, azul))
      .then(({ status }) => expect(status).toBe(423));
    // Reading goes on, and so do signing in, and other libraries.
    const { email, password } = ana;
    await ana.get('/me/data').expect(200);
    await new Caller(carrel.url).post(`/libraries/${azul.slug}/sessions`, { email, password }).expect(201);
    await elsewhere.patch('/me', { name: 'Eva Otra' }).expect(200);

    const application = new pg.Client({ connectionString: carrel.urls.application });
    await application.connect();
    const scope = `begin; set local app.library = '${azul.id}'`;
    for (const statement of [
      `delete from consent_event`,
      `update reader set last_seen_at = now()`,
      `insert into loan (library_id) values ('${azul.id}')`,
    ]) {
      await application.query(scope);
      await expect(application.query(statement)).rejects.toMatchObject({ code: 'CRL01' });
      await application.query('rollback');
    }
    await application.end();

    await reverted(id);
    await ana.patch('/me', { name: 'Ana Otra' }).expect(200);
    await ana.delete('/me/consents/newsletter').expect(200);
  });

  it('covers every table of readers’ data, but what containment, sessions, keys, logs and the incident itself need', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition
         and (select count(*) from pg_policy p where p.polrelid = c.oid and not p.polpermissive) = 3 order by 1`,
    );
    const covered = rows.map(({ name }) => name);
    expect(covered).toEqual(expect.arrayContaining(['item', 'item_file', 'purpose', 'library', 'tracker']));
    const personal = carrel.app.get(DataMap).personal().map(({ table }) => table); // prettier-ignore
    expect(personal.filter((name) => !covered.includes(name) && !WRITTEN_WHILE_READ_ONLY.test(name))).toEqual(
      [],
    );
  });
});

/** Sessions and secrets that are ended, letters, staff, keys, logs, and what is written to readers about a breach. */
const WRITTEN_WHILE_READ_ONLY =
  /^(access_entry|account_link|blind_index|breach_\w+|download_link|erasure_code|fact|idempotent_answer|legal_hold|letter|past_membership|restricted_view|session|social_attempt|staff\w*|subject)$/;

describe('letters', () => {
  it('stand still while they are paused, and go on after', async () => {
    const { id } = await applied({ kind: 'pause-letters', library: azul.slug });
    const form = await aForm(carrel, azul);
    await new Caller(carrel.url).post(`/libraries/${azul.slug}/readers`, form).expect(202);
    const other = await aForm(carrel, verde);
    await new Caller(carrel.url).post(`/libraries/${verde.slug}/readers`, other).expect(202);
    await tokenInLetterTo(carrel, other.email);
    expect(await probed(id)).toBe(true);
    const [written] = (
      await superuser.query<{ id: string; state: string }>(
        `select id, state from letter where library_id = $1 order by id desc limit 1`,
        [azul.id],
      )
    ).rows;
    await carrel.app.get(Outbox).deliver({ libraryId: azul.id, id: written?.id ?? '' }, new Date());
    expect(await lettersTo(carrel, form.email)).toEqual([]);

    await reverted(id);
    await carrel.app.get(Outbox).deliver({ libraryId: azul.id, id: written?.id ?? '' }, new Date());
    await tokenInLetterTo(carrel, form.email);
  });
});

describe('one account', () => {
  it('is quarantined: whoever has it is signed out and does not get in, until it is released', async () => {
    const ana = await aReader(carrel, { library: azul });
    const eva = await aReader(carrel, { library: azul });
    const { email, password } = ana;
    const signIn = () => new Caller(carrel.url).post(`/libraries/${azul.slug}/sessions`, { email, password });
    const { id } = await applied({ kind: 'quarantine-account', library: azul.slug, account: ana.id });
    expect(await probed(id)).toBe(true);
    await ana.get('/me').expect(401);
    await signIn().expect(401);
    await eva.get('/me').expect(200);

    await reverted(id);
    await ana.get('/me').expect(401);
    await signIn().expect(201);
  });

  it('needs a new password where a change is forced, by letter', async () => {
    const ana = await aReader(carrel, { library: azul });
    const { email, password } = ana;
    const anyone = new Caller(carrel.url);
    const { id } = await applied({ kind: 'force-password-change', library: azul.slug, account: ana.id });
    expect(await probed(id)).toBe(true);
    const refused = await anyone.post(`/libraries/${azul.slug}/sessions`, { email, password }).expect(403);
    expect(refused.body.type).toBe('/problems/password-change-due');

    await anyone.post(`/libraries/${azul.slug}/password-resets`, { email }).expect(202);
    const token = await tokenInLetterTo(carrel, email, /password/i);
    const fresh = 'a wholly new password';
    await anyone.put(`/libraries/${azul.slug}/password-resets`, { token, password: fresh });
    await anyone.post(`/libraries/${azul.slug}/sessions`, { email, password: fresh }).expect(201);
  });
});

describe('a new password of staff', () => {
  const newPassword = 'a wholly new password';
  const signIn = ({ email, password }: TestStaff, more: object = {}) =>
    new Caller(carrel.url).post('/staff/sessions', { email, password, ...more });
  const refusedAs = async (answer: ReturnType<typeof signIn>, status: number, type: string) =>
    expect((await answer.expect(status)).body.type).toBe(`/problems/${type}`);

  it('is asked of a library’s staff and nobody else’s, before they do anything else', async () => {
    const [gris, otra] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
    const [owner, stranger] = [await aStaffMember(carrel, gris), await aStaffMember(carrel, otra)];
    const before = await asStaff(carrel, owner);
    await signIn(owner, { newPassword }).expect(422);
    const { id, body } = await applied({ kind: 'force-password-change', library: gris.slug });
    expect(body.effect).toEqual({ accounts: 1 });
    expect(await probed(id)).toBe(true);

    await signIn(stranger).expect(201);
    await refusedAs(signIn(owner), 403, 'password-change-due');
    await refusedAs(signIn({ ...owner, password: 'a guess' }, { newPassword }), 401, 'wrong-sign-in');
    for (const unfit of ['short', owner.password]) {
      const refused = await signIn(owner, { newPassword: unfit }).expect(422);
      expect(refused.body.errors).toMatchObject([{ pointer: '/newPassword' }]);
    }
    await before.get('/library/readers').expect(200);
    const { body: tokens } = await signIn(owner, { newPassword }).expect(201);
    const fresh = new Caller(carrel.url, { authorization: `Bearer ${tokens.accessToken}` });
    await fresh.get('/library/readers').expect(200);
    await before.get('/library/readers').expect(401);
    await refusedAs(signIn(owner), 401, 'wrong-sign-in');
    await signIn({ ...owner, password: newPassword }).expect(201);
    expect(await probed(id)).toBe(true);
  });

  it('is set at the panel’s door too', async () => {
    const ines = await aStaffMember(carrel, azul, 'librarian');
    await applied({ kind: 'force-password-change', account: ines.id });
    const door = new PanelVisitor(carrel.url, '');
    const { email, password } = ines;
    const asked = await door.post('/login', { email, password }).expect(403);
    expect(asked.text).toContain('name="newPassword"');
    expect(asked.headers.getSetCookie()).toEqual([]);
    const unfit = await door.post('/login', { email, password, newPassword: 'short' }).expect(422);
    expect(unfit.text).toContain('name="newPassword"');
    const done = await door.post('/login', { email, password, newPassword }).expect(303);
    await new PanelVisitor(carrel.url, cookieOf(done)).list('readers').expect(200);
    expect((await door.get('/login').expect(200)).text).not.toContain('newPassword');
  });

  it('is asked of all staff with the platform, with their second factor, and locks out nobody who responds', async () => {
    const tina = await aStaffMember(carrel);
    const code = await aSecondFactor(await asStaff(carrel, tina));
    const { id, body } = await applied({ kind: 'force-password-change' });
    const fresh = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
    await fresh.get('/incidents').expect(200);
    await olga.get('/incidents').expect(200);

    await refusedAs(signIn(olgaHerself), 403, 'password-change-due');
    await refusedAs(signIn(tina, { newPassword }), 401, 'code-needed');
    const shown = code();
    await refusedAs(signIn(tina, { code: shown }), 403, 'password-change-due');
    await signIn(tina, { code: shown, newPassword }).expect(201);
    await reverted(id);
    await signIn(olgaHerself).expect(201);
  });
});

it('switches a provider off for a library, and on again', async () => {
  const began = () => new Caller(carrel.url).post(`/libraries/${azul.slug}/social-logins/example`, {});
  expect((await began()).status).toBe(404);
  const { id } = await applied({ kind: 'switch-off-provider', library: azul.slug, provider: 'example' });
  expect(await probed(id)).toBe(true);
  expect((await began()).body.type).toBe('/problems/provider-switched-off');
  await olga
    .post(actions(), { kind: 'switch-off-provider', library: azul.slug, provider: 'example' })
    .expect(409);

  await reverted(id);
  expect((await began()).status).toBe(404);
});

it('revokes the API keys of a library, and of no other', async () => {
  const blanca = await aLibrary(carrel);
  const { id, body } = await applied({ kind: 'revoke-api-keys', library: blanca.slug });
  expect(body.effect).toEqual({ keys: 1 });
  expect(await probed(id)).toBe(true);
  await blanca.api.get('/library/readers').expect(401);
  await verde.api.get('/library/readers').expect(200);
  await olga.post(actions(id, 'revert'), {}).expect(409);
});

it('ends the sessions of a library’s staff, of the panel too, while readers stay', async () => {
  const owner = await aStaffMember(carrel, azul);
  const [caller, panel] = [await asStaff(carrel, owner), await atThePanel(carrel, owner)];
  const ana = await aReader(carrel, { library: azul });
  await panel.list('readers').expect(200);
  const { id } = await applied({ kind: 'revoke-staff-access', library: azul.slug });
  expect(await probed(id)).toBe(true);
  await caller.get('/library/readers').expect(401);
  await panel.list('readers').expect(303);
  await ana.get('/me').expect(200);
});

it('turns addresses away at the door, before the body is read, and lets them in again', async () => {
  const id = await previewed({ kind: 'block-addresses', addresses: ['192.0.2.0/24'] });
  await pablo.post(actions(id, 'approve'), {}).expect(200);
  await olga.post(actions(id, 'apply'), {}).expect(200);
  expect(await probed(id)).toBe(true);
  const fastify = carrel.app.getHttpAdapter().getInstance();
  const from = (remoteAddress: string, url = '/api/v1/staff/sessions') =>
    fastify.inject({ method: 'POST', url, remoteAddress, payload: '{"never": "parsed', headers: JSON_BODY });
  expect((await from('192.0.2.7')).json()).toMatchObject({ status: 403, type: '/problems/address-blocked' });
  expect((await from('192.0.2.7', '/admin/login')).statusCode).toBe(403);
  expect((await from('192.0.3.7')).statusCode).toBe(400);

  await reverted(id);
  expect((await from('192.0.2.7')).statusCode).toBe(400);
});

const JSON_BODY = { 'content-type': 'application/json' };

it('rotates the keys of every library, and destroys those of before where subjects are re-keyed', async () => {
  const ana = await aReader(carrel, { library: azul, name: 'Ana Sellada' });
  const rotated = await applied({ kind: 'rotate-library-keys' });
  expect(await probed(rotated.id)).toBe(true);
  const left = `select count(*)::int as n from key_epoch where destroyed_at is null`;
  expect((await superuser.query<{ n: number }>(left)).rows[0]?.n).toBe(2);
  const reKeyed = await applied({ kind: 're-key-subjects' });
  expect(await probed(reKeyed.id)).toBe(true);
  expect((await superuser.query<{ n: number }>(left)).rows[0]?.n).toBe(1);
  expect((await ana.get('/me').expect(200)).body.name).toBe('Ana Sellada');
});

it('ends by itself what has had its time, and goes on with what a killed server left', async () => {
  const work = carrel.app.get(ActionWork, { strict: false });
  const states = async () =>
    (
      await superuser.query<{ restraints: string[] }>(
        `select restraints from library_directory where id = $1`,
        [azul.id],
      )
    ).rows[0]?.restraints;
  const { id, body } = await applied({ kind: 'freeze-exports', library: azul.slug, expiresInMinutes: 30 });
  const ends = Date.parse(body.expiresAt as string);
  await work.run(new Date(ends - 1_000));
  expect(await states()).toEqual(['exports-frozen']);
  await work.run(new Date(ends + 1_000));
  expect(await states()).toEqual([]);
  expect(await stateOf(id)).toBe('expired');

  // As a server leaves it that is killed after the claim, and before or after the effect.
  const killed = await previewed({ kind: 'freeze-exports', library: azul.slug });
  await pablo.post(actions(killed, 'approve'), {}).expect(200);
  await superuser.query(
    `update containment_action set state = 'applying', claimed_until = now() - interval '1 second' where id = $1`,
    [killed],
  );
  await work.run(new Date());
  expect(await stateOf(killed)).toBe('applied');
  expect(await states()).toEqual(['exports-frozen']);
  await superuser.query(
    `update containment_action set state = 'applying', claimed_until = now() - interval '1 second' where id = $1`,
    [killed],
  );
  await work.run(new Date());
  expect(await stateOf(killed)).toBe('applied');
  expect(await states()).toEqual(['exports-frozen']);
  await reverted(killed);
});

const stateOf = async (id: string) =>
  (await superuser.query<{ state: string }>(`select state from containment_action where id = $1`, [id]))
    .rows[0]?.state;

describe('the end of all sessions', () => {
  let second: Program | undefined;
  afterAll(async () => {
    second?.signal('SIGTERM');
    await second?.ended;
  });

  it('refuses a refresh token whose session a loop has not reached yet', async () => {
    const eva = await aReader(carrel, { library: verde });
    await superuser.query('update library_directory set token_epoch = token_epoch + 1 where id = $1', [
      verde.id,
    ]);
    const { refreshToken } = eva.tokens;
    await new Caller(carrel.url)
      .post(`/libraries/${verde.slug}/sessions/refresh`, { refreshToken })
      .expect(401);
  });

  it('leaves no token of before that opens any route, on any instance, and locks out nobody who responds', async () => {
    const { routes, document } = routesOf(carrel);
    const ana = await aReader(carrel, { library: azul });
    const owner = await aStaffMember(carrel, azul);
    const officer = await aStaffMember(carrel);
    const bearers = [ana, await asStaff(carrel, owner), await asStaff(carrel, officer)].map(
      ({ headers }) => headers,
    );
    const panelCookies = await Promise.all(
      [owner, officer].map(async (one) => (await atThePanel(carrel, one)).cookie),
    );
    const { email, password } = ana;
    const signIn = () => new Caller(carrel.url).post(`/libraries/${azul.slug}/sessions`, { email, password });
    const staffSignIn = await new Caller(carrel.url).post('/staff/sessions', {
      email: owner.email,
      password: owner.password,
    });
    const forPage = (await signIn().expect(201)).body.refreshToken as string;
    const page = await carrel.app.get(PageSessions).adopt(forPage, new Date());
    const unadopted = (await signIn().expect(201)).body.refreshToken as string;
    const { body: asked } = await ana.post('/me/requests', { kind: 'access' }).expect(201);
    await eventually(
      'the download',
      async () => (await ana.get(`/me/requests/${asked.id}`)).body.state === 'completed',
    );
    const { body: link } = await ana.post(`/me/requests/${asked.id}/download-links`).expect(201);
    await new Caller(carrel.url).post(`/libraries/${azul.slug}/password-resets`, { email }).expect(202);
    const reset = await tokenInLetterTo(carrel, email, /password/i);

    // Last, since from here on letters are the other's too, and nobody takes its.
    second = await aServerOn(carrel);
    const instances = [carrel.url, second.url];
    const at = (url: string, headers: Record<string, string>) => new Caller(url, headers);
    const pageOf = (url: string) =>
      at(url, { cookie: `carrel_session=${page}` })
        .get(`//l/${azul.slug}/account`)
        .then(({ status }) => status);
    // Each instance has verified each token and remembers it.
    const homes = ['/me', '/library/readers', '/incidents'];
    for (const url of instances) {
      for (const [i, headers] of bearers.entries())
        await at(url, headers)
          .get(homes[i] ?? '')
          .expect(200);
      for (const cookie of panelCookies)
        await new PanelVisitor(url, cookie).get('/api/dashboard').expect(200);
      expect(await pageOf(url)).toBe(200);
    }

    const code = await aSecondFactor(olga);
    const withFactor = await new Caller(carrel.url)
      .post('/staff/sessions', { ...olgaHerself, id: undefined, code: code() })
      .expect(201);
    olga = new Caller(carrel.url, { authorization: `Bearer ${withFactor.body.accessToken}` });
    await superuser.query(`update staff set totp_last_step = 0 where id = $1`, [olgaHerself.id]);
    const id = await previewed({ kind: 'end-sessions' });
    await pablo.post(actions(id, 'approve'), {}).expect(200);
    await olga.post(actions(id, 'apply'), {}).expect(403);
    await olga.post(actions(id, 'apply'), { code: '000000' }).expect(403);
    const { body: ended } = await olga.post(actions(id, 'apply'), { code: code() }).expect(200);
    expect(ended.effect.sessions).toBeGreaterThan(5);

    const open: string[] = [];
    const guarded = routes.filter(({ name }) => whoMayCall[name] !== 'anyone');
    expect(guarded.length).toBeGreaterThan(150);
    for (const url of instances) {
      for (const headers of bearers)
        for (const route of guarded) {
          const ids = Object.fromEntries(
            [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, incident]),
          );
          const path = pathWith(route.path, { ...ids, slug: azul.slug }).replace('api/v1/', '');
          const { status } = await at(url, headers).send(
            route.method,
            `/${path.replace(/^\//, '')}`,
            bodyOf(document, route),
          );
          if (status !== 401) open.push(`${route.name} ${status}`);
        }
      for (const cookie of panelCookies)
        if ((await new PanelVisitor(url, cookie).get('/api/dashboard')).status !== 303)
          open.push('the panel');
      if ((await pageOf(url)) === 200) open.push('the account pages');
      const refreshed = [
        await at(url, {}).post(`/libraries/${azul.slug}/sessions/refresh`, {
          refreshToken: ana.tokens.refreshToken,
        }),
        await at(url, {}).post(`/libraries/${azul.slug}/sessions/refresh`, { refreshToken: unadopted }),
        await at(url, {}).post('/staff/sessions/refresh', { refreshToken: staffSignIn.body.refreshToken }),
      ];
      if (refreshed.some(({ status }) => status !== 401)) open.push('a refresh');
      const download = await fetch(String(link.url).replace('http://carrel.test', url));
      if (download.status !== 404) open.push('a download link');
    }
    expect(open).toEqual([]);
    await expect(carrel.app.get(PageSessions).adopt(unadopted, new Date())).rejects.toMatchObject({
      status: 401,
    });
    const taken = await new Caller(carrel.url).put(`/libraries/${azul.slug}/password-resets`, {
      token: reset,
      password: 'a password by an old link',
    });
    expect(taken.status).toBe(404);

    olga = new Caller(carrel.url, { authorization: `Bearer ${ended.accessToken}` });
    expect(await probed(id)).toBe(true);
    await olga.get('/incidents').expect(200);
    await signIn().expect(201);
    await azul.api.get('/library/readers').expect(200);
  }, 120_000);

  it('is worked from the panel too, whose session goes on as a fresh one', async () => {
    const [rita, tomas] = [await aStaffMember(carrel), await aStaffMember(carrel)];
    const [first, other] = [await atThePanel(carrel, rita), await atThePanel(carrel, tomas)];
    const at = (panel: PanelVisitor, step: string, fields: Record<string, string>) =>
      panel.perform('incidents', incident, step, fields);
    const shown = async (panel: PanelVisitor) => {
      const { body } = await panel.show('incidents', incident).expect(200);
      return body.record.params.containment.actions[0] as {
        id: string;
        state: string;
        canBeUndone: boolean;
        breaks: string[];
      };
    };
    await at(first, 'previewAction', { kind: 'end-sessions' }).expect(200);
    const { id: action, canBeUndone, breaks } = await shown(first);
    expect(canBeUndone).toBe(false);
    expect(breaks.at(-1)).toContain('cannot be undone');
    await at(first, 'approveAction', { action }).expect(409);
    await at(other, 'approveAction', { action }).expect(200);
    const done = await at(first, 'applyAction', { action }).expect(200);
    expect(done.text).not.toContain('accessToken');
    await first.list('incidents').expect(303);
    await other.list('incidents').expect(303);

    const fresh = new PanelVisitor(carrel.url, cookieOf(done));
    await at(fresh, 'verifyAction', { action }).expect(200);
    expect(await shown(fresh)).toMatchObject({ id: action, state: 'verified' });
    olga = await asStaff(carrel, rita);
    const blocked = { kind: 'block-addresses', addresses: '127.0.0.0/8', from: 'nowhere' };
    await at(fresh, 'previewAction', blocked).expect(422);
    await at(fresh, 'previewAction', { kind: 'pause-letters', minutes: '10' }).expect(200);
    const { id: alone } = await shown(fresh);
    const reason = 'The other officer is asleep.';
    await at(fresh, 'approveAction', { action: alone, breakGlass: 'yes', reason }).expect(200);
    await at(fresh, 'reviewAction', { action: alone, finding: 'I was right.' }).expect(409);
    const reviewer = await atThePanel(carrel, tomas);
    await at(reviewer, 'reviewAction', { action: alone, finding: 'It was right.' }).expect(200);
  });
});

/** The ledger holds the action as it was previewed, and every fact of the platform's. */
async function expectInLedger(id: string) {
  const records = carrel.app.get(Records);
  const tables = carrel.app.get(Tables);
  const logged = await records.in(aJob('ledger check', PLATFORM), (db) =>
    db.logged(tables.of(ContainmentAction)),
  );
  expect(logged.items.map((row) => row.id)).toContain(id);
  const wrong = [];
  for await (const one of new FactCheck(records, tables).run(aJob('test', PLATFORM))) wrong.push(one);
  expect(wrong).toEqual([]);
}
