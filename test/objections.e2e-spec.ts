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
  type TestReader,
} from './support/people.js';
import { unzipped } from './support/zip.js';

const PURPOSE = 'service-messages';

let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
let ana: TestReader;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});
beforeEach(async () => {
  ana = await aReader(carrel, { library });
});

const mayWrite = async ({ id }: TestReader, purpose = PURPOSE) =>
  (await library.api.get(`/library/permissions?reader=${id}&purpose=${purpose}`).expect(200)).body as {
    allowed: boolean;
  };
const mine = async (reader: TestReader, purpose = PURPOSE) => {
  const { body } = await reader.get('/me/objections').expect(200);
  return (body.items as { purpose: string }[]).find((one) => one.purpose === purpose);
};
interface ForOwner {
  id: string;
  reader: string;
  purpose: string;
}
const theirs = async (reader: TestReader, state = 'pending'): Promise<ForOwner> => {
  const { body } = await olga.get(`/library/objections?state=${state}`).expect(200);
  const found = (body.items as ForOwner[]).find((one) => one.reader === reader.id);
  if (!found) throw new Error(`no ${state} objection`);
  return found;
};
const answer = async (reader: TestReader, said: { decision: string; reason?: string }) =>
  olga.put(`/library/objections/${(await theirs(reader)).id}`, said);
const decisionsOf = async (reader: TestReader) => {
  const { body } = await reader.get('/me/consents/history').expect(200);
  return (body.items as { purpose: string; decision: string; language: string }[])
    .filter((one) => one.purpose === PURPOSE)
    .map(({ decision, language }) => [decision, language]);
};
const letterTo = (reader: TestReader, subject: RegExp) =>
  eventually('the letter', async () =>
    (await lettersTo(carrel, reader.email)).find((letter) => subject.test(letter.subject)),
  );

it('rests the processing from the first question on, until the owner answers', async () => {
  const { body } = await ana
    .put(`/me/objections/${PURPOSE}`, { grounds: 'I share my mailbox.', language: 'es' })
    .expect(200);
  expect(body).toMatchObject({
    state: 'pending',
    objected: true,
    grounds: 'I share my mailbox.',
    reason: null,
    answerBy: expect.any(String),
  });
  expect(await mayWrite(ana)).toMatchObject({ allowed: false, reason: 'objected' });

  expect(await theirs(ana)).toMatchObject({
    purpose: PURPOSE,
    state: 'pending',
    grounds: 'I share my mailbox.',
    receivedAt: body.since,
    promisedBy: expect.any(String),
    legalLimit: body.answerBy,
  });
  const days = (new Date(body.answerBy as string).getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(27);
  expect(await decisionsOf(ana)).toEqual([['objected', 'es']]);
});

it('goes on when the owner shows compelling grounds, which the reader reads in a letter and on the page', async () => {
  await ana.put(`/me/objections/${PURPOSE}`).expect(200);
  const bare = await answer(ana, { decision: 'overridden' });
  expect([bare.status, bare.body.errors[0].pointer]).toEqual([422, '/reason']);
  expect(await mayWrite(ana)).toMatchObject({ allowed: false, reason: 'objected' });

  const reason = 'Reminders keep 300 readers from waiting for the one copy.';
  const { status, body } = await answer(ana, { decision: 'overridden', reason });
  expect(status).toBe(200);
  expect(body).toMatchObject({ state: 'overridden', reason, decidedAt: expect.any(String) });

  expect(await mayWrite(ana)).toMatchObject({
    allowed: true,
    basis: 'legitimate-interests',
    reason: 'overridden',
    since: body.decidedAt,
  });
  expect(await mine(ana)).toMatchObject({ state: 'overridden', objected: false, reason, answerBy: null });
  const letter = await letterTo(ana, /has answered your objection/);
  expect(letter.text).toContain(reason);
  expect(letter.text).toContain('data protection authority');
  expect(await decisionsOf(ana)).toEqual([
    ['objection-overridden', 'en'],
    ['objected', 'en'],
  ]);
});

it('has stopped for good when the owner upholds it, with or without a reason', async () => {
  const lia = await aReader(carrel, { library, language: 'es' });
  await lia.put(`/me/objections/${PURPOSE}`).expect(200);
  expect((await answer(lia, { decision: 'upheld' })).status).toBe(200);
  expect(await mayWrite(lia)).toMatchObject({ allowed: false, reason: 'objected' });
  expect(await mine(lia)).toMatchObject({ state: 'upheld', objected: true });
  expect((await letterTo(lia, /Su oposición en .* se acepta/)).text).toContain('sus préstamos');
  expect((await decisionsOf(lia))[0]).toEqual(['objection-upheld', 'es']);
  await lia.put(`/me/objections/${PURPOSE}`, { grounds: 'Once more.' }).expect(200);
  expect(await mine(lia)).toMatchObject({ state: 'upheld', grounds: 'Once more.' });
});

it('is answered once, by an owner of this library only', async () => {
  await ana.put(`/me/objections/${PURPOSE}`).expect(200);
  const { id } = await theirs(ana);
  const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
  const yes = { decision: 'upheld' };
  await stranger.put(`/library/objections/${id}`, yes).expect(404);
  await librarian.put(`/library/objections/${id}`, yes).expect(403);
  await librarian.get('/library/objections').expect(403);
  await library.api.get('/library/objections').expect(401);
  await ana.put(`/library/objections/${id}`, yes).expect(401);

  const answers = await Promise.all(
    [1, 2, 3].map(() =>
      olga.put(`/library/objections/${id}`, { decision: 'overridden', reason: 'Because.' }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect((await decisionsOf(ana)).filter(([decision]) => decision === 'objection-overridden')).toHaveLength(
    1,
  );
});

it('can be raised again with new grounds, and rests the processing again', async () => {
  await ana.put(`/me/objections/${PURPOSE}`, { grounds: 'First.' }).expect(200);
  await answer(ana, { decision: 'overridden', reason: 'We need it.' });
  const bare = await ana.put(`/me/objections/${PURPOSE}`).expect(422);
  expect(bare.body.errors[0].pointer).toBe('/grounds');
  expect(await mayWrite(ana)).toMatchObject({ allowed: true });

  const { body } = await ana.put(`/me/objections/${PURPOSE}`, { grounds: 'I moved away.' }).expect(200);
  expect(body).toMatchObject({ state: 'pending', grounds: 'I moved away.', reason: null });
  expect(await mayWrite(ana)).toMatchObject({ allowed: false, reason: 'objected' });
  expect(await theirs(ana)).toMatchObject({ grounds: 'I moved away.' });
  expect((await decisionsOf(ana)).map(([decision]) => decision)).toEqual([
    'objected',
    'objection-overridden',
    'objected',
  ]);
});

it('stands once, however often it is raised at the same time, and leaves nothing for the owner when taken back', async () => {
  const raised = await Promise.all([1, 2, 3, 4].map(() => ana.put(`/me/objections/${PURPOSE}`)));
  expect(raised.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { id } = await theirs(ana);
  expect(await decisionsOf(ana)).toEqual([['objected', 'en']]);
  await ana.delete(`/me/objections/${PURPOSE}`).expect(200);
  expect(await mine(ana)).toMatchObject({ state: null, objected: false });
  await olga.put(`/library/objections/${id}`, { decision: 'upheld' }).expect(404);
  expect(await mayWrite(ana)).toMatchObject({ allowed: true, reason: 'not-objected' });
});

it('is for interests and public tasks: consent is withdrawn, a contract ended', async () => {
  for (const purpose of ['newsletter', 'lending', 'gossip'])
    await ana.put(`/me/objections/${purpose}`, { grounds: 'No.' }).expect(404);
});

describe('direct marketing', () => {
  let eva: TestReader;
  beforeEach(async () => {
    eva = await aReader(carrel, { library });
    await olga.patch('/library/purposes/security-log', { directMarketing: true }).expect(200);
  });
  afterEach(() => olga.patch('/library/purposes/security-log', { directMarketing: false }).expect(200));

  it('ends for good at the objection itself, and no owner can override it', async () => {
    const { body } = await eva.put('/me/objections/security-log', { grounds: 'No.' }).expect(200);
    expect(body).toMatchObject({ state: 'upheld', directMarketing: true, answerBy: null });
    expect(await mayWrite(eva, 'security-log')).toMatchObject({ allowed: false, reason: 'objected' });
    const { id } = await theirs(eva, 'upheld');
    const said = { decision: 'overridden', reason: 'We would like to.' };
    const refused = await olga.put(`/library/objections/${id}`, said).expect(409);
    expect(refused.body.type).toBe('/problems/direct-marketing');

    // Not even when the purpose is called something else afterwards, and not by SQL.
    await olga.patch('/library/purposes/security-log', { directMarketing: false }).expect(200);
    await olga.put(`/library/objections/${id}`, said).expect(409);
    const override = `update objection set state = 'overridden', reason = grounds where id = $1`;
    await expect(superuser.query(override, [id])).rejects.toThrow('objection_to_marketing');
    expect(await mayWrite(eva, 'security-log')).toMatchObject({ allowed: false });
  });

  it('ends what was answered before the purpose was found to be direct marketing', async () => {
    await ana.put(`/me/objections/${PURPOSE}`).expect(200);
    await answer(ana, { decision: 'overridden', reason: 'We need it.' });
    expect(await mayWrite(ana)).toMatchObject({ allowed: true });
    await olga.patch(`/library/purposes/${PURPOSE}`, { directMarketing: true }).expect(200);
    expect(await mayWrite(ana)).toMatchObject({ allowed: false, reason: 'objected' });
    expect((await decisionsOf(ana))[0]?.[0]).toBe('objection-upheld');
    await olga.patch(`/library/purposes/${PURPOSE}`, { directMarketing: false }).expect(200);
    expect(await mayWrite(ana)).toMatchObject({ allowed: false, reason: 'objected' });
  });

  it('is said of nothing that nobody can object to', async () => {
    const { body } = await olga.patch('/library/purposes/newsletter', { directMarketing: true }).expect(422);
    expect(body.errors[0].pointer).toBe('/directMarketing');
  });
});

it('is sealed, in the reader’s download in plain words, and gone with the account', async () => {
  await ana.put(`/me/objections/${PURPOSE}`, { grounds: 'Grounds of mine' }).expect(200);
  await answer(ana, { decision: 'overridden', reason: 'Reasons of theirs' });
  const { rows } = await superuser.query<{ grounds: Buffer; reason: Buffer }>(
    'select grounds, reason from objection where subject_id = $1',
    [ana.id],
  );
  expect(rows[0]?.grounds.includes('Grounds')).toBe(false);
  expect(rows[0]?.reason.includes('Reasons')).toBe(false);

  const { body: asked } = await ana.post('/me/requests', { kind: 'access' }).expect(201);
  const file = await eventually('the download', async () => {
    const { body } = await ana.get(`/me/requests/${asked.id as string}`).expect(200);
    return body.state === 'completed';
  }).then(() =>
    fetch(`${carrel.url}/api/v1/me/requests/${asked.id as string}/download`, {
      headers: { authorization: `Bearer ${ana.tokens.accessToken}` },
    }),
  );
  const files = await unzipped(Buffer.from(await file.arrayBuffer()));
  expect(JSON.parse(String(files.get('data/objection.json')))).toMatchObject([
    { grounds: 'Grounds of mine', reason: 'Reasons of theirs' },
  ]);

  await ana.delete('/me', { password: ana.password }).expect(202);
  await eventually('the erasure', async () => {
    const left = await superuser.query('select 1 from objection where subject_id = $1', [ana.id]);
    return left.rows.length === 0;
  });
});
