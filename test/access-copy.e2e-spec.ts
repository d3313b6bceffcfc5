import { parse } from 'csv-parse/sync';
import { aJob } from '../src/foundation/access/signed-in.js';
import { codeLegend } from '../src/foundation/data-map/code-legend.js';
import { codeMeaning, isKnownCode } from '../src/foundation/data-map/code-words.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { readOpening } from '../src/foundation/leaves/leaf.js';
import { Records } from '../src/foundation/records/records.js';
import { SubjectRows, type SubjectTable } from '../src/foundation/records/subject-rows.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, aStaffMember, asStaff, eventually, type TestReader } from './support/people.js';
import { aReaderWithEverything, exportedTables, sealedData } from './support/planted.js';
import { routesOf } from './support/routes.js';
import { unzipped } from './support/zip.js';

interface Held {
  id: string;
  actions: { kind: string; route: string }[];
}

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

async function aCopy(reader: TestReader) {
  const { body } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventually('the copy', async () => (await reader.get(path).expect(200)).body.state === 'completed');
  const files = await unzipped((await reader.get(`${path}/download`).expect(200)).bytes);
  // What a file holds has no type; what a test expects of it is its assertion.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return
  return { files, json: (name: string) => JSON.parse(String(files.get(name))) };
}

const csvOf = (file: Buffer | undefined) =>
  parse<Record<string, string>>(String(file), { bom: true, columns: true });
const escaped = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? '&#39;',
  );

it('holds every value of a reader with data in every table, in JSON, in CSV and on the page', async () => {
  const { reader, planted } = await aReaderWithEverything(carrel);

  const { files } = await aCopy(reader);

  const page = String(files.get('index.html'));
  for (const table of exportedTables(carrel)) {
    const json = String(files.get(`data/${table.name}.json`));
    for (const { fieldId } of sealedData(carrel, table)) {
      const value = planted.get(fieldId) ?? `nothing was planted in ${fieldId}`;
      expect(json).toContain(JSON.stringify(value).slice(1, -1));
      const cells = csvOf(files.get(`data/${table.name}.csv`)).flatMap((row) => Object.values(row));
      expect(cells.some((cell) => cell.includes(value))).toBe(true);
      expect(page).toContain(escaped(value));
    }
  }
  // A spreadsheet would carry it out.
  const [objection] = csvOf(files.get('data/objection.csv'));
  expect(objection?.grounds).toBe("'=1+1 planted grounds");
});

it('tells this person’s own purposes, sources, ends and authority, and not everybody’s', async () => {
  const { reader } = await aReaderWithEverything(carrel);
  const plain = await aReader(carrel, { library: reader.library });

  const about = (await aCopy(reader)).json('about.json');
  const others = (await aCopy(plain)).json('about.json');

  const keys = (of: { purposes: { key: string }[] }) => of.purposes.map(({ key }) => key);
  expect(keys(about)).toEqual(expect.arrayContaining(['account', 'lending', 'conversations', 'phone-calls']));
  expect(keys(others)).not.toContain('lending');
  expect(keys(others)).not.toContain('phone-calls');
  expect(about.sources.message).toBe('The library wrote it. You gave it.');
  expect(about.ends.access_entry.first).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(about.ends.reader).toBeNull();
  expect(about.complaint.authority.name).toContain('AEPD');
  expect(about.confirmation).toContain('Yes');
  expect(about.otherPeople).toContainEqual(
    expect.objectContaining({ table: 'message', column: 'writtenBy', isLeftOut: true }),
  );
});

it('names who really received something, and on what a transfer rests, and nobody who did not', async () => {
  const ana = await aReader(carrel);
  const owner = await asStaff(carrel, await aStaffMember(carrel, ana.library), ana.library.slug);
  const recipient = async (name: string, country: string, safeguard: string) => {
    const given = { name, country, safeguard, channel: 'email', address: 'privacy@printer.example' };
    return String((await owner.post('/library/recipients', given).expect(201)).body.id);
  };
  const printer = await recipient('Card printer', 'US', 'standard-clauses');
  await recipient('Never asked', 'ES', 'none-needed');
  const disclosure = { reader: ana.id, recipient: printer, categories: ['identity', 'contact'] };
  await owner.post('/library/disclosures', disclosure).expect(201);

  const { files, json } = await aCopy(ana);

  expect(json('about.json').recipients).toEqual([
    expect.objectContaining({ name: 'Card printer', what: 'how to reach you, who you are', country: 'US' }),
  ]);
  expect(json('about.json').transfers).toContain('Card printer (US): the Commission’s standard clauses');
  expect(String(files.get('index.html'))).toContain('Card printer');
  expect(String(files.get('index.html'))).not.toContain('Never asked');
});

describe('who looked', () => {
  it('tells when somebody looked, as what and at what, and never who it was', async () => {
    const library = await aLibrary(carrel);
    const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const member = await aStaffMember(carrel, library, 'librarian');
    const librarian = await asStaff(carrel, member, library.slug);
    await librarian.get(`/library/readers/${ana.id}`).expect(200);
    await librarian.get('/library/readers').expect(200);

    const looks = (await ana.get('/me/looks').expect(200)).body.items as { who: object; count: number }[];
    const { files } = await aCopy(ana);

    const [list, one] = looks.filter(({ who }) => 'key' in who && who.key === 'librarian');
    expect(one).toMatchObject({
      who: { text: 'a librarian' },
      what: { table: 'reader', title: 'Your account' },
      count: 1,
    });
    expect(list).toMatchObject({ count: null });
    expect(looks).toContainEqual(
      expect.objectContaining({ who: { key: 'job', text: codeMeaning('job', 'en') } }),
    );
    expect(String(files.get('index.html'))).toContain('a librarian');
    for (const content of [JSON.stringify(looks), ...[...files.values()].map(String)]) {
      expect(content).not.toContain(member.id);
      expect(content).not.toContain(eva.id);
    }
    const entries = csvOf(files.get('data/access_entry.csv')).filter(
      ({ actorRole }) => actorRole === 'librarian',
    );
    expect(entries.map(({ actorId, credentialId, requestId }) => [actorId, credentialId, requestId])).toEqual(
      entries.map(() => ['[redacted]', '[redacted]', '[redacted]']),
    );
  });

  it('comes page by page, in the language asked for, and to the reader alone', async () => {
    const ana = await aReader(carrel);
    const eva = await aReader(carrel, { library: ana.library });
    for (let i = 0; i < 3; i += 1) await ana.library.api.get(`/library/readers/${ana.id}`).expect(200);

    const first = (await ana.get('/me/looks?limit=2&language=es').expect(200)).body;
    const next = (await ana.get(`/me/looks?limit=200&after=${String(first.next)}`).expect(200)).body;
    const hers = (await eva.get('/me/looks').expect(200)).body.items as { who: { key: string } }[];

    expect(first.items).toHaveLength(2);
    expect(first.items[0].who.text).toBe('un sistema de la biblioteca');
    expect(next.items[0].who.key).toBe('api-key');
    expect(hers.filter(({ who }) => who.key === 'api-key')).toEqual([]);
  });
});

it('keeps what opens the ledger’s entries of holds and mandates, and the words of either, from the log of who looked', async () => {
  const { reader, planted } = await aReaderWithEverything(carrel);
  const { library } = reader;
  const member = await aStaffMember(carrel, library);
  const owner = await asStaff(carrel, member, library.slug);
  const hold = {
    ...{
      ground: '17(3)(e)',
      citation: 'Docket 77/2026',
      words: 'Wanted by the court.',
      purposes: ['account'],
    },
    reviewOn: new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10),
  };
  await owner.post('/library/holds', { reader: reader.id, ...hold }).expect(201);
  const openings = await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const { rows } = await db.tell(
      `select kind, opening from fact where subject_id = $1 and kind in ('legal-hold', 'mandate')`,
      [reader.id],
    );
    return rows as { kind: string; opening: Buffer }[];
  });
  expect(new Set(openings.map(({ kind }) => kind))).toEqual(new Set(['legal-hold', 'mandate']));

  const { files, json } = await aCopy(reader);
  const account = (await reader.get('/me/data').expect(200)).text;
  const log = (await reader.get('/me/looks?limit=200').expect(200)).text;

  const everything = [account, log, ...[...files.values()].map(String)];
  for (const { opening } of openings) {
    const { salt, entryId, payload } = readOpening(opening);
    for (const part of [salt, entryId])
      for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'utf8'] as const)
        for (const content of everything) expect(content).not.toContain(part.toString(encoding));
    for (const content of everything) expect(content).not.toContain(JSON.stringify(payload).slice(1, -1));
  }
  const legend = json('legend.json').tables.fact.columns.opening;
  expect(legend.withheld).toContain('a random number');
  for (const content of everything) expect(content).not.toContain(member.id);
  const words = ['legal-hold.citation', 'legal-hold.words', 'mandate.mandated', 'mandate.reason'];
  for (const word of [...words.map((field) => planted.get(field)), hold.citation, hold.words]) {
    expect(word).toBeTruthy();
    for (const told of [
      log,
      String(files.get('data/access_entry.json')),
      String(files.get('data/fact.json')),
    ])
      expect(told).not.toContain(word);
  }
});

it('leaves out who wrote for the library, with the reason, and keeps what was written', async () => {
  const ana = await aReader(carrel);
  const member = await aStaffMember(carrel, ana.library, 'librarian');
  const librarian = await asStaff(carrel, member, ana.library.slug);
  const { body } = await ana.post('/me/conversations', { subject: 'Hours', body: 'When?' }).expect(201);
  await librarian.post(`/library/conversations/${String(body.id)}/messages`, { body: 'At nine' }).expect(201);

  const { files, json } = await aCopy(ana);

  expect(json('data/message.json')).toMatchObject([
    { author: 'reader', body: 'When?', writtenBy: null },
    { author: 'library', body: 'At nine', writtenBy: '[redacted]' },
  ]);
  expect(json('legend.json').tables.message.columns.writtenBy.withheld).toContain('Art. 15(4)');
  expect([...files.values()].some((content) => content.includes(member.id))).toBe(false);
});

/** What the account has to show of a table that holds something: each column of a single row, or the list. */
function idsOf({ name, personal, shape, isSingle }: SubjectTable): string[] {
  if (!isSingle) return [name];
  const fields = new Map(
    carrel.app
      .get(DataMap)
      .data()
      .flatMap(({ table, property, fieldId }) => (table === name ? [[property, fieldId]] : [])),
  );
  return shape.columns
    .filter(({ property }) => !['libraryId', personal.subject].includes(property))
    .map(({ property }) => fields.get(property) ?? `${name}.${property}`);
}

it('shows every datum of the map in the account, or counts it in a list, and leaves none without a way that works', async () => {
  const { reader } = await aReaderWithEverything(carrel);
  const shapeOf = (name: string) =>
    name.replaceAll(/\{\w+\}|:\w+/g, '*').replace(/(consents|objections)\/[\w-]+$/, '$1/*');
  const routes = new Set(routesOf(carrel).routes.map(({ name }) => shapeOf(name.replace('/api/v1', ''))));

  const held = (await reader.get('/me/data').expect(200)).body.items as Held[];

  const ids = new Set(held.map(({ id }) => id));
  const rows = carrel.app.get(SubjectRows);
  for (const table of exportedTables(carrel)) {
    const count = await carrel.app
      .get(Records)
      .in(aJob('test', reader.library.id), (db) => rows.count(db, table, reader.id, 1));
    if (count) expect(idsOf(table).filter((id) => !ids.has(id))).toEqual([]);
  }
  for (const { id, actions } of held) {
    expect([id, ...actions.map(({ kind }) => kind)]).toEqual(
      expect.arrayContaining([expect.stringMatching(/change|supplement/), 'restrict', 'download', 'delete']),
    );
    const dead = actions.filter(({ route }) => !routes.has(shapeOf(route.split(' {')[0] ?? '')));
    expect(dead).toEqual([]);
  }
  const ways = (of: string) => held.find(({ id }) => id === of)?.actions.map(({ kind }) => kind);
  expect(ways('access_entry')).toContain('object');
  expect(ways('reader.phone')).toEqual(expect.arrayContaining(['change', 'restrict', 'take', 'delete']));
});

it('explains every code that a copy can hold, in both languages', () => {
  const map = carrel.app.get(DataMap);
  for (const { name } of exportedTables(carrel)) {
    for (const codes of map.codes(name).values())
      if (Array.isArray(codes)) expect(codes.filter((code) => !isKnownCode(String(code)))).toEqual([]);
    expect(Object.values(Object.fromEntries(codeLegend(map, name, 'es'))).every(Boolean)).toBe(true);
  }
});
