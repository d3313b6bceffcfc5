import type { DataMap } from '../../foundation/data-map/data-map.js';
import { columnTitle, tableTitle } from '../../foundation/data-map/words.js';
import type { Column } from '../../foundation/records/tables.js';
import type { SubjectRows } from '../../foundation/records/subject-rows.js';
import { everPortable, type PortableTable } from './portable.js';

/** By what a file of this format is known, and the number of its present form. */
export const FORMAT = 'carrel-portability';
export const FORMAT_VERSION = 1;

/** What a file may hold at most, so that whoever reads one knows how much to expect. */
export const MOST_ROWS = 100_000;
const LONGEST_TEXT = 100_000;

type Schema = Record<string, unknown>;

/** The form of a portability file as JSON Schema 2020-12, written from the data map (Art. 20(1)). */
export function portabilitySchema(map: DataMap, rows: SubjectRows): Schema {
  const tables = everPortable(map, rows.tables);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${FORMAT}:${FORMAT_VERSION}`,
    title: 'Data that a reader takes from one library to another (GDPR Art. 20)',
    type: 'object',
    required: ['format', 'version', 'madeAt', 'library', 'data'],
    properties: {
      format: { const: FORMAT },
      version: { const: FORMAT_VERSION },
      madeAt: { type: 'string', format: 'date-time' },
      library: {
        type: 'object',
        required: ['name', 'country'],
        properties: { name: text(300), country: { type: 'string', pattern: '^[A-Z]{2}$' } },
      },
      leftOut: {
        description: 'What stays behind, by table, each with the reason.',
        type: 'array',
        maxItems: 200,
        items: { type: 'object', properties: { table: text(100), why: text(1_000) } },
      },
      data: {
        type: 'object',
        maxProperties: 200,
        properties: Object.fromEntries(tables.map((one) => [one.table.name, schemaOf(map, one)])),
        additionalProperties: { type: 'array', maxItems: MOST_ROWS },
      },
    },
  };
}

function schemaOf(map: DataMap, { table, columns }: PortableTable): Schema {
  const codes = map.codes(table.name);
  const described = map.description(table.name);
  const extra: Schema = {
    ...(described ? { [described.property]: { description: 'The same in words.' } } : {}),
    ...(table.personal.file
      ? {
          file: { ...text(400), description: 'Where its bytes lie in the ZIP; absent where there are none.' },
        }
      : {}),
  };
  const properties = columns.map((column) => {
    const known = codes.get(column.property);
    const title = columnTitle(table.name, column.property, 'en');
    return [column.property, { title, ...typeOf(column, Array.isArray(known) ? known.map(String) : []) }];
  });
  return {
    title: tableTitle(table.name, 'en'),
    type: 'array',
    maxItems: table.isSingle ? 1 : MOST_ROWS,
    items: {
      type: 'object',
      required: columns.filter(({ isNullable }) => !isNullable).map(({ property }) => property),
      properties: { ...(Object.fromEntries(properties) as Schema), ...extra },
    },
  };
}

function typeOf({ sealed, type, isArray, isNullable }: Column, codes: string[]): Schema {
  const plain = sealed ? sealedType(sealed.as) : codes.length ? { enum: codes } : plainType(type);
  const one = isArray ? { type: 'array', items: plain } : plain;
  return isNullable ? { anyOf: [one, { type: 'null' }] } : one;
}

function sealedType(as: 'text' | 'json' | 'bytes'): Schema {
  if (as === 'json') return {};
  return as === 'bytes' ? hexadecimal : text(LONGEST_TEXT);
}

function plainType(type: string): Schema {
  switch (type) {
    case 'uuid':
      return { type: 'string', format: 'uuid' };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
    case 'bigint':
    case 'smallint':
      return { type: 'integer', minimum: 0 };
    case 'bytea':
      return hexadecimal;
    case 'jsonb':
      return {};
    default:
      return type.startsWith('timestamp') ? { type: 'string', format: 'date-time' } : text(LONGEST_TEXT);
  }
}

const hexadecimal: Schema = { type: 'string', pattern: '^([0-9a-f]{2})*$' };

function text(maxLength: number): Schema {
  return { type: 'string', maxLength };
}
