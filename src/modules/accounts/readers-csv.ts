import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import type { PlainDate } from '../../foundation/law/plain-date.js';
import { cleaned, readBirthDate, readName, type DateOrder } from './csv-cells.js';
import { columnsOf, type Columns, type ReaderField } from './csv-columns.js';
import { isSeparatorLine, readable, refuseUnevenRow } from './csv-rows.js';
import { readCountry, readLanguage } from './csv-places-and-languages.js';
import { readRecords, Unreadable, type CsvRecord } from './csv-records.js';
import { readText } from './csv-text.js';

/** A reader as a library's file tells of one. */
export interface ReaderInFile {
  email: string;
  /** '' where the file has none. */
  name: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  birthDate?: PlainDate;
  /** BCP 47. */
  language?: string;
}

/** One row of a file: a reader, or a sentence that says why not and what to do; `line` is where the row starts. */
export type CsvRow = { line: number; reader: ReaderInFile } | { line: number; rejected: string };

export interface ReadersCsvOptions {
  /** Birth dates after it are refused. */
  today?: PlainDate;
  /** How the file writes dates with slashes; untold, those that can be read two ways are refused. */
  dateOrder?: DateOrder;
  /** Called once, before the first row, when there are columns that nothing is read from. */
  onIgnoredColumns?: (names: string[]) => void;
}

/**
 * Reads readers from a CSV file as people make them: any of the usual encodings, delimiters, quotes and titles. No row
 * makes it throw, only a source that fails does. Rejections quote no cell. A file that cannot be read as a whole gives
 * one rejection. Streams: of what was read only a hash of each address stays in memory.
 */
export async function* readReaders(
  source: Readable,
  options: ReadersCsvOptions = {},
): AsyncGenerator<CsvRow> {
  const linesByAddress = new Map<number, number>();
  let columns: Columns | undefined;
  for await (const record of readRecords(readText(source))) {
    if (columns !== undefined) {
      yield rowOf(record, { columns, linesByAddress, ...options });
    } else if (!isSeparatorLine(record)) {
      columns = columnsOf('cells' in record ? record.cells.map(cleaned) : []);
      if (!columns.hasEmail) {
        yield { line: record.line, rejected: NO_EMAIL_COLUMN };
        return;
      }
      if (columns.ignored.length > 0) options.onIgnoredColumns?.(columns.ignored);
    }
  }
  if (columns === undefined) yield { line: 1, rejected: EMPTY };
}

const EMPTY = 'The file is empty: send one whose first line names the columns.';
const NO_EMAIL_COLUMN =
  'The file has no e-mail column: its first line must name the columns, and one of them must be called email.';

interface FileSoFar extends ReadersCsvOptions {
  columns: Columns;
  linesByAddress: Map<number, number>;
}

function rowOf(record: CsvRecord, file: FileSoFar): CsvRow {
  const { line } = record;
  try {
    if ('broken' in record) return { line, rejected: record.broken };
    const reader = readerOf(record.cells, file);
    refuseRepetition(reader.email, line, file.linesByAddress);
    return { line, reader };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { line, rejected: error.message };
  }
}

function readerOf(cells: string[], { columns, ...told }: FileSoFar): ReaderInFile {
  refuseUnevenRow(cells, columns);
  const cell = (field: ReaderField) => readable(cleaned(columns.cell(cells, field)));
  const email = cell('email');
  if (email === '') throw new Unreadable('The e-mail address is missing: fill it in, or delete the line.');
  if (!isEmailAddress(email))
    throw new Unreadable('The e-mail address is not one that a letter can reach: correct it.');
  const [country, birthDate, language] = [cell('country'), cell('birthDate'), cell('language')];
  return {
    email,
    name: readName(cell('name')),
    ...(country && { country: readCountry(country) }),
    ...(birthDate && { birthDate: readBirthDate(birthDate, told) }),
    ...(language && { language: readLanguage(language) }),
  };
}

function refuseRepetition(email: string, line: number, linesByAddress: Map<number, number>) {
  const key = shortHash(email.toLowerCase());
  const first = linesByAddress.get(key);
  if (first !== undefined)
    throw new Unreadable(`The e-mail address stands on line ${first} already: delete one of the two.`);
  linesByAddress.set(key, line);
}

/** 53 bits, a number's worth: among a million addresses one chance in 18,000 that two are taken for one. */
function shortHash(text: string): number {
  const digest = hash('sha256', text, 'buffer');
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) % 32);
}
