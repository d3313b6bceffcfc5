import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntityMetadata } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { aJob } from '../../src/foundation/access/signed-in.js';
import { DataMap, type Datum } from '../../src/foundation/data-map/data-map.js';
import { notesOf } from '../../src/foundation/data-map/decorators.js';
import { Records } from '../../src/foundation/records/records.js';
import { SubjectRows, type SubjectTable } from '../../src/foundation/records/subject-rows.js';
import { Reader } from '../../src/modules/accounts/reader.entity.js';
import type { Carrel } from './carrel.js';
import { aReader, type TestReader } from './people.js';

type Row = Record<string, unknown>;

/** A value that stands nowhere else. */
const marker = (what: string) => `planted ${what} ${randomBytes(6).toString('hex')}`;

/** Columns that a row of its table needs otherwise than by its type alone. */
const OVERRIDES: Record<string, Row> = {
  letter: { state: 'failed' },
  conversation: { isBroughtAlong: true },
  consent_event: { surface: 'imported', decidedAt: new Date() },
  birth_date_review: { state: 'refused' },
};

/**
 * A reader with a value of their own in every sealed column of every table of the map that is exported: through the routes
 * where there are any, through the door where only jobs and the library write. Gives the values by field.
 */
export async function aReaderWithEverything(carrel: Carrel, language = 'en') {
  const planted = new Map<string, string>();
  const plant = (field: string, value = marker(field)) => {
    planted.set(field, value);
    return value;
  };
  const reader = await aReader(carrel, {
    name: plant('reader.name', 'Ana <Lectora> & "hija"'),
    consents: ['phone-calls', 'recommendations'],
    language,
  });
  plant('reader.email', reader.email);
  plant('reader.country', 'ES');
  plant('reader.birth_date', '1990-05-17');
  plant('reader.language', language);
  await throughRoutes(reader, plant);
  await throughTheDoor(carrel, reader, plant, planted);
  return { reader, planted };
}

type Plant = (field: string, value?: string) => string;

async function throughRoutes(reader: TestReader, plant: Plant) {
  await reader.patch('/me', { phone: plant('reader.phone', '+34 600 111 222') }).expect(200);
  const words = { subject: plant('conversation.subject'), body: plant('message.body') };
  const { body: thread } = await reader.post('/me/conversations', words).expect(201);
  const form = new FormData();
  const name = plant('attachment.name', '=planted attachment.txt');
  form.append('file', new Blob(['hello'], { type: plant('attachment.media_type', 'text/plain') }), name);
  await reader.post(`/me/conversations/${String(thread.id)}/attachments`, form).expect(201);
  await reader.library.api
    .post(`/library/conversations/${String(thread.id)}/messages`, { body: 'We answer' })
    .expect(201);
  await reader
    .put('/me/objections/security-log', { grounds: plant('objection.grounds', '=1+1 planted grounds') })
    .expect(200);
  const statement = plant('request.statement', '@planted\nstatement');
  await reader.post('/me/requests', { kind: 'rectification', statement }).expect(201);
  const call = {
    reader: reader.id,
    kind: 'call',
    purpose: 'phone-calls',
    content: plant('interaction.content'),
  };
  await reader.library.api.post('/library/interactions', call).expect(201);
  const item = await reader.library.api
    .post('/library/items', { title: 'Nada', authors: ['Laforet'] })
    .expect(201);
  const { body: loan } = await reader.post('/me/loans', { itemId: item.body.id }).expect(201);
  plant('loan.item', item.body.id as string);
  await reader.put(`/me/loans/${String(loan.id)}/position`, { position: plant('loan.position') }).expect(200);
}

async function throughTheDoor(
  carrel: Carrel,
  reader: TestReader,
  plant: Plant,
  planted: Map<string, string>,
) {
  const records = carrel.app.get(Records);
  const me = aJob('test', reader.library.id);
  const guardian = { name: plant('reader.guardian'), email: 'madre@example.org' };
  await records.in(me, (db) => db.update(Reader, { id: reader.id }, { guardian }));
  const metadata = carrel.app.get(DataSource).entityMetadatas;
  for (const table of exportedTables(carrel)) {
    const missing = sealedData(carrel, table).filter(({ fieldId }) => !planted.has(fieldId));
    if (!missing.length) continue;
    const about = metadata.find(({ tableName }) => tableName === table.name);
    if (!about) throw new Error(`${table.name} has no metadata`);
    const row = rowOf(carrel, table, about, missing, plant);
    const { subject } = table.personal;
    await settingAside(carrel, table.name, () =>
      records.in(me, (db) => db.insert(table.entity, { ...row, [subject]: reader.id })),
    );
  }
}

/** Sets aside, in this test's own database, what a CHECK asks of several columns at once: only a service knows that. */
async function settingAside(carrel: Carrel, table: string, insert: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const broken = await insert().then(
      () => undefined,
      (error: unknown) => {
        const { code, constraint } = error as { code?: string; constraint?: string };
        if (code !== '23514' || !constraint || constraint.endsWith('_sealed')) throw error;
        return constraint;
      },
    );
    if (!broken) return;
    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    await superuser.query(`alter table ${table} drop constraint ${broken}`);
    await superuser.end();
  }
}

/** What a reader's copy holds, table by table. */
export function exportedTables(carrel: Carrel): SubjectTable[] {
  return carrel.app.get(SubjectRows).tables.filter(({ personal }) => !personal.exported);
}

/** The sealed columns of a table that a reader sees. */
export function sealedData(carrel: Carrel, { name }: SubjectTable): Datum[] {
  return carrel.app
    .get(DataMap)
    .data()
    .filter(({ table, sealed, withheld, ofOthers }) => {
      return table === name && sealed && withheld === undefined && typeof ofOthers !== 'string';
    });
}

function rowOf(
  carrel: Carrel,
  table: SubjectTable,
  about: EntityMetadata,
  missing: Datum[],
  plant: Plant,
): Row {
  const codes = carrel.app.get(DataMap).codes(table.name);
  const fields = new Map(missing.map(({ property, fieldId }) => [property, fieldId]));
  const { sealed, logged } = notesOf(table.entity);
  const row: Row = { ...OVERRIDES[table.name] };
  for (const column of about.columns) {
    const { propertyName: property } = column;
    if (property in row || ['libraryId', 'id', table.personal.subject].includes(property)) continue;
    const field = fields.get(property);
    const seal = sealed.get(property);
    if (field) row[property] = seal?.as === 'json' ? { planted: plant(field) } : plant(field);
    else if (seal && !column.isNullable) row[property] = seal.as === 'json' ? {} : 'x';
    else if (!seal && column.isNullable) row[property] = null;
    else if (!seal && (logged || column.default === undefined)) {
      const known = codes.get(property);
      row[property] = Array.isArray(known) ? known[0] : plainValue(column);
    }
  }
  return row;
}

function plainValue({ type, isArray }: ColumnMetadata): unknown {
  if (isArray) return [];
  switch (type) {
    case 'uuid':
      return uuidv7();
    case 'timestamptz':
      return new Date();
    case 'boolean':
      return false;
    case 'bytea':
      return randomBytes(32);
    case 'jsonb':
      return {};
    default:
      return type === 'text' ? 'x' : 0;
  }
}
