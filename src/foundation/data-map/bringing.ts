import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** A row of another library's file, as its schema promises it. */
export type BroughtRow = Readonly<Record<string, unknown>>;

/** What a person brings along from another library (Art. 20), and where it is to go. */
export interface Brought {
  libraryId: string;
  subjectId: string;
  /** The library that it comes from, as it calls itself. */
  from: string;
  now: Date;
  rows: (table: string) => readonly BroughtRow[];
  /** The bytes of a row's file; undefined where the file has none. */
  file: (path: unknown) => Promise<Readable | undefined>;
}

/** Something in the file that cannot be: where, and what to do about it. */
export interface BroughtFault {
  pointer: string;
  detail: string;
}

/** What a module takes of what a person brings along. */
export interface Importer {
  /** The tables of the file that it reads. */
  tables: readonly string[];
  /** What cannot be, although it has the form. */
  faults?: (brought: Brought) => BroughtFault[];
  /** How many rows of each table it would take; all of them unless told. */
  count?: (brought: Brought, table: string) => Promise<number>;
  /** Takes it. Runs again after a kill, and with the same file: then nothing is there twice. */
  take: (brought: Brought) => Promise<void>;
}

/**
 * The id of a row that was brought along: the same whenever the same row arrives, unlike any other library's or reader's,
 * and as early or late in a list as the row was where it came from.
 */
export function broughtId({ libraryId, subjectId }: Brought, table: string, id: string): string {
  const time = id.replaceAll('-', '').slice(0, 20);
  const own = createHash('sha256').update([libraryId, subjectId, table, id].join('/')).digest('hex');
  const hex = `${time.slice(0, 12)}7${time.slice(13, 16)}8${time.slice(17, 20)}${own.slice(0, 12)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5').toLowerCase();
}

/** An instant that the file states; a later one than now cannot have been. */
export function notYet(
  rows: readonly BroughtRow[],
  table: string,
  property: string,
  now: Date,
): BroughtFault[] {
  const at = rows.findIndex((row) => isAfter(row[property], now));
  if (at < 0) return [];
  const pointer = `/data/${table}/${at}/${property}`;
  return [{ pointer, detail: 'This lies in the future. Send the file as the other library gave it.' }];
}

function isAfter(at: unknown, now: Date): boolean {
  return typeof at === 'string' && new Date(at) > now;
}
