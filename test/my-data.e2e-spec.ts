import { DataMap } from '../src/foundation/data-map/data-map.js';
import { recordAsMarkdown, recordOfProcessing } from '../src/foundation/data-map/record-of-processing.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader } from './support/people.js';

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
