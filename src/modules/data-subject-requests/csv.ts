import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';
import type { Values } from '../../foundation/records/statements.js';

/**
 * Rows as CSV that is made as they come (RFC 4180), with the mark by which spreadsheets know UTF-8. What begins as a formula
 * does gets an apostrophe before it, so that no spreadsheet carries it out.
 */
export function asCsv(rows: AsyncIterable<Values>, columns: string[]): Readable {
  const csv = stringify({
    header: true,
    columns,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  const source = Readable.from(cells(rows, columns));
  source.on('error', (error) => csv.destroy(error));
  return source.pipe(csv);
}

async function* cells(rows: AsyncIterable<Values>, columns: string[]) {
  for await (const row of rows) yield columns.map((column) => cellOf(row[column]));
}

/** A value as a cell shows it: instants in ISO 8601, hashes in hexadecimal, lists and objects as JSON. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
