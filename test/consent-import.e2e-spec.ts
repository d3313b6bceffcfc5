import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { carrelCommand } from './support/server.js';

const WORDS = 'Yes, the library may write to me about its events.';
const PROOF = 'Folder 12 of the paper archive';

let carrel: Carrel;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

interface Line {
  reader: string;
  purpose?: string;
  decision?: string;
  at?: string;
  text?: string;
  method?: string;
  proof?: string;
}
const lineOf = ({ reader, purpose = 'newsletter', decision = 'given', at = '2020-05-17', ...rest }: Line) =>
  [reader, purpose, decision, at, rest.text ?? WORDS, 'en', rest.method ?? 'Paper form', rest.proof ?? PROOF]
    .map((cell) => `"${cell}"`)
    .join(',');

let files = 0;
async function importInto(library: TestLibrary, lines: (Line | string)[]) {
  const path = join(carrel.dataDir, `consents-${files++}.csv`);
  const header = 'reader,purpose,decision,decided_at,text,language,method,evidence';
  const rows = lines.map((line) => (typeof line === 'string' ? line : lineOf(line)));
  writeFileSync(path, [header, ...rows].join('\n'));
  const command = carrelCommand(carrel, ['consents', 'import', path, '--library', library.slug]);
  const code = await command.ended;
  return { code, lines: command.output.trim().split('\n') };
}
const stateOf = async (reader: TestReader, purpose = 'newsletter') => {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string; state: string }[]).find((one) => one.purpose === purpose);
};
const mayAsk = async (reader: TestReader) =>
  (await reader.library.api.get(`/library/permissions?reader=${reader.id}&purpose=newsletter`).expect(200))
    .body as object;
/** A reader of long ago, so that what is imported is later than the sign-up's refusals. */
async function aSilentReader(library: TestLibrary) {
  const reader = await aReader(carrel, { library });
  await superuser.query('delete from consent where subject_id = $1', [reader.id]);
  return reader;
}

it('brings a decision along with its evidence, and says everywhere that it was brought', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);

  const { code, lines } = await importInto(library, [
    { reader: reader.email, at: '2020-05-17T10:00:00+02:00' },
  ]);

  expect({ code, lines }).toEqual({ code: 0, lines: ['1 imported, 0 rejected.'] });
  expect(await mayAsk(reader)).toMatchObject({ allowed: true, since: '2020-05-17T08:00:00.000Z' });
  expect(await stateOf(reader)).toMatchObject({
    state: 'given',
    imported: true,
    since: '2020-05-17T08:00:00.000Z',
  });
  expect(await stateOf(reader, 'phone-calls')).toMatchObject({ state: 'not-asked', imported: false });
  const { body: history } = await reader.get('/me/consents/history').expect(200);
  expect(history.items[0]).toMatchObject({
    decision: 'given',
    surface: 'imported',
    imported: { decidedAt: '2020-05-17T08:00:00.000Z', method: 'Paper form', proof: PROOF },
  });
  // The server's clock says when it came here; nobody pre-dates an entry.
  expect(Date.parse(history.items[0].recordedAt as string)).toBeGreaterThan(Date.now() - 60_000);
  const { body: held } = await reader.get('/me/data').expect(200);
  const heldOf = (id: string) =>
    (held.items as { id: string; broughtAlong?: object }[]).find((one) => one.id === id);
  const brought = { count: 1, text: 'Of these the library brought 1 along from elsewhere.' };
  expect(heldOf('consent')).toMatchObject({ broughtAlong: brought });
  expect(heldOf('consent_event')).toMatchObject({ broughtAlong: brought });
  expect(heldOf('letter')).not.toHaveProperty('broughtAlong');
});

it('keeps the exact words under their hash, for the reader to read, and never shows them as the library’s own', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);
  const other = await aReader(carrel, { library });
  await importInto(library, [{ reader: reader.id }]);
  const { id, version } = (await reader.get('/me/consents/history').expect(200)).body.items[0] as {
    id: string;
    version: string;
  };

  const { body: text } = await reader.get(`/me/consents/history/${id}/text`).expect(200);
  expect(text).toMatchObject({ version, text: WORDS, title: '', language: 'en', publishedAt: null });
  await other.get(`/me/consents/history/${id}/text`).expect(404);
  const anyone = new Caller(carrel.url);
  await anyone.get(`/libraries/${library.slug}/purposes/newsletter/versions/${version}`).expect(404);
  await anyone.get(`//l/${library.slug}/texts/newsletter/${version}`).expect(404);
  expect((await anyone.get(`/libraries/${library.slug}/purposes`).expect(200)).text).not.toContain(version);
  expect((await anyone.get(`/libraries/${library.slug}/purposes`).expect(200)).text).not.toContain(WORDS);
  // Nor can anybody consent on them here, or sign up with them.
  await other.put('/me/consents/newsletter', { version }).expect(422);
});

it('seals where the proof lies, and keeps none of it readable in the database', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);
  await importInto(library, [{ reader: reader.email, proof: 'Signed by Ana Lectora, shelf 9' }]);
  const { rows } = await superuser.query<{ row: string }>(
    'select e::text as row from consent_event e where subject_id = $1',
    [reader.id],
  );
  expect(rows.length).toBeGreaterThan(0);
  const planted = Buffer.from('Signed by Ana').toString('hex');
  for (const { row } of rows) expect(row).not.toMatch(new RegExp(`Signed by Ana|${planted}`));
});

it('never overrides what the reader decided here since', async () => {
  const library = await aLibrary(carrel);
  const reader = await aReader(carrel, { library });
  await reader.delete('/me/consents/newsletter').expect(200);
  const { lines } = await importInto(library, [{ reader: reader.email }]);
  expect(lines).toEqual([
    expect.stringMatching(/^line 2: A later decision of this reader/),
    '0 imported, 1 rejected.',
  ]);
  expect(await stateOf(reader)).toMatchObject({ state: 'refused', imported: false });
  expect(await mayAsk(reader)).toMatchObject({ allowed: false });
});

it('gives way to the next word of the reader, who withdraws it as any other', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);
  await importInto(library, [{ reader: reader.email }]);
  await reader.delete('/me/consents/newsletter').expect(200);
  expect(await stateOf(reader)).toMatchObject({ state: 'withdrawn', imported: false });
  expect(await mayAsk(reader)).toMatchObject({ allowed: false, reason: 'withdrawn' });
});

it('takes several decisions of one reader in the order in which they were made, and a second run changes nothing', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);
  const decisions: Line[] = [
    { reader: reader.email, decision: 'withdrawn', at: '2022-03-01' },
    { reader: reader.email, decision: 'given', at: '2020-05-17' },
  ];
  expect((await importInto(library, decisions)).lines).toEqual(['2 imported, 0 rejected.']);
  expect(await stateOf(reader)).toMatchObject({ state: 'withdrawn', imported: true });

  const again = await importInto(library, decisions);

  expect(again.lines).toEqual([
    expect.stringMatching(/^line 2: This decision was imported already/),
    expect.stringMatching(/^line 3: A later decision of this reader/),
    '0 imported, 2 rejected.',
  ]);
  const { rows } = await superuser.query(
    `select 1 from consent_event where subject_id = $1 and surface = 'imported'`,
    [reader.id],
  );
  expect(rows).toHaveLength(2);
});

it('rejects each line that cannot stand with its number and the reason, and takes the rest', async () => {
  const library = await aLibrary(carrel);
  const reader = await aSilentReader(library);
  const gone = await aReader(carrel, { library });
  await gone.delete('/me', { password: gone.password }).expect(202);
  const elsewhere = await aReader(carrel);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

  const { code, lines } = await importInto(library, [
    { reader: reader.email, proof: '' },
    { reader: reader.email, method: '' },
    { reader: reader.email, at: tomorrow },
    { reader: reader.email, purpose: 'gossip' },
    { reader: reader.email, purpose: 'account' },
    { reader: 'nobody@example.org' },
    { reader: elsewhere.email },
    { reader: elsewhere.id },
    { reader: gone.email },
    { reader: gone.id },
    { reader: reader.email },
  ]);

  expect(code).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(/^line 2: The evidence is not complete, evidence is missing/),
    expect.stringMatching(/^line 3: The evidence is not complete, method is missing/),
    expect.stringMatching(/^line 4: It was decided in the future/),
    expect.stringMatching(/^line 5: The library asks no consent for this purpose/),
    expect.stringMatching(/^line 6: The library asks no consent for this purpose/),
    expect.stringMatching(/^line 7: The library has no such reader/),
    expect.stringMatching(/^line 8: The library has no such reader/),
    expect.stringMatching(/^line 9: The library has no such reader/),
    expect.stringMatching(/^line 10: Somebody with this e-mail address was erased/),
    expect.stringMatching(/^line 11: The library has no such reader/),
    '1 imported, 10 rejected.',
  ]);
});

it('ends with a change of meaning like any other consent, and cannot be brought along after it', async () => {
  const library = await aLibrary(carrel);
  const [early, late] = [await aSilentReader(library), await aSilentReader(library)];
  await importInto(library, [{ reader: early.email }]);
  const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
  const texts = ['en', 'es'].map((language) => ({
    language,
    title: 'News',
    text: `New meaning ${language}`,
  }));
  await owner.post('/library/purposes/newsletter/versions', { texts, material: true }).expect(201);

  expect(await mayAsk(early)).toMatchObject({ allowed: false, reason: 'superseded' });
  const { lines } = await importInto(library, [{ reader: late.email, text: 'Other words' }]);
  expect(lines[0]).toMatch(/^line 2: The purpose has changed its meaning since/);
  expect(await mayAsk(late)).toMatchObject({ allowed: false, reason: 'not-asked' });
});

it('stands for as long as the purpose lets a consent stand, from the day it was given', async () => {
  const library = await aLibrary(carrel);
  const [old, recent] = [await aSilentReader(library), await aSilentReader(library)];
  await superuser.query(
    `update purpose set validity_months = 12 where library_id = $1 and key = 'newsletter'`,
    [library.id],
  );
  const at = new Date(Date.now() - 30 * 86_400_000).toISOString();

  await importInto(library, [{ reader: old.email }, { reader: recent.email, at }]);

  expect(await mayAsk(old)).toMatchObject({ allowed: false, reason: 'expired' });
  expect(await stateOf(old)).toMatchObject({ state: 'expired', imported: true });
  expect(await mayAsk(recent)).toMatchObject({ allowed: true });
});

it('says what is wrong with the command instead of importing', async () => {
  const library = await aLibrary(carrel);
  const command = carrelCommand(carrel, ['consents', 'import', '/nowhere.csv', '--library', library.slug]);
  expect(await command.ended).toBe(2);
  expect(command.output).toContain('There is no file');
});
