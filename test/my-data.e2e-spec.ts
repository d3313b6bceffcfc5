import { jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { purposeOfJob, purposeOfLetter } from '../src/foundation/data-map/processings.js';
import { CalendarExplorer } from '../src/jobs/calendar.explorer.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { recordAsMarkdown, recordOfProcessing } from '../src/foundation/data-map/record-of-processing.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, aStaffMember, asStaff } from './support/people.js';

interface Item {
  id: string;
  value?: unknown;
  count?: number;
}

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

const byId = (items: Item[]) => new Map(items.map((item) => [item.id, item]));

it('shows a reader each datum with its value, origin, purpose, legal basis, end and way to change it', async () => {
  const ana = await aReader(carrel, { name: 'Ana Lectora', consents: ['newsletter'] });

  const { body } = await ana.get('/me/data').expect(200);

  const held = byId(body.items as Item[]);
  expect(held.get('reader.email')).toEqual({
    id: 'reader.email',
    title: 'E-mail address',
    category: 'contact',
    source: { key: 'reader', text: 'You gave it.' },
    purpose: { key: 'account', title: 'Your account' },
    legalBasis: {
      key: 'contract',
      article: 'Art. 6(1)(b)',
      text: expect.stringContaining('agreed with the library'),
    },
    recipients: [],
    keptUntil: 'Until the account ends.',
    action: { kind: 'change', route: 'POST /me/email-changes', text: 'You can change it.' },
    actions: ['change', 'restrict', 'download', 'take', 'delete'].map((kind): unknown =>
      expect.objectContaining({ kind }),
    ),
    value: ana.email,
  });
  expect(held.get('reader.name')).toMatchObject({ value: 'Ana Lectora', action: { route: 'PATCH /me' } });
  expect(held.get('consent')).toMatchObject({ count: 5, legalBasis: { key: 'legal-obligation' } });
  expect(held.get('subject.state')).toMatchObject({ value: 'active', action: { kind: 'supplement' } });
  expect(held.get('access_entry')).toMatchObject({ purpose: { key: 'security-log' } });
});

it('never shows what protects the account, and says why', async () => {
  const ana = await aReader(carrel);

  const { body, text } = await ana.get('/me/data').expect(200);

  const password = byId(body.items as Item[]).get('reader.password');
  expect(password).toMatchObject({ withheld: 'a secret that protects the account' });
  expect(password).not.toHaveProperty('value');
  expect(text).not.toContain('$argon2');
});

it('speaks Spanish to those who read Spanish', async () => {
  const ana = await aReader(carrel, { language: 'es' });

  const { body } = await ana.get('/me/data').expect(200);

  expect(byId(body.items as Item[]).get('reader.name')).toMatchObject({
    title: 'Nombre',
    source: { text: 'La dio usted.' },
    purpose: { title: 'Su cuenta' },
    keptUntil: 'Hasta el fin de la cuenta.',
  });
});

it('counts only the reader’s own rows', async () => {
  const ana = await aReader(carrel);
  await aReader(carrel, { library: ana.library });

  const { body } = await ana.get('/me/data').expect(200);

  expect(byId(body.items as Item[]).get('session')).toMatchObject({ count: 1 });
});

it('gives the library its record of processing, with every table of the map and the library’s own retention', async () => {
  const { library } = await aReader(carrel);

  const { body } = await library.api.get('/library/record-of-processing').expect(200);

  const activities = body.activities as { purpose: string; tables: { table: string }[] }[];
  const map = carrel.app.get(DataMap);
  const recorded = new Set(activities.flatMap(({ tables }) => tables.map(({ table }) => table)));
  const readers = map.personal().filter(({ personal }) => personal.purpose !== 'staff');
  expect(readers.map(({ table }) => table).filter((table) => !recorded.has(table))).toEqual([]);
  expect(body.controller).toMatchObject({ name: `Library of ${library.slug}` });
  expect(recordAsMarkdown(recordOfProcessing(map))).toContain('## Your account (`account`)');
});

it('gives the same record as Markdown, CSV and PDF, in both languages, with whoever is on the register', async () => {
  const { library } = await aReader(carrel);
  const owner = await asStaff(carrel, await aStaffMember(carrel, library), library.slug);
  const recipient = {
    name: 'Card printer',
    country: 'US',
    safeguard: 'standard-clauses',
    channel: 'email',
    address: 'privacy@printer.example',
  };
  await owner.post('/library/recipients', recipient).expect(201);
  const of = (format: string) => owner.get(`/library/record-of-processing?format=${format}&language=es`);

  const [markdown, csv, pdf, json] = await Promise.all(
    ['md', 'csv', 'pdf', 'json'].map((format) => of(format).expect(200)),
  );

  expect(markdown?.headers.get('content-type')).toContain('text/markdown');
  expect(markdown?.text).toContain('# Registro de actividades de tratamiento');
  expect(markdown?.text).toContain('## Su cuenta');
  expect(markdown?.text).toContain('| Card printer | Estados Unidos | las cláusulas tipo de la Comisión');
  expect(markdown?.text).toContain('para confirmar una cuenta');
  const rows = parse<Record<string, string>>(csv?.text ?? '', { bom: true, columns: true });
  expect(rows.find(({ Finalidad }) => Finalidad === 'Su cuenta')).toMatchObject({
    'Categorías de datos': expect.stringContaining('cómo contactarle'),
    'Lo que funciona por sí solo': expect.stringContaining('borrar cuentas que nunca se confirmaron'),
    'Transferencias a terceros países': expect.stringContaining('Card printer (Estados Unidos)'),
  });
  expect(pdf?.bytes.toString('latin1', 0, 8)).toBe('%PDF-1.7');
  expect(pdf?.bytes.toString('latin1')).toContain('/Lang (es)');
  expect(json?.body.recipients).toMatchObject([{ name: 'Card printer', country: 'US', isOutside: true }]);
});

it('gives the platform its record as the processor of every library, to its security officers alone', async () => {
  const { library } = await aReader(carrel);
  const officer = await asStaff(carrel, await aStaffMember(carrel));
  const owner = await asStaff(carrel, await aStaffMember(carrel, library), library.slug);

  const { body } = await officer.get('/platform/record-of-processing').expect(200);
  const pdf = await officer.get('/platform/record-of-processing?format=pdf').expect(200);
  await owner.get('/platform/record-of-processing').expect(403);

  const controllers = body.controllers as { slug: string; categories: string[] }[];
  const ours = controllers.find(({ slug }) => slug === library.slug);
  expect(ours).toMatchObject({ controller: { name: `Library of ${library.slug}` } });
  expect(ours?.categories).toEqual(expect.arrayContaining(['Your account', 'Newsletter by e-mail']));
  expect(body.measures[0]).toContain('AES-256-GCM');
  expect(pdf.bytes.toString('latin1', 0, 8)).toBe('%PDF-1.7');
});

it('lets nothing start that processes by itself and names no purpose', () => {
  expect(() => purposeOfJob('gossip')).toThrow('names no purpose, so it cannot start');
  expect(() => purposeOfLetter('chain-letter')).toThrow('names no purpose, so it cannot start');
  const explorer = carrel.app.get(CalendarExplorer, { strict: false });
  const entry = { job: 'gossip', cron: '* * * * *' };
  const entries = jest.spyOn(explorer, 'entries').mockReturnValue([{ entry, work: () => Promise.resolve() }]);

  expect(() => {
    explorer.onApplicationBootstrap();
  }).toThrow('The job "gossip" names no purpose');
  entries.mockRestore();
});
