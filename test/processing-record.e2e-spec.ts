import { DataMap } from '../src/foundation/data-map/data-map.js';
import { PURPOSES } from '../src/foundation/data-map/purposes.js';
import { CATEGORIES } from '../src/foundation/data-map/vocabulary.js';
import { CalendarExplorer } from '../src/jobs/calendar.explorer.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel } from './support/panel.js';
import { aLibrary, aReader, aStaffMember, asStaff, eventually, type TestLibrary } from './support/people.js';
import { unzipped } from './support/zip.js';

const PROCESSOR = {
  PROCESSOR_NAME: 'Plataforma Lectora SL',
  PROCESSOR_ADDRESS: 'Calle Nueva 2, Bilbao',
  PROCESSOR_CONTACT: 'hola@plataforma.example',
  PROCESSOR_DPO: 'dpo@plataforma.example',
  PROCESSOR_REPRESENTATIVE: 'Ana Enlace; Rua Direita 3, Lisboa; ana@enlace.example',
};
const NETWORK = {
  name: 'Red de Bibliotecas',
  contact: 'datos@red.example',
  arrangement: { en: 'The network keeps the catalogue.', es: 'La red lleva el catálogo.' },
};
const CLERK = { name: 'Clara Enlace', address: 'Rue Neuve 4, Bruxelles', email: 'clara@enlace.example' };
const FORMATS = ['md', 'csv'] as const;

let carrel: Carrel;
let library: TestLibrary;
let owner: Caller;
beforeAll(async () => {
  carrel = await aCarrel(PROCESSOR);
});
beforeEach(async () => {
  library = await aLibrary(carrel);
  owner = await asStaff(carrel, await aStaffMember(carrel, library), library.slug);
});
afterAll(() => carrel.stop());

const record = async (language: string, format: string) =>
  (await owner.get(`/library/record-of-processing?format=${format}&language=${language}`).expect(200)).text;

it('says plainly that no joint controller and no representative is entered, until one is', async () => {
  for (const format of FORMATS) expect(await record('es', format)).toContain('No consta ninguno');
  expect((await owner.get('/library/controller').expect(200)).body).toMatchObject({
    name: `Library of ${library.slug}`,
    jointControllers: [],
    representative: null,
  });

  await owner.put('/library/controller', { jointControllers: [NETWORK], representative: CLERK }).expect(200);

  for (const format of FORMATS) {
    const spanish = await record('es', format);
    expect(spanish).toContain(
      'Red de Bibliotecas, datos@red.example. Lo acordado: La red lleva el catálogo.',
    );
    expect(spanish).toContain('Clara Enlace, Rue Neuve 4, Bruxelles, clara@enlace.example');
    expect(spanish).not.toContain('No consta ninguno');
    expect(await record('en', format)).toContain('What was arranged: The network keeps the catalogue.');
  }
  const { body } = await owner.get('/library/record-of-processing').expect(200);
  expect(body.controller).toMatchObject({
    jointControllers: [{ ...NETWORK, arrangement: NETWORK.arrangement.en }],
    representative: CLERK,
  });
});

it('takes nobody twice, no arrangement that some readers cannot read, and no half of a representative', async () => {
  const { arrangement, ...others } = NETWORK;
  const refused = async (given: object) => {
    const { body } = await owner.put('/library/controller', given).expect(422);
    return (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  };

  const jointControllers = [NETWORK, NETWORK];
  expect(await refused({ jointControllers, representative: null })).toEqual(['/jointControllers/1/name']);
  const english = [{ ...others, arrangement: { en: arrangement.en } }];
  expect(await refused({ jointControllers: english, representative: null })).toEqual([
    '/jointControllers/0/arrangement/es',
  ]);
  expect(await refused({ jointControllers: [], representative: { name: 'Clara' } })).toEqual(
    expect.arrayContaining(['/representative/address', '/representative/email']),
  );
  expect(await refused({ representative: null })).toEqual(['/jointControllers']);
  expect(await refused({ jointControllers: [] })).toEqual(['/representative']);
});

it('names them to readers: before they sign up, in their account and in their copy', async () => {
  const ana = await aReader(carrel, { library, language: 'es' });
  const given = { jointControllers: [NETWORK], representative: CLERK };
  await owner.put('/library/controller', given).expect(200);
  const anyone = new Caller(carrel.url);

  const { body } = await anyone.get(`/libraries/${library.slug}?language=es`).expect(200);
  const { body: asked } = await ana.post('/me/requests', { kind: 'access' }).expect(201);
  const path = `/me/requests/${String(asked.id)}`;
  await eventually('the copy', async () => (await ana.get(path).expect(200)).body.state === 'completed');
  const files = await unzipped((await ana.get(`${path}/download`).expect(200)).bytes);

  const told = {
    jointControllers: [{ ...NETWORK, arrangement: NETWORK.arrangement.es }],
    representative: CLERK,
  };
  expect(body.controller).toMatchObject(told);
  expect(JSON.parse(String(files.get('about.json'))).controller).toMatchObject(told);
  const signUp = await fetch(`${carrel.url}/l/${library.slug}/sign-up?language=es`);
  for (const page of [String(files.get('index.html')), await signUp.text()]) {
    expect(page).toContain('La red lleva el catálogo.');
    expect(page).toContain('Clara Enlace, Rue Neuve 4, Bruxelles, clara@enlace.example');
  }
});

it('is kept in the panel, too, by an owner', async () => {
  const olga = await atThePanel(carrel, await aStaffMember(carrel, library));
  const luis = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
  const { name, contact, arrangement } = NETWORK;
  const joint = { name, contact, arrangementEn: arrangement.en, arrangementEs: arrangement.es };
  const { email, ...clerk } = CLERK;
  await luis.list('responsibility').expect(403);

  await olga.post('/api/resources/responsibility/actions/new', joint).expect(200);
  await olga.perform('responsibility', 'representative', 'edit', { ...clerk, contact: email }).expect(200);
  const kept = (await olga.list('responsibility').expect(200)).body.records as { id: string }[];
  const id = kept.find((record) => record.id !== 'representative')?.id ?? '';
  const renamed = await olga.perform('responsibility', id, 'edit', { ...joint, name: 'Another network' });
  expect(JSON.stringify(renamed.body)).toContain('remove it and add the other one');

  const { body } = await owner.get('/library/controller').expect(200);
  expect(body).toMatchObject({ jointControllers: [NETWORK], representative: CLERK });
  const listed = (await olga.list('responsibility').expect(200)).body.records as { id: string }[];
  for (const { id } of listed) await olga.perform('responsibility', id, 'delete').expect(200);
  const { body: emptied } = await owner.get('/library/controller').expect(200);
  expect(emptied).toMatchObject({ jointControllers: [], representative: null });
});

it('names the processor, its officer and its representative in the record of the platform', async () => {
  await owner.put('/library/controller', { jointControllers: [NETWORK], representative: CLERK }).expect(200);
  const officer = await asStaff(carrel, await aStaffMember(carrel));
  const platform = async (format: string) =>
    (await officer.get(`/platform/record-of-processing?format=${format}&language=es`).expect(200)).text;

  for (const format of FORMATS) {
    const found = await platform(format);
    expect(found).toContain('Plataforma Lectora SL');
    expect(found).toContain('dpo@plataforma.example');
    expect(found).toContain('Ana Enlace, Rua Direita 3, Lisboa, ana@enlace.example');
    expect(found).toContain('Red de Bibliotecas, datos@red.example');
  }
});

/** What a record says, piece by piece: cells, facts and lists apart. */
const pieces = (text: string) =>
  text
    .replaceAll('\\', '')
    .split(/[|\n;:,]|\*\*|"|\. /)
    .map((piece) => piece.replace(/^[#\-\s]+/, '').trim())
    .filter((piece) => /\p{L}{3}/u.test(piece));

it('has not one English word and not one code in Spanish', async () => {
  await owner.post('/library/recipients', {
    name: 'Imprenta',
    country: 'US',
    safeguard: 'standard-clauses',
    channel: 'email',
    address: 'datos@imprenta.example',
  });
  const officer = await asStaff(carrel, await aStaffMember(carrel));
  const platform = async (language: string, format: string) =>
    (await officer.get(`/platform/record-of-processing?format=${format}&language=${language}`).expect(200))
      .text;
  const known = [NETWORK.name, NETWORK.contact, ...Object.values(CLERK), ...Object.values(PROCESSOR)];
  const names = [...known.flatMap((text) => text.split(/[;,]/)), 'Imprenta', 'Calle Mayor 1, Madrid'];
  const keys = new Set([
    ...PURPOSES.map(({ key }) => key),
    ...CATEGORIES,
    ...carrel.app.get(DataMap).tables.map(({ table }) => table),
    ...carrel.app
      .get(CalendarExplorer, { strict: false })
      .entries()
      .map(({ entry }) => entry.job),
    ...['reader', 'readers', 'visitors', 'staff', 'standard-clauses', 'US', 'deleted'],
  ]);

  for (const read of [record, platform])
    for (const format of FORMATS) {
      const spanish = await read('es', format);
      const english = new Set(pieces(await read('en', format)));
      const alike = pieces(spanish).filter((piece) => english.has(piece));
      expect(alike.filter((piece) => !isNamed(piece, names))).toEqual([]);
      const words = new Set(spanish.replaceAll('Library of', '').split(/[^\p{L}\p{N}_-]+/u));
      // The one key that is a Spanish word as well.
      expect([...keys].filter((key) => words.has(key))).toEqual(words.has('cookies') ? ['cookies'] : []);
      expect(ENGLISH.filter((word) => words.has(word))).toEqual([]);
    }
});

/** Words without which hardly an English sentence does, and which Spanish has not. */
const ENGLISH =
  'the of and to is are was for with from that this it its you your who what not at on by or be'.split(' ');

function isNamed(piece: string, names: string[]) {
  if (/library-[0-9a-f]{8}/.test(piece)) return true;
  return names.some((name) => name.includes(piece) || piece.includes(name.trim()));
}
