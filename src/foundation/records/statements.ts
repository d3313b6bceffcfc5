import type { QueryConfig } from 'pg';
import type { Compared } from '../data-map/shapes.js';
import { prepared } from '../database/prepared.js';
import type { Column, Table } from './tables.js';

/** Values as they are given, still plain, by property. */
export type Values = Record<string, unknown>;

const SQL_OF = { before: '<', after: '>' } as const;

/** Collects `$1…` parameters while a statement is written. */
export class Parameters {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** The condition of a `where`, always starting with the library. */
export function condition(
  table: Table,
  libraryId: string,
  where: Values,
  parameters: Parameters,
  alias = '',
): string {
  const name = (column: Column) => `${alias}${column.name}`;
  const parts = [`${alias}library_id = ${parameters.add(libraryId)}`];
  for (const [property, value] of Object.entries(where)) {
    if (value === undefined) continue;
    const column = table.column(property);
    if (column.sealed) throw new Error(`${table.name}.${property} is sealed: use lookup.`);
    parts.push(comparison(name(column), column, value, parameters));
  }
  return parts.join(' and ');
}

function comparison(name: string, column: Column, value: unknown, parameters: Parameters): string {
  if (value === null) return `${name} is null`;
  if (Array.isArray(value) && !column.isArray)
    return `${name} = any(${parameters.add(value)}::${column.type}[])`;
  if (column.isArray && typeof value === 'string')
    return `${name} @> array[${parameters.add(value)}::${column.type}]`;
  if (isComparison(value)) {
    if ('not' in value) return `${name} is not null`;
    if ('noneOf' in value) {
      const { noneOf, ...rest } = value;
      const others = isComparison(rest) ? ` and ${comparison(name, column, rest, parameters)}` : '';
      return `${name} <> all(${parameters.add(noneOf)}::${column.type}[])${others}`;
    }
    const [how, bound] = Object.entries(value)[0] as [keyof typeof SQL_OF, unknown];
    return `${name} ${SQL_OF[how]} ${parameters.add(bound)}`;
  }
  return `${name} = ${parameters.add(value)}`;
}

function isComparison(value: unknown): value is Compared {
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value))
    return false;
  return ['before', 'after', 'not', 'noneOf'].some((how) => how in value);
}

/** `insert … values (…), (…)`, with what to do when a row is there already and what to give back. */
export function insertion(
  table: Table,
  rows: Map<Column, unknown>[],
  conflict?: Conflict,
  returning = '',
): QueryConfig {
  const parameters = new Parameters();
  const columns = [...(rows[0]?.keys() ?? [])];
  const tuples = rows.map(
    (row) => `(${columns.map((column) => parameters.add(row.get(column))).join(', ')})`,
  );
  const text = `insert into ${table.name} (${columns.map((column) => column.name).join(', ')}) values ${tuples.join(', ')}`;
  const whole = text + onConflict(table, columns, conflict) + returning;
  return rows.length === 1 ? prepared(whole, parameters.values) : { text: whole, values: parameters.values };
}

/** `ignore` keeps the row that is there; `replace` overwrites it. The target is the primary key unless named. */
export interface Conflict {
  do: 'ignore' | 'replace';
  on?: string[];
}

function onConflict(table: Table, columns: Column[], conflict: Conflict | undefined): string {
  if (!conflict) return '';
  const target = (conflict.on ?? table.keys.map((key) => key.property)).map((property) =>
    table.column(property),
  );
  const names = ['library_id', ...target.map((column) => column.name)].join(', ');
  if (conflict.do === 'ignore') return ` on conflict (${names}) do nothing`;
  const changed = columns.filter(
    (column) => column.name !== 'library_id' && !target.includes(column) && !table.keys.includes(column),
  );
  const sets = changed.map((column) => `${column.name} = excluded.${column.name}`).join(', ');
  return ` on conflict (${names}) do update set ${sets}`;
}

/** A value as node-pg wants it. */
export function toPostgres(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return column.type === 'jsonb' || column.type === 'json' ? JSON.stringify(value) : value;
}

/** A value as entities declare it: 64-bit counts come as text and are sizes here, well inside a double. */
export function fromPostgres(column: Column, value: unknown): unknown {
  return column.type === 'bigint' && typeof value === 'string' ? Number(value) : value;
}

/** Columns as a `select` names them, each under its property. */
export function list(columns: Column[]): string {
  return columns
    .map((column) =>
      column.name === column.property ? column.name : `${column.name} as "${column.property}"`,
    )
    .join(', ');
}
