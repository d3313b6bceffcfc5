import pg from 'pg';
import { OutsideHousekeeping } from '../src/modules/outside-requests/outside-housekeeping.service.js';
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

const root = () => `/libraries/${library.slug}/requests`;
const ask = (email: string, kind = 'access', more: object = {}) =>
  anyone.post(root(), { email, kind, ...more });
const confirm = (proof: object) => anyone.post(`${root()}/confirmations`, proof);
const proofFor = (email: string) => tokenInLetterTo(carrel, email, /Is this request/);
const codeFor = (email: string) =>
  eventually('a code', async () => {
    const letters = await lettersTo(carrel, email);
    return letters.map(({ text }) => /asked: (\d{8})/.exec(text)?.[1]).findLast(Boolean);
  });

async function provedBy(email: string, kind = 'access', more: object = {}) {
  await ask(email, kind).expect(202);
  return confirm({ token: await proofFor(email), ...more }).expect(200);
}

const count = async (table: string, where = 'true') => {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::int as count from ${table} where library_id = $1 and ${where}`,
    [library.id],
  );
  return rows[0]?.count ?? 0;
};

describe('someone who forgot their password', () => {
  it('gets a copy of their data by two letters, without signing in', async () => {
    const ana = await aReader(carrel, { library });

    const { body } = await provedBy(ana.email);

    expect(body).toMatchObject({ outcome: 'entered', request: { kind: 'access' } });
    const token = await tokenInLetterTo(carrel, ana.email, /are ready/);
    const { body: link } = await anyone.post(`${root()}/downloads`, { token }).expect(201);
    const saved = await fetch(String(link.url).replace('http://carrel.test', carrel.url));
    const files = await unzipped(Buffer.from(await saved.arrayBuffer()));
    expect(String(files.get('data/reader.json'))).toContain(ana.email);
    expect((await fetch(String(link.url).replace('http://carrel.test', carrel.url))).status).toBe(404);
    await anyone.post(`${root()}/downloads`, { token }).expect(201);
  });
});

describe('someone of whom nothing is held', () => {
  it('is told so, on the spot and by letter, and leaves no name behind', async () => {
    const { body } = await provedBy('nobody@example.org');

    expect(body).toMatchObject({
      outcome: 'nothing-held',
      elsewhere: [],
      request: { kind: 'access', state: 'completed' },
    });
    const letter = await eventually('the confirmation', async () =>
      (await lettersTo(carrel, 'nobody@example.org')).find(({ subject }) => /no account of yours/.test(subject)),
    );
    expect(letter.text).toContain('holds no personal data under it');
    expect(letter.text).toContain('Agencia Española de Protección de Datos');
    expect(letter.text).toContain(`dpo@${library.slug}.example`);
  });
});
