import { StaffInvitationsService } from '../src/modules/libraries/staff-invitations.service.js';
import { StaffService } from '../src/modules/libraries/staff.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  tokenInLetterTo,
  type TestStaff,
} from './support/people.js';
import { codeAt } from './support/second-factor.js';

let carrel: Carrel;
let anyone: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
});
afterAll(() => carrel.stop());

const signIn = (who: Pick<TestStaff, 'email' | 'password'>, more = {}, at = anyone) =>
  at.post('/staff/sessions', { email: who.email, password: who.password, ...more });

const permissionQuestion = (reader: { id: string }) =>
  `/library/permissions?reader=${reader.id}&purpose=newsletter`;

describe('signing in', () => {
  it('lets an owner ask for their library, and nobody else’s readers', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const olga = await asStaff(carrel, await aStaffMember(carrel, reader.library));
    const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));

    expect((await olga.get(permissionQuestion(reader)).expect(200)).body).toMatchObject({ allowed: true });
    expect((await stranger.get(permissionQuestion(reader))).body).not.toMatchObject({ allowed: true });
  });

  it('answers the same for a wrong password and for an address that nobody has', async () => {
    const olga = await aStaffMember(carrel, await aLibrary(carrel));

    const wrong = await signIn({ ...olga, password: 'not the password' }).expect(401);
    const nobody = await signIn({ ...olga, email: 'nobody@example.org' }).expect(401);

    expect({ ...wrong.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
  });

  it('asks which library one acts in, where one works for several', async () => {
    const [first, second] = [await aLibrary(carrel), await aLibrary(carrel)];
    const olga = await aStaffMember(carrel, first);
    await aStaffMember(carrel, second, 'librarian', olga.email);

    const { body } = await signIn(olga).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/library' }]);
    expect(body.detail).toContain(second.slug);

    const there = await signIn(olga, { library: second.slug }).expect(201);
    expect(there.body).toMatchObject({ library: second.slug, role: 'librarian' });
  });

  it('lets nobody try passwords without end', async () => {
    const olga = await aStaffMember(carrel, await aLibrary(carrel));
    for (let i = 0; i < 10; i++) await signIn({ ...olga, password: `guess ${i}` }).expect(401);

    const refused = await signIn(olga).expect(429);

    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('trades a refresh token once; used twice it ends the session', async () => {
    const olga = await aStaffMember(carrel, await aLibrary(carrel));
    const { body } = await signIn(olga).expect(201);

    const fresh = await anyone
      .post('/staff/sessions/refresh', { refreshToken: body.refreshToken })
      .expect(201);
    await anyone.post('/staff/sessions/refresh', { refreshToken: body.refreshToken }).expect(401);

    await anyone.post('/staff/sessions/refresh', { refreshToken: fresh.body.refreshToken }).expect(401);
  });

  it('knows an officer as one who acts for the platform, not for a library', async () => {
    const officer = await aStaffMember(carrel);

    expect((await signIn(officer).expect(201)).body).toMatchObject({
      role: 'security-officer',
      library: 'platform',
    });
    const reader = await aReader(carrel);
    await (await asStaff(carrel, officer)).get(permissionQuestion(reader)).expect(403);
  });

  it('ends the session at sign-out', async () => {
    const reader = await aReader(carrel);
    const olga = await asStaff(carrel, await aStaffMember(carrel, reader.library));

    await olga.post('/staff/sign-out').expect(204);

    await olga.get(permissionQuestion(reader)).expect(401);
  });
});

describe('invitations', () => {
  it('make someone staff once they choose a password by the letter’s link', async () => {
    const library = await aLibrary(carrel);
    const email = 'invited@example.org';
    const invitations = carrel.app.get(StaffInvitationsService, { strict: false });
    await invitations.invite(
      { email, name: 'Iván', librarySlug: library.slug, role: 'librarian' },
      new Date(),
    );
    await signIn({ email, password: 'chosen by the invited' }).expect(401);

    const token = await tokenInLetterTo(carrel, email);
    await anyone.post('/staff/invitations/accept', { token, password: 'chosen by the invited' }).expect(201);

    expect((await signIn({ email, password: 'chosen by the invited' }).expect(201)).body).toMatchObject({
      library: library.slug,
      role: 'librarian',
    });
    await anyone.post('/staff/invitations/accept', { token, password: 'chosen by the invited' }).expect(404);
  });

  it('do not change the password of someone who has one', async () => {
    const olga = await aStaffMember(carrel, await aLibrary(carrel));
    const other = await aLibrary(carrel);
    const invitations = carrel.app.get(StaffInvitationsService, { strict: false });
    await invitations.invite(
      { email: olga.email, name: 'Olga', librarySlug: other.slug, role: 'owner' },
      new Date(),
    );
    const token = await tokenInLetterTo(carrel, olga.email);

    await anyone.post('/staff/invitations/accept', { token, password: 'a thief’s choice' }).expect(401);
    await anyone.post('/staff/invitations/accept', { token, password: olga.password }).expect(201);

    await signIn(olga, { library: other.slug }).expect(201);
  });
});

it('puts a removed librarian out at once, and forgets who works nowhere any more', async () => {
  const reader = await aReader(carrel);
  const luis = await aStaffMember(carrel, reader.library, 'librarian');
  const { body } = await signIn(luis).expect(201);
  const caller = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
  await caller.get(permissionQuestion(reader)).expect(200);
  const staff = carrel.app.get(StaffService, { strict: false });
  const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library));

  await owner.delete(`/library/staff/${luis.id}`).expect(202);

  await caller.get(permissionQuestion(reader)).expect(401);
  await anyone.post('/staff/sessions/refresh', { refreshToken: body.refreshToken }).expect(401);
  await signIn(luis).expect(401);
  await eventually('the letters to go', async () => (await staff.idOfAddress(luis.email)) === null);
});

describe('outside the demo', () => {
  let strict: Carrel;
  let there: Caller;
  beforeAll(async () => {
    strict = await aCarrel({ DEMO: 'false' });
    there = new Caller(strict.url);
  });
  afterAll(() => strict.stop());

  it('lets an owner do nothing before a second factor is enrolled, and takes each code once', async () => {
    const reader = await aReader(strict);
    const olga = await aStaffMember(strict, reader.library);
    const first = await signIn(olga, {}, there).expect(201);
    expect(first.body).toMatchObject({ secondFactorDue: true });
    const before = new Caller(strict.url, { authorization: `Bearer ${first.body.accessToken}` });
    const refused = await before.get(permissionQuestion(reader)).expect(403);
    expect(refused.body.detail).toContain('POST /staff/second-factor');

    const { body: enrolment } = await before.post('/staff/second-factor').expect(201);
    expect(enrolment.qrCode).toMatch(/^data:image\/png;base64,/);
    await before.put('/staff/second-factor', { code: '000000' }).expect(422);
    const used = codeAt(enrolment.uri, Date.now());
    const confirmed = await before.put('/staff/second-factor', { code: used }).expect(200);

    const after = new Caller(strict.url, { authorization: `Bearer ${confirmed.body.accessToken}` });
    await after.get(permissionQuestion(reader)).expect(200);
    await before.get(permissionQuestion(reader)).expect(401);
    await after.post('/staff/second-factor').expect(409);
    expect((await signIn(olga, {}, there).expect(401)).body.type).toBe('/problems/code-needed');
    expect((await signIn(olga, { code: used }, there).expect(401)).body.type).toBe('/problems/wrong-code');

    const next = await signIn(olga, { code: codeAt(enrolment.uri, Date.now() + 30_000) }, there).expect(201);
    const again = await there
      .post('/staff/sessions/refresh', { refreshToken: next.body.refreshToken })
      .expect(201);
    const refreshed = new Caller(strict.url, { authorization: `Bearer ${again.body.accessToken}` });
    await refreshed.get(permissionQuestion(reader)).expect(200);
  });

  it('lets a librarian work without one', async () => {
    const reader = await aReader(strict);
    const luis = await asStaff(strict, await aStaffMember(strict, reader.library, 'librarian'));

    await luis.get(permissionQuestion(reader)).expect(200);
  });
});
