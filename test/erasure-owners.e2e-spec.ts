import pg from 'pg';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  type TestLibrary,
} from './support/people.js';
import { verified } from './support/proofs.js';
import { aSecondFactor } from './support/second-factor.js';
import { StaffInvitationsService } from '../src/modules/libraries/staff-invitations.service.js';
import { tokenInLetterTo } from './support/people.js';

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let owner: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  owner = await asStaff(carrel, await aStaffMember(carrel, library));
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const certificate = (url: string, more = '') =>
  new Caller(carrel.url).get(url.replace('http://carrel.test/api/v1', '') + more).expect(200);
const complete = (url: string) =>
  eventually('the erasure', async () => {
    const { body } = await certificate(url);
    return body.live.isComplete === true && (body as Record<string, unknown>);
  });
const dump = async (table: string) => {
  const { rows } = await superuser.query<{ row: string }>(`select t::text as row from ${table} t`);
  return rows.map(({ row }) => row).join('\n');
};

describe('a list of readers', () => {
  const sent = (lines: string[], by = owner, type = 'text/csv') => {
    const form = new FormData();
    form.set('file', new File([lines.join('\r\n')], 'readers.csv', { type }));
    return by.post('/library/erasures', form);
  };
  const linesOf = async (id: string) =>
    (
      (await owner.get(`/library/erasure-lists/${id}/lines`).expect(200)).body.items as Record<
        string,
        unknown
      >[]
    ).map(({ line, verdict, state, reader }) => ({ line, verdict, state, reader }));
  const begun = (id: string) =>
    eventually('the list', async () => {
      const { body } = await owner.get(`/library/erasure-lists/${id}`).expect(200);
      return body.state === 'begun' && (body as { progress: Record<string, number> });
    });

  it('is looked at line by line, erases nobody before an owner confirms it, then each of them once', async () => {
    const [ana, eva, luis] = [
      await aReader(carrel, { library }),
      await aReader(carrel, { library }),
      await aReader(carrel, { library }),
    ];
    const stranger = await aReader(carrel);
    const hold = { reader: luis.id, ground: '17(3)(e)', citation: 'x', words: 'y', reviewOn: '' };
    const reviewOn = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
    await owner.post('/library/holds', { ...hold, reviewOn }).expect(201);

    const { body } = await sent([
      'name;E-Mail',
      `Ana;${ana.id}`,
      `Eva;${eva.email.toUpperCase()}`,
      `Eva again;${eva.id}`,
      'Nobody;nobody@example.org',
      'No address;Calle Mayor 1',
      `Luis;${luis.email}`,
      `Another library’s;${stranger.id}`,
      `Another library’s;${stranger.email}`,
    ]).expect(201);
    const id = body.id as string;

    expect(await linesOf(id)).toEqual([
      { line: 2, verdict: 'found', state: 'waiting', reader: ana.id },
      { line: 3, verdict: 'found', state: 'waiting', reader: eva.id },
      { line: 4, verdict: 'doubled', state: 'none', reader: eva.id },
      { line: 5, verdict: 'unknown', state: 'none', reader: null },
      { line: 6, verdict: 'unreadable', state: 'none', reader: null },
      { line: 7, verdict: 'held', state: 'waiting', reader: luis.id },
      { line: 8, verdict: 'unknown', state: 'none', reader: null },
      { line: 9, verdict: 'unknown', state: 'none', reader: null },
    ]);
    const kept = (await dump('erasure_list')) + (await dump('erasure_list_line'));
    for (const value of [eva.email, 'nobody@example.org', 'Calle Mayor']) expect(kept).not.toContain(value);
    for (const reader of [ana, eva, luis]) await reader.get('/me').expect(200);

    const confirmed = await owner.post(`/library/erasure-lists/${id}/confirmation`, {}).expect(202);
    expect(confirmed.body.verdicts).toEqual({ found: 2, doubled: 1, unknown: 3, unreadable: 1, held: 1 });
    await owner.post(`/library/erasure-lists/${id}/confirmation`, {}).expect(409);
    await owner.delete(`/library/erasure-lists/${id}`).expect(409);

    expect((await begun(id)).progress).toEqual({ begun: 3, none: 5 });
    for (const reader of [ana, eva]) await reader.get('/me').expect(401);
    await luis.get('/me').expect(200);
    await stranger.get('/me').expect(200);
    await eventually('both erasures', async () => {
      const { rows } = await superuser.query(
        `select 1 from erasure where subject_id = any($1) and state = 'live_complete' and asked_by = 'library'`,
        [[ana.id, eva.id]],
      );
      return rows.length === 2;
    });
    const { body: again } = await sent([ana.id, luis.id]).expect(201);
    expect((await linesOf(again.id as string)).map(({ verdict }) => verdict)).toEqual(['unknown', 'waiting']);
  });

  it('asks for an owner’s second factor where more than twenty would go within a day', async () => {
    const many = await aLibrary(carrel);
    const staff = await aStaffMember(carrel, many);
    const olga = await asStaff(carrel, staff);
    const ana = await aReader(carrel, { library: many });
    await superuser.query(
      `insert into erasure (library_id, id, subject_id, asked_by, requested_at, kids, certificate_hash, next_attempt_at, state)
       select $1, gen_random_uuid(), gen_random_uuid(), 'library', now(), '{}', sha256(n::text::bytea), now(), 'live_complete' from generate_series(1, 20) n`,
      [many.id],
    );
    const { body } = await sent([ana.id], olga).expect(201);
    const path = `/library/erasure-lists/${body.id as string}/confirmation`;

    const { body: refused } = await olga.post(path, {}).expect(403);
    expect(refused.type).toBe('/problems/owner-confirmation');
    const nextCode = await aSecondFactor(olga);
    const { body: session } = await new Caller(carrel.url)
      .post('/staff/sessions', { email: staff.email, password: staff.password, code: nextCode() })
      .expect(201);
    const confirmed = new Caller(carrel.url, { authorization: `Bearer ${session.accessToken as string}` });
    await confirmed.post(path, { code: '000000' }).expect(403);
    await ana.get('/me').expect(200);
    await superuser.query('update staff set totp_last_step = 0');
    await confirmed.post(path, { code: nextCode() }).expect(202);

    await eventually('the erasure', async () => (await ana.get('/me')).status === 401);
  });

  it('is thrown away while it is not confirmed, and belongs to one library’s owners', async () => {
    const ana = await aReader(carrel, { library });
    const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
    const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
    await sent([ana.id], librarian).expect(403);
    const { body } = await sent([ana.id]).expect(201);
    const path = `/library/erasure-lists/${body.id as string}`;

    for (const [method, more] of [
      ['GET', ''],
      ['GET', '/lines'],
      ['POST', '/confirmation'],
      ['DELETE', ''],
    ] as const)
      await stranger.send(method, path + more, method === 'POST' ? {} : undefined).expect(404);
    await owner.delete(path).expect(204);

    await owner.get(path).expect(404);
    await ana.get('/me').expect(200);
  });

  it('has to be a table that names readers', async () => {
    await sent(['a;b', 'c;d']).expect(422);
    await sent([]).expect(422);
    await sent(['x'], owner, 'image/png').expect(415);
    await sent(['id', ' '.repeat(5_000_001)]).expect(413);
    await owner.post('/library/erasures', {}).expect(415);
  });
});

describe('a member of staff', () => {
  it('is erased as a person by an owner, and what they did is answered for by id and role', async () => {
    const reader = await aReader(carrel, { library });
    const luis = await aStaffMember(carrel, library, 'librarian');
    const desk = await asStaff(carrel, luis);
    await desk.get(`/library/readers/${reader.id}`).expect(200);
    const { body: thread } = await reader
      .post('/me/conversations', { subject: 'Opening hours', body: 'When?' })
      .expect(201);
    await desk
      .post(`/library/conversations/${thread.id as string}/messages`, { body: 'At ten.' })
      .expect(201);
    expect((await owner.get('/library/staff').expect(200)).body.items).toContainEqual({
      id: luis.id, name: 'Olga Dueña', email: luis.email, role: 'librarian',
    }); // prettier-ignore
    const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
    await librarian.delete(`/library/staff/${luis.id}`).expect(403);
    const other = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
    await other.delete(`/library/staff/${luis.id}`).expect(404);

    const { body } = await owner.delete(`/library/staff/${luis.id}`).expect(202);

    expect(body.isErased).toBe(true);
    await desk.get('/library/readers').expect(401);
    const done = await complete(body.certificateUrl as string);
    expect(done).toMatchObject({
      library: 'Carrel', live: { deletedRows: { staff: 1, session: 1, blind_index: 1 } }, suppression: '',
    }); // prettier-ignore
    const left = await Promise.all(
      ['staff', 'membership', 'session', 'blind_index', 'staff_invitation'].map(async (table) =>
        (await dump(table)).includes(luis.id),
      ),
    );
    expect(left).toEqual([false, false, false, false, false]);
    const keys = await superuser.query<{ purpose: string }>(
      'select purpose from sealing_key where holder_id = $1',
      [luis.id],
    );
    expect(keys.rows).toEqual([{ purpose: 'evidence' }]);
    const { rows: looks } = await superuser.query(
      `select 1 from access_entry where actor_id = $1 and actor_kind = 'staff' and subject_ids @> array[$2::uuid]`,
      [luis.id, reader.id],
    );
    expect(looks.length).toBeGreaterThan(0);
    const { rows: roles } = await superuser.query('select role from past_membership where staff_id = $1', [
      luis.id,
    ]);
    expect(roles).toEqual([{ role: 'librarian' }]);
    const { body: messages } = await reader
      .get(`/me/conversations/${thread.id as string}/messages`)
      .expect(200);
    expect(messages.items).toContainEqual(expect.objectContaining({ body: 'At ten.', author: 'library' }));
    const farewell = await eventually('the farewell', async () => {
      const letters = await lettersTo(carrel, luis.email);
      return letters.find(({ subject }) => subject.includes('deleted'));
    });
    expect(farewell.text).toContain(body.certificateUrl);
    const { text: key } = await new Caller(carrel.url).get('/ledger/platform/key').expect(200);
    const proof = await eventually('the proof', async () => {
      const { body: document } = await certificate(body.certificateUrl as string, '/proof');
      return document.proofs.length === document.record.entries.length && (document as object);
    });
    expect((await verified(proof, key)).join()).toContain('certificate of an erasure');
    expect(JSON.stringify(proof)).not.toContain(luis.id);
  });

  it('stays while another library needs them', async () => {
    const another = await aLibrary(carrel);
    const luis = await aStaffMember(carrel, library, 'librarian');
    await carrel.app
      .get(StaffInvitationsService, { strict: false })
      .invite({ email: luis.email, name: 'Luis', librarySlug: another.slug, role: 'librarian' }, new Date());
    const token = await tokenInLetterTo(carrel, luis.email);
    await new Caller(carrel.url)
      .post('/staff/invitations/accept', { token, password: luis.password })
      .expect(201);

    const { body } = await owner.delete(`/library/staff/${luis.id}`).expect(202);

    expect(body).toEqual({ isErased: false, certificateUrl: null });
    await asStaff(carrel, luis);
    await owner.delete(`/library/staff/${luis.id}`).expect(404);
  });

  it('does not go as the last owner, nor do two at once', async () => {
    const place = await aLibrary(carrel);
    const [olga, eva] = [await aStaffMember(carrel, place), await aStaffMember(carrel, place)];
    const [asOlga, asEva] = [await asStaff(carrel, olga), await asStaff(carrel, eva)];

    const answers = await Promise.all([
      asOlga.delete('/staff/me', { password: olga.password }),
      asEva.delete('/staff/me', { password: eva.password }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ type: '/problems/last-owner' });
    expect(refused?.body.detail).toContain(place.slug);
  });

  it('goes by their own word with proof: the password, or a code where there is a second factor', async () => {
    const [luis, olga] = [
      await aStaffMember(carrel, library, 'librarian'),
      await aStaffMember(carrel, library),
    ];
    const [asLuis, asOlga] = [await asStaff(carrel, luis), await asStaff(carrel, olga)];

    await asLuis.delete('/staff/me', {}).expect(403);
    await asLuis.delete('/staff/me', { password: 'not this one' }).expect(403);
    await asLuis.delete('/staff/me', { password: luis.password }).expect(202);
    await asLuis.get('/library/readers').expect(401);

    const officer = await aStaffMember(carrel);
    const asOfficer = await asStaff(carrel, officer);
    const another = await aStaffMember(carrel);
    await asOfficer.delete(`/library/staff/${another.id}`).expect(202);
    await asOlga.get('/library/staff').expect(200);
    const nextCode = await aSecondFactor(asOlga);
    const { body } = await new Caller(carrel.url)
      .post('/staff/sessions', { email: olga.email, password: olga.password, code: nextCode() })
      .expect(201);
    const now = new Caller(carrel.url, { authorization: `Bearer ${body.accessToken as string}` });
    await now.delete('/staff/me', { password: olga.password }).expect(403);
    await superuser.query('update staff set totp_last_step = 0 where id = $1', [olga.id]);
    await now.delete('/staff/me', { code: nextCode() }).expect(202);
  });
});
