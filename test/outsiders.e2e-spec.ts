import { jest } from '@jest/globals';
import pg from 'pg';
import { EpochTick } from '../src/foundation/encryption/epoch-tick.js';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { FarewellService } from '../src/modules/data-subject-requests/farewell.service.js';
import { ProvedRequestsService } from '../src/modules/data-subject-requests/proved-requests.service.js';
import { WaitingStepsService } from '../src/modules/data-subject-requests/waiting-steps.service.js';
import { HandOversService } from '../src/modules/outside-requests/hand-overs.service.js';
import { OutsideHousekeeping } from '../src/modules/outside-requests/outside-housekeeping.service.js';
import { OutsideLettersService } from '../src/modules/outside-requests/outside-letters.service.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aForm,
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let anyone: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  anyone = new Caller(carrel.url);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

let people = 0;
const someone = () => `outsider-${(people += 1)}@example.org`;
const root = () => `/libraries/${library.slug}/requests`;
const ask = (email: string, kind = 'access', more: object = {}) =>
  anyone.post(root(), { email, kind, ...more });
const confirm = (proof: object) => anyone.post(`${root()}/confirmations`, proof);
const proofFor = (email: string) => tokenInLetterTo(carrel, email, /Is this request/);
const letterTo = (email: string, subject: RegExp) =>
  eventually(`the letter to ${email}: ${String(subject)}`, async () =>
    (await lettersTo(carrel, email)).find((letter) => subject.test(letter.subject)),
  );
const codeFor = async (email: string) =>
  /asked: (\d{8})/.exec((await letterTo(email, /Is this request/)).text)?.[1] ?? '';

async function provedBy(email: string, kind = 'access', more: object = {}) {
  await ask(email, kind).expect(202);
  return confirm({ token: await proofFor(email), ...more }).expect(200);
}

async function rows<T extends object>(sql: string, ...values: unknown[]): Promise<T[]> {
  return (await superuser.query<T>(sql, [library.id, ...values])).rows;
}
const count = async (table: string, where = 'true', ...values: unknown[]) =>
  (await rows<{ n: number }>(`select count(*)::int as n from ${table} where library_id = $1 and ${where}`, ...values))[0]?.n ?? 0; // prettier-ignore
const housekeeping = () =>
  carrel.app.get(OutsideHousekeeping, { strict: false }).expire(library.id, new Date());
const requestOf = async (id: string) =>
  (await rows<Record<string, Date | string>>('select * from data_subject_request where library_id = $1 and id = $2', id))[0] ?? {}; // prettier-ignore
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const saved = (url: unknown) => fetch(String(url).replace('http://carrel.test', carrel.url));

describe('someone who is locked out of their account', () => {
  it('gets a copy of their data by two letters, without signing in', async () => {
    const ana = await aReader(carrel, { library });

    const { body } = await provedBy(ana.email);

    expect(body).toMatchObject({ outcome: 'entered', request: { kind: 'access' }, certificateUrl: null });
    const token = await tokenInLetterTo(carrel, ana.email, /are ready/);
    const { body: link } = await anyone.post(`${root()}/downloads`, { token }).expect(201);
    const files = await unzipped(Buffer.from(await (await saved(link.url)).arrayBuffer()));
    expect(String(files.get('data/reader.json'))).toContain(ana.email);
    expect((await saved(link.url)).status).toBe(404);
    await anyone.post(`${root()}/downloads`, { token }).expect(201);
    await anyone
      .post(`/libraries/${(await aLibrary(carrel)).slug}/requests/downloads`, { token })
      .expect(404);
    await superuser.query(
      `update request_link set expires_at = now() - interval '1 ms' where subject_id = $1`,
      [ana.id],
    );
    await anyone.post(`${root()}/downloads`, { token }).expect(404);
  });

  it('keeps every right while restricted, below the age, without a password or not yet in use', async () => {
    const ana = await aReader(carrel, { library });
    const standings = [
      `update subject set state = 'restricted' where library_id = $1 and id = $2`,
      `with undated as (update reader set birth_date = null where library_id = $1 and id = $2)
         update subject set age_rule = 'unmet', address_unconfirmed = true where library_id = $1 and id = $2`,
      `update reader set password_hash = null, email_confirmed_at = null where library_id = $1 and id = $2`,
      `update reader set state = 'unclaimed' where library_id = $1 and id = $2`,
    ];
    const kinds = ['restriction', 'portability', 'objection', 'rectification'];
    await ask(ana.email).expect(202);
    const token = await proofFor(ana.email);
    const { body: waiting } = await ask(ana.email, 'objection').expect(202);
    expect(waiting.next).toBe('read-letter');
    for (const standing of standings) await superuser.query(standing, [library.id, ana.id]);

    const second = await eventually('a second letter', async () =>
      (await lettersTo(carrel, ana.email))
        .filter(({ subject }) => /Is this request/.test(subject))
        .map(({ text }) => /token=([\w-]+)/.exec(text)?.[1])
        .filter((one) => one !== token)
        .find(Boolean),
    );
    const statement = 'I live in Vigo now.';
    for (const [at, kind] of [token, second].map((one, i) => [one, kinds[i]] as const))
      expect((await confirm({ token: at, kind, statement }).expect(200)).body).toMatchObject({
        outcome: 'entered',
        request: { kind },
      });
    await tokenInLetterTo(carrel, ana.email, /are ready/);
    expect(await count('supplementary_statement', 'subject_id = $2', ana.id)).toBe(2);
  });

  it('is known by their present address until a new one is confirmed', async () => {
    const ana = await aReader(carrel, { library });
    const next = someone();
    await ana.post('/me/email-changes', { email: next, password: ana.password }).expect(202);

    const { body } = await provedBy(next);

    expect(body.outcome).toBe('nothing-held');
    expect(body.elsewhere).toContainEqual(expect.objectContaining({ id: 'account_link.content' }));
    expect((await provedBy(ana.email, 'restriction')).body.outcome).toBe('entered');
  });

  it('says what is wrong and what is right with a rectification, or is asked to', async () => {
    const ana = await aReader(carrel, { library });
    await ask(ana.email, 'rectification').expect(202);
    const token = await proofFor(ana.email);
    const refused = await confirm({ token }).expect(422);
    expect(refused.body.errors[0].pointer).toBe('/statement');

    await confirm({ token, statement: 'I never called on Monday.' }).expect(200);

    expect(await count('supplementary_statement', 'subject_id = $2', ana.id)).toBe(1);
  });

  it('is erased with a certificate, once they have said that they know what goes', async () => {
    const ana = await aReader(carrel, { library });
    const rosa = someone();
    const representative = { name: 'Rosa', email: rosa, mandate: 'By power of attorney.' };
    await ask(ana.email, 'access', { representative }).expect(202);
    await confirm({ token: await proofFor(rosa) }).expect(200);
    await provedBy(ana.email, 'restriction');
    for (const table of ['mandate', 'request_link'])
      expect([table, await count(table, 'subject_id = $2', ana.id)]).toEqual([table, 1]);
    await superuser.query(`update letter set created_at = now() - interval '2 days' where library_id = $1`, [library.id]); // prettier-ignore
    await ask(ana.email, 'restriction').expect(202);
    const { body: asked } = await ask(ana.email, 'erasure').expect(202);
    const code = await eventually('the code of the erasure', async () => {
      const letters = await lettersTo(carrel, ana.email);
      return letters.map(({ text }) => /forgotten[^]*asked: (\d{8})/.exec(text)?.[1]).find(Boolean);
    });
    const proof = { id: asked.id, code };
    const refused = await confirm(proof).expect(422);
    expect(refused.body.errors[0].pointer).toBe('/understood');
    await ana.get('/me').expect(200);

    const { body } = await confirm({ ...proof, understood: true }).expect(200);

    await ana.get('/me').expect(401);
    await eventually('the erasure', async () => {
      const certificate = await anyone.get(
        String(body.certificateUrl).replace('http://carrel.test/api/v1', ''),
      );
      return certificate.body.live?.isComplete === true;
    });
    expect(await count('unverified_request', 'id = $2', asked.id)).toBe(0);
    expect(await requestOf(String(body.request.id))).toMatchObject({ kind: 'erasure', state: 'completed' });
    for (const table of ['mandate', 'request_link', 'blind_index', 'letter'])
      expect([table, await count(table, 'subject_id = $2', ana.id)]).toEqual([table, 0]);
    await confirm({ ...proof, understood: true }).expect(403);
  });
});

describe('someone of whom nothing is held', () => {
  it('is told so, on the spot and by letter, in their language', async () => {
    const [english, spanish] = [someone(), someone()];

    const { body } = await provedBy(english);

    const answered = { kind: 'access', state: 'completed' };
    expect(body).toMatchObject({ outcome: 'nothing-held', elsewhere: [], request: answered });
    const { text } = await letterTo(english, /no account of yours/);
    expect(text).toContain('holds no personal data under it');
    expect(text).toContain('Agencia Española de Protección de Datos');
    expect(text).toContain(`dpo@${library.slug}.example`);
    await ask(spanish, 'erasure', { language: 'es' }).expect(202);
    const token = await tokenInLetterTo(carrel, spanish, /¿Es suya/);
    await confirm({ token, understood: true }).expect(200);
    expect((await letterTo(spanish, /ninguna cuenta suya/)).text).toContain('no tiene datos personales');
  });

  it('leaves behind that something was asked and answered, and nobody’s name', async () => {
    const { body } = await provedBy(someone());
    const id = String(body.request.id);
    const subject = String((await requestOf(id)).subject_id);
    expect(await count('subject', 'id = $2', subject)).toBe(1);

    await superuser.query(
      `update unverified_request set expires_at = now() - interval '1 ms' where id = $1`,
      [subject],
    );
    await housekeeping();

    for (const [table, column] of [
      ['subject', 'id'],
      ['sealing_key', 'holder_id'],
      ['blind_index', 'subject_id'],
      ['unverified_request', 'id'],
      ['letter', 'subject_id'],
    ])
      expect([table, await count(String(table), `${column} = $2`, subject)]).toEqual([table, 0]);
    expect(await requestOf(id)).toMatchObject({ kind: 'access', state: 'completed' });
    expect(await count('fact', 'about = $2', id)).toBe(1);
  });

  it('is told where else the address stands: sign-ups, children, past erasures', async () => {
    const [parent, pending, gone] = [someone(), someone(), await aReader(carrel, { library })];
    await aReader(carrel, {
      library,
      birthDate: `${new Date().getFullYear() - 10}-01-31`,
      guardian: { name: 'Pilar Madre', email: parent },
    });
    await anyone
      .post(`/libraries/${library.slug}/readers`, await aForm(carrel, library, { email: pending }))
      .expect(202);
    await gone.delete('/me', { password: gone.password }).expect(202);
    const placesOf = async (email: string) => {
      const { body } = await provedBy(email);
      return (body.elsewhere as { id: string }[]).map(({ id }) => id).sort();
    };

    await carrel.app.get(EpochTick).run(new Date(), { atOnce: true });
    const newest = `field_id = 'reader.guardian' and epoch = (select max(epoch) from blind_index)`;
    expect(await count('blind_index', newest)).toBe(1);
    expect(await placesOf(parent)).toEqual(['letter.recipient', 'reader.guardian']);
    expect(await placesOf(pending)).toEqual(['letter.recipient', 'sign_up.email']);
    expect(await placesOf(gone.email)).toContain('suppression_token');
    expect((await letterTo(parent, /no account of yours/)).text).toContain('Parent or guardian');
  });
});

describe('asking', () => {
  it('is answered the same for every address, writes the same and looks at nobody', async () => {
    const ana = await aReader(carrel, { library });
    const told = ({ status, body, headers }: Answer) => ({
      status,
      body: { ...body, id: typeof body.id },
      headers: [...headers].filter(([name]) => !['date', 'x-request-id', 'etag'].includes(name)),
    });
    const tables = ['unverified_request', 'subject', 'sealing_key', 'letter', 'blind_index', 'data_subject_request', 'fact']; // prettier-ignore
    const sizes = async () => {
      const found: number[] = [];
      for (const table of tables) found.push(await count(table));
      return found;
    };
    const written = async (email: string) => {
      const before = await sizes();
      const answer = await ask(email).expect(202);
      return { answer, grown: (await sizes()).map((size, i) => size - (before[i] ?? 0)) };
    };

    const [known, unknown] = [await written(ana.email), await written(someone())];

    expect(told(known.answer)).toEqual(told(unknown.answer));
    expect(known.grown).toEqual(unknown.grown);
    await carrel.app.get(AccessLog).flush();
    const looks = `route like 'POST %/requests' and $2 = any(subject_ids)`;
    expect(await count('access_entry', looks, ana.id)).toBe(0);
    expect(known.answer.body.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sends three letters a day to an address over all routes; those kept back are written when there is room', async () => {
    const ana = await aReader(carrel, { library });
    const forget = () => anyone.post(`/libraries/${library.slug}/password-resets`, { email: ana.email });
    await superuser.query(`update letter set created_at = now() - interval '2 days' where subject_id = $1`, [ana.id]); // prettier-ignore
    await forget().expect(202);
    await forget().expect(202);
    await ask(ana.email).expect(202);

    const { body } = await ask(ana.email, 'restriction').expect(202);

    expect(await count('unverified_request', 'id = $2 and written_at is null', body.id)).toBe(1);
    await housekeeping();
    expect(await count('unverified_request', 'id = $2 and written_at is null', body.id)).toBe(1);
    await superuser.query(`update letter set created_at = now() - interval '25 hours' where library_id = $1`, [library.id]); // prettier-ignore
    await housekeeping();
    expect(await count('unverified_request', 'id = $2 and written_at is null', body.id)).toBe(0);
  });

  it('is an erasure from when it first came in, or none: both stand or neither', async () => {
    const ana = await aReader(carrel, { library });
    await ask(ana.email, 'erasure').expect(202);
    await superuser.query(`update unverified_request set received_at = now() - interval '1 hour' where library_id = $1`, [library.id]); // prettier-ignore
    const token = await proofFor(ana.email);
    const clock = jest
      .spyOn(carrel.app.get(ProvedRequestsService, { strict: false }), 'setClock')
      .mockRejectedValue(new Error('The database went away.'));
    await confirm({ token, understood: true }).expect(500);
    clock.mockRestore();
    await ana.get('/me').expect(200);
    expect(await count('data_subject_request', 'subject_id = $2', ana.id)).toBe(0);

    const { body } = await confirm({ token, understood: true }).expect(200);

    const { received_at } = await requestOf(String(body.request.id));
    expect(Date.now() - Number(received_at)).toBeGreaterThan(50 * 60_000);
  });

  it('cannot be drowned: any letter proves the address for whatever its reader asks, from when it first came in', async () => {
    const ana = await aReader(carrel, { library });
    await ask(ana.email).expect(202);
    for (let i = 0; i < 8; i += 1) await ask(ana.email, 'portability').expect(202);
    const { body: hers } = await ask(ana.email, 'restriction').expect(202);
    expect(await count('unverified_request', `kind = 'portability'`)).toBe(4);
    await superuser.query(`update unverified_request set received_at = now() - interval '1 hour' where id = $1`, [hers.id]); // prettier-ignore

    const { body } = await confirm({ token: await proofFor(ana.email), kind: 'restriction' }).expect(200);

    expect(body).toMatchObject({ outcome: 'entered', request: { kind: 'restriction' } });
    const { received_at } = await requestOf(String(body.request.id));
    expect(Date.now() - Number(received_at)).toBeGreaterThan(50 * 60_000);
  });

  it('blocks, cancels and supersedes nothing until it is proved, and then joins what is open', async () => {
    const ana = await aReader(carrel, { library });
    const { body: open } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);
    const { body: other } = await ask(ana.email, 'restriction').expect(202);
    await ask(ana.email, 'restriction').expect(202);

    const { body: objection } = await ana.post('/me/requests', { kind: 'objection' }).expect(201);

    expect(objection.state).toBe('received');
    expect((await ana.get(`/me/requests/${open.id}`).expect(200)).body.state).toBe('received');
    expect(await count('unverified_request', 'id = $2', other.id)).toBe(1);
    const { body } = await confirm({ token: await proofFor(ana.email) }).expect(200);
    expect(body.request.id).toBe(open.id);
    expect(await count('data_subject_request', 'subject_id = $2', ana.id)).toBe(2);
  });

  it('vanishes with its key, its letter and its index where nobody proves it', async () => {
    const { body } = await ask(someone()).expect(202);
    await superuser.query(
      `update unverified_request set expires_at = now() - interval '1 ms' where id = $1`,
      [body.id],
    );

    await housekeeping();

    const remains = [
      await count('unverified_request', 'id = $2', body.id),
      await count('subject', 'id = $2', body.id),
      await count('sealing_key', 'holder_id = $2', body.id),
      await count('letter', 'subject_id = $2', body.id),
      await count('blind_index', 'subject_id = $2', body.id),
    ];
    expect(remains).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('a proof', () => {
  it('is asked for at once, and the clock rests until it comes', async () => {
    const ana = await aReader(carrel, { library });
    const { body: asked } = await ask(ana.email, 'restriction').expect(202);
    await superuser.query(
      `update unverified_request set received_at = received_at - interval '5 days', written_at = written_at - interval '5 days' where id = $1`,
      [asked.id],
    );

    const { body } = await confirm({ token: await proofFor(ana.email) }).expect(200);

    const request = await requestOf(String(body.request.id));
    const at = (name: string) => Number(request[name]);
    expect(Date.now() - at('received_at')).toBeGreaterThan(4.9 * 86_400_000);
    expect(at('identity_asked_at')).toBe(at('received_at'));
    expect(Date.now() - at('identity_provided_at')).toBeLessThan(60_000);
    expect(at('promised_by') - at('received_at')).toBeGreaterThan(32 * 86_400_000);
  });

  it('by code works with the id of its request, and by link once', async () => {
    const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const { body: anas } = await ask(ana.email, 'restriction').expect(202);
    const { body: evas } = await ask(eva.email, 'restriction').expect(202);
    const code = await codeFor(ana.email);
    await confirm({ id: evas.id, code }).expect(403);
    await confirm({ code }).expect(422);

    expect((await confirm({ id: anas.id, code }).expect(200)).body.outcome).toBe('entered');

    await confirm({ id: anas.id, code }).expect(403);
    const again = await confirm({ token: await proofFor(ana.email) }).expect(409);
    expect(again.body.type).toBe('/problems/already-confirmed');
    await confirm({ token: 'A'.repeat(54) }).expect(404);
    const elsewhere = `/libraries/${(await aLibrary(carrel)).slug}/requests/confirmations`;
    await anyone.post(elsewhere, { token: await proofFor(eva.email) }).expect(404);
    await superuser.query(
      `update unverified_request set expires_at = now() - interval '1 ms' where id = $1`,
      [evas.id],
    );
    await confirm({ token: await proofFor(eva.email) }).expect(404);
  });

  it('of nobody’s address says on a second use that it was used', async () => {
    const email = someone();
    await provedBy(email);

    const again = await confirm({ token: await proofFor(email) }).expect(409);

    expect(again.body.type).toBe('/problems/already-confirmed');
    expect(again.body.detail).toContain('by letter');
  });

  it('shows what it would confirm without confirming it', async () => {
    const email = someone();
    await ask(email, 'erasure').expect(202);
    const token = await proofFor(email);

    const { body } = await anyone.post(`${root()}/confirmations/preview`, { token }).expect(200);
    await anyone.post(`${root()}/confirmations/preview`, { token }).expect(200);

    expect(body).toMatchObject({ email, kind: 'erasure', of: null });
  });

  it('cannot be guessed: five wrong codes end those of a request, also at once, and the link goes on', async () => {
    const ana = await aReader(carrel, { library });
    const { body } = await ask(ana.email, 'restriction').expect(202);
    const code = await codeFor(ana.email);
    const wrong = code === '00000000' ? '00000001' : '00000000';

    await Promise.all([1, 2, 3, 4, 5].map(() => confirm({ id: body.id, code: wrong }).expect(403)));

    await confirm({ id: body.id, code }).expect(403);
    await confirm({ token: await proofFor(ana.email) }).expect(200);
  });

  it('cannot be guessed over many requests either: ten wrong codes end all of an address', async () => {
    const email = someone();
    const asked: string[] = [];
    for (let i = 0; i < 3; i += 1) asked.push(String((await ask(email).expect(202)).body.id));
    const codes = await eventually('three codes', async () => {
      const letters = await lettersTo(carrel, email);
      return letters.length === 3 && letters.map(({ text }) => /asked: (\d{8})/.exec(text)?.[1] ?? '');
    });
    const wrong = ['00000000', '00000001', '00000002', '00000003'].find((one) => !codes.includes(one));
    for (const id of asked.slice(0, 2))
      for (let i = 0; i < 5; i += 1) await confirm({ id, code: wrong }).expect(403);

    for (const code of codes) await confirm({ id: asked[2], code }).expect(403);

    await confirm({ token: await proofFor(email) }).expect(200);
  });
});

describe('a hand-over', () => {
  it('is told once, whatever breaks in between and however often it is woken', async () => {
    const ana = await aReader(carrel, { library });
    const letters = carrel.app.get(OutsideLettersService, { strict: false });
    const real = letters.post.bind(letters);
    const broken = jest.spyOn(letters, 'post').mockImplementation(async (db, letter) => {
      if (letter.kind === 'rights-download') throw new Error('broken off');
      return real(db, letter);
    });
    const { body } = await provedBy(ana.email);
    await eventually(
      'the copy',
      async () => (await requestOf(String(body.request.id))).state === 'completed',
    );
    await eventually('a break', () => Promise.resolve(broken.mock.calls.some(([, { kind }]) => kind === 'rights-download'))); // prettier-ignore
    broken.mockRestore();

    const handOvers = carrel.app.get(HandOversService, { strict: false });
    const due = await eventually('a due hand-over', async () => {
      const ids = await handOvers.due(library.id, new Date(Date.now() + 3_600_000));
      return ids.length > 0 && ids;
    });
    const soon = new Date(Date.now() + 3_600_000);
    for (const id of [...due, ...due]) await handOvers.advance({ libraryId: library.id, id }, soon);
    await tokenInLetterTo(carrel, ana.email, /are ready/);

    expect(await count('letter', `subject_id = $2 and kind = 'rights-download'`, ana.id)).toBe(1);
  });
});

describe('a representative', () => {
  const byRepresentative = (of: string, email: string, more: object = {}, kind = 'access') =>
    ask(of, kind, {
      representative: { name: 'Rosa Abogada', email, mandate: 'By power of attorney.', ...more },
    }).expect(202);
  const proveMandate = async (email: string) => confirm({ token: await proofFor(email) }).expect(200);
  const mandates = async () => {
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    const { body } = await owner.get('/library/mandates').expect(200);
    const of = (email: string) =>
      (body.items as { id: string; representative: { email: string } }[]).find(
        (one) => one.representative.email === email,
      );
    return { owner, of };
  };
  const say = (word: object) => anyone.post(`/libraries/${library.slug}/mandates/confirmations`, word);

  it('is told the same whether or not the person is known; only the person is written to', async () => {
    const ana = await aReader(carrel, { library });
    const [forAna, forNobody, nobody] = [someone(), someone(), someone()];
    const first = await byRepresentative(ana.email, forAna);
    const second = await byRepresentative(nobody, forNobody);

    const [known, unknown] = [await proveMandate(forAna), await proveMandate(forNobody)];

    expect(first.body.next).toEqual(second.body.next);
    expect(known.text).toBe(unknown.text);
    expect(known.body).toEqual({ outcome: 'mandate-waits' });
    await letterTo(ana.email, /Rosa Abogada/);
    expect(await lettersTo(carrel, nobody)).toHaveLength(0);
    await confirm({ token: await proofFor(forAna) }).expect(409);
  });

  it('acts once the person confirms by letter, and the copy goes to the person', async () => {
    const ana = await aReader(carrel, { library });
    const rosa = someone();
    await byRepresentative(ana.email, rosa, { deliverTo: 'representative' });
    await proveMandate(rosa);
    const token = await tokenInLetterTo(carrel, ana.email, /Rosa Abogada/);
    const preview = await anyone.post(`/libraries/${library.slug}/mandates/confirmations/preview`, { token });
    expect(preview.body).toMatchObject({ kind: 'access', representative: { email: rosa } });

    const { body } = await say({ token, accepted: true }).expect(200);

    expect(body.request).toMatchObject({ kind: 'access' });
    await tokenInLetterTo(carrel, ana.email, /are ready/);
    await letterTo(rosa, /has entered the request/);
    expect((await lettersTo(carrel, rosa)).filter(({ subject }) => /are ready/.test(subject))).toEqual([]);
    await say({ token, accepted: true }).expect(404);
  });

  it('is refused by the person, or asked for what an erasure takes', async () => {
    const ana = await aReader(carrel, { library });
    const rosa = someone();
    await byRepresentative(ana.email, rosa, {}, 'erasure');
    await proveMandate(rosa);
    const token = await tokenInLetterTo(carrel, ana.email, /Rosa Abogada/);
    await say({ token, accepted: true }).expect(422);

    await say({ token, accepted: false }).expect(200);

    await letterTo(rosa, /cannot act/);
    await ana.get('/me').expect(200);
    expect(await count('data_subject_request', 'subject_id = $2', ana.id)).toBe(0);
  });

  it('is reviewed by the owner, who has the copy sent as the mandate says; the paper goes, a note stays', async () => {
    const ana = await aReader(carrel, { library });
    const rosa = someone();
    const paper = { name: 'power.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7 Zyxwpaper').toString('base64') }; // prettier-ignore
    await byRepresentative('another-address@example.org', rosa, { paper, deliverTo: 'representative' });
    await proveMandate(rosa);
    const { owner, of } = await mandates();
    const id = String(of(rosa)?.id);
    expect((await owner.get(`/library/mandates/${id}/paper`).expect(200)).text).toContain('Zyxwpaper');
    await owner.put(`/library/mandates/${id}`, { accepted: true }).expect(422);
    const word = { accepted: true, reason: 'Checked at the desk.', readerId: ana.id, toRepresentative: true };

    const { body } = await owner.put(`/library/mandates/${id}`, word).expect(200);

    expect(body.request).toMatchObject({ kind: 'access' });
    await tokenInLetterTo(carrel, rosa, /are ready/);
    await owner.get(`/library/mandates/${id}/paper`).expect(404);
    await owner.put(`/library/mandates/${id}`, word).expect(409);
    const [kept] = await rows<{ paper: unknown; paper_checked_at: Date }>('select * from mandate where library_id = $1 and id = $2', id); // prettier-ignore
    expect(kept).toMatchObject({ paper: null, paper_checked_at: expect.any(Date) });
    expect(await count('fact', `about = $2 and kind = 'mandate'`, id)).toBe(2);
  });

  it('gets no copy that the mandate does not ask for, and no answer but a reason where it is refused', async () => {
    const ana = await aReader(carrel, { library });
    const rosa = someone();
    await byRepresentative(ana.email, rosa);
    await proveMandate(rosa);
    const { owner, of } = await mandates();
    const path = `/library/mandates/${String(of(rosa)?.id)}`;
    await owner.put(path, { accepted: true, reason: 'x', toRepresentative: true }).expect(422);

    await owner.put(path, { accepted: false, reason: 'The power has expired.' }).expect(200);

    expect((await letterTo(rosa, /cannot act/)).text).toContain('The power has expired.');
    const used = await proofFor(rosa);
    await ask(rosa).expect(202);
    const token = await eventually('another link', async () =>
      (await lettersTo(carrel, rosa))
        .map(({ text }) => /token=([\w-]+)/.exec(text)?.[1])
        .find((one) => one !== undefined && one !== used),
    );
    const { body: held } = await confirm({ token }).expect(200);
    expect(held.elsewhere).toContainEqual(expect.objectContaining({ id: 'mandate.mandated' }));
    expect(await count('data_subject_request', 'subject_id = $2', ana.id)).toBe(0);
  });

  it('is not forgotten: a mandate that nobody decides has a deadline, an alarm, and an answer however late', async () => {
    const rosa = someone();
    await byRepresentative(someone(), rosa);
    await proveMandate(rosa);
    const { owner, of } = await mandates();
    const id = String(of(rosa)?.id);
    const about = `mandate ${id.slice(-8)}`;
    const alarms = async () => (await owner.get('/library/alarms').expect(200)).body.items as object[];
    const passed = expect.objectContaining({ kind: 'limit-passed', about });
    const { url } = (await owner.post('/library/deadline-feeds').expect(201)).body as { url: string };
    const feed = await saved(url);
    expect(await feed.text()).toContain(`SUMMARY:Answer: ${about}`);
    expect(await alarms()).not.toContainEqual(expect.objectContaining({ about }));

    const ago = (column: string) => `${column} = ${column} - interval '100 days'`;
    await superuser.query(
      `update mandate set ${['received_at', 'asked_at', 'proved_at', 'expires_at'].map(ago).join(', ')} where id = $1`,
      [id],
    );
    await housekeeping();

    expect(await alarms()).toContainEqual(passed);
    await owner.put(`/library/mandates/${id}`, { accepted: false, reason: 'Too late.' }).expect(200);
    expect(await alarms()).not.toContainEqual(passed);
    expect((await letterTo(rosa, /cannot act/)).text).toContain('https://www.aepd.es');
  });

  it('is told that nothing is held once the owner accepts a mandate for nobody here', async () => {
    const rosa = someone();
    await byRepresentative(someone(), rosa);
    await proveMandate(rosa);
    const { owner, of } = await mandates();

    const { body } = await owner.put(`/library/mandates/${String(of(rosa)?.id)}`, { accepted: true, reason: 'Seen.' }).expect(200); // prettier-ignore

    expect(body.request).toMatchObject({ state: 'completed' });
    await letterTo(rosa, /no account of the person you ask for/);
    const [mandate] = await rows<{ subject_id: string }>(
      'select subject_id from mandate where library_id = $1 and id = $2',
      of(rosa)?.id,
    );
    const subject = mandate?.subject_id;
    await superuser.query(`update mandate set expires_at = now() - interval '1 ms' where subject_id = $1`, [
      subject,
    ]);
    // The letter that has arrived may not have been written down as accepted yet; until it is, its key stays.
    await eventually('the person forgotten', async () => {
      await housekeeping();
      return (await count('subject', 'id = $2', subject)) === 0;
    });
  });

  describe('of somebody who is erased before anybody decides', () => {
    const nothing = (email: string) => letterTo(email, /no account of the person you ask for/);
    const told = async (email: string) =>
      (await lettersTo(carrel, email)).filter(({ subject }) => /no account of the person/.test(subject));

    it('is told once, as of somebody nobody ever knew; the owner sees it closed, and nothing of the person', async () => {
      const ana = await aReader(carrel, { library });
      const [rosa, other] = [someone(), someone()];
      const mandate = 'Power of Zyxwana.';
      await byRepresentative(ana.email, rosa, { mandate, name: 'Rosa Abogada' });
      const proof = await proofFor(rosa);
      await confirm({ token: proof }).expect(200);
      const link = await tokenInLetterTo(carrel, ana.email, /Rosa Abogada/);
      await byRepresentative(someone(), other);
      await proveMandate(other);
      const { owner, of } = await mandates();
      const before = String(of(rosa)?.id);
      await owner.put(`/library/mandates/${String(of(other)?.id)}`, { accepted: true, reason: 'Seen.' }).expect(200); // prettier-ignore
      // Restricted data are opened for this, whoever it is that erases.
      await ana.post('/me/requests', { kind: 'restriction', ground: '18(1)(b)' }).expect(201);

      await owner.post(`/library/readers/${ana.id}/erasure`, {}).expect(202);

      expect((await nothing(rosa)).text).toBe((await nothing(other)).text);
      const { of: now } = await mandates();
      expect(now(rosa)).toMatchObject({ state: 'closed', reader: null, of: '', mandate: '', paper: null });
      expect(now(rosa)).toMatchObject({ reason: expect.stringContaining('before anybody decided') });
      expect(now(rosa)?.id).not.toBe(before);
      await owner.put(`/library/mandates/${before}`, { accepted: true, reason: 'x' }).expect(404);
      await owner.put(`/library/mandates/${String(now(rosa)?.id)}`, { accepted: true, reason: 'x' }).expect(409); // prettier-ignore
      await say({ token: link, accepted: true }).expect(404);
      await confirm({ token: proof }).expect(409);
      expect(await told(rosa)).toHaveLength(1);
      await eventually('the mandate gone with the person', async () => {
        return (await count('mandate', 'subject_id = $2', ana.id)) === 0;
      });
      expect(await count('fact', `about = $2 and kind = 'mandate'`, before)).toBe(2);
      await superuser.query(`update mandate set expires_at = now() - interval '1 ms' where id = $1`, [
        now(rosa)?.id,
      ]);
      await housekeeping();
      expect((await mandates()).of(rosa)).toBeUndefined();
    });

    const answers = () => count('letter', `kind in ('rights-nothing-held', 'mandate-refused')`);

    it('waits with the erasure for a hold, and is told once when it begins, whatever breaks in between', async () => {
      const ana = await aReader(carrel, { library });
      const rosa = someone();
      await byRepresentative(ana.email, rosa);
      await proveMandate(rosa);
      const { owner, of } = await mandates();
      const hold = {
        reader: ana.id,
        ground: '17(3)(e)',
        citation: 'x',
        words: 'A claim.',
        reviewOn: dayIn(90),
      };
      const { body: held } = await owner.post('/library/holds', hold).expect(201);
      const { body: erasure } = await ana.delete('/me', { password: ana.password }).expect(202);
      await eventually('what is not held to go', () =>
        count('waiting_erasure', 'id = $2 and next_attempt_at is null', erasure.id),
      );
      expect(of(rosa)).toBeDefined();
      const [before, waiting] = [await answers(), () => count('mandate', `subject_id = $2 and state = 'waiting'`, ana.id)]; // prettier-ignore
      expect(await waiting()).toBe(1);

      const farewell = carrel.app.get(FarewellService, { strict: false });
      const broken = jest.spyOn(farewell, 'post').mockRejectedValue(new Error('broken off'));
      await owner.delete(`/library/holds/${held.id as string}`).expect(200);
      await eventually('a break', () => Promise.resolve(broken.mock.calls.length > 0));
      expect([await waiting(), await answers()]).toEqual([1, before]);
      broken.mockRestore();
      const steps = carrel.app.get(WaitingStepsService, { strict: false });
      for (const hours of [1, 2])
        await steps.advance({ libraryId: library.id, id: erasure.id as string }, new Date(Date.now() + hours * 3_600_000)); // prettier-ignore

      await nothing(rosa);
      expect([await waiting(), await answers()]).toEqual([0, before + 1]);
    });

    it('is told one thing where somebody decides at the very moment', async () => {
      const ana = await aReader(carrel, { library });
      const rosa = someone();
      await byRepresentative(ana.email, rosa);
      await proveMandate(rosa);
      const { owner, of } = await mandates();
      const before = await answers();
      const refusal = { accepted: false, reason: 'The power has expired.' };

      const [decided, erased] = await Promise.all([
        owner.put(`/library/mandates/${String(of(rosa)?.id)}`, refusal),
        owner.post(`/library/readers/${ana.id}/erasure`, {}),
      ]);

      expect(erased.status).toBe(202);
      expect([200, 404, 409]).toContain(decided.status);
      expect(await answers()).toBe(before + 1);
    });

    it('is told the same where the person goes while the mandate comes in', async () => {
      const ana = await aReader(carrel, { library });
      const rosa = someone();
      await byRepresentative(ana.email, rosa);
      const proof = await proofFor(rosa);
      await superuser.query('begin');
      await superuser.query('select 1 from subject where id = $1 for update', [ana.id]);
      await superuser.query(`update subject set state = 'erasing' where id = $1`, [ana.id]);
      const coming = confirm({ token: proof });
      await eventually('it to wait for the erasure', async () => {
        const { rows: waits } = await superuser.query(
          `select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid`,
        );
        return waits.length > 0;
      });
      await superuser.query('commit');

      const { body } = await coming.expect(200);

      expect(body).toEqual({ outcome: 'mandate-waits' });
      expect((await mandates()).of(rosa)).toMatchObject({ reader: null, state: 'waiting' });
    });
  });

  it('sends a paper that is what it says, or is told', async () => {
    const paper = { name: 'x.pdf', mediaType: 'application/pdf', content: Buffer.from('<html>').toString('base64') }; // prettier-ignore
    const representative = { name: 'Rosa', email: someone(), mandate: 'x', paper };

    const { body } = await ask(someone(), 'access', { representative }).expect(422);

    expect(body.errors[0].pointer).toBe('/representative/paper/content');
  });
});
