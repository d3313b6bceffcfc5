import type { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import type { Brought } from '../consent/imported-consents.service.js';
import { cleaned, plainSpelling } from './csv-cells.js';
import {
  CONSENT_FIELDS,
  consentColumnsOf,
  type ConsentColumns,
  type ConsentField,
} from './consents-csv-columns.js';
import { readLanguage } from './csv-places-and-languages.js';
import { readRecords, Unreadable, type CsvRecord } from './csv-records.js';
import { isSeparatorLine, readable, refuseUnevenRow } from './csv-rows.js';
import { readText } from './csv-text.js';

/** A decision as a library's file tells of one, and by what it names the reader. */
export interface ConsentInFile extends Brought {
  reader: { email: string } | { id: string };
}

/** One row of a file: a decision with its evidence, or a sentence that says why not and what to do. */
export type ConsentRow = { line: number; consent: ConsentInFile } | { line: number; rejected: string };

export interface ConsentsCsvOptions {
  /** Decisions after it are refused. */
  now: Date;
  /** Called once, before the first row, when there are columns that nothing is read from. */
  onIgnoredColumns?: (names: string[]) => void;
}

/**
 * Reads decisions from a CSV file, in any of the usual encodings and delimiters. A row without complete evidence is a
 * rejection: what cannot be shown was not given (Art. 7(1)). No row makes it throw; rejections quote no cell.
 */
export async function* readConsents(
  source: Readable,
  options: ConsentsCsvOptions,
): AsyncGenerator<ConsentRow> {
  let columns: ConsentColumns | undefined;
  for await (const record of readRecords(readText(source))) {
    if (columns !== undefined) {
      yield rowOf(record, columns, options.now);
    } else if (!isSeparatorLine(record)) {
      columns = consentColumnsOf('cells' in record ? record.cells.map(cleaned) : []);
      if (columns.missing.length > 0) {
        yield { line: record.line, rejected: lacking(columns.missing) };
        return;
      }
      if (columns.ignored.length > 0) options.onIgnoredColumns?.(columns.ignored);
    }
  }
  if (columns === undefined)
    yield { line: 1, rejected: 'The file is empty: send one whose first line names the columns.' };
}

function lacking(missing: readonly string[]): string {
  return `The file has no column for ${missing.join(', ')}: its first line must name the columns ${CONSENT_FIELDS.join(', ')}.`;
}

function rowOf(record: CsvRecord, columns: ConsentColumns, now: Date): ConsentRow {
  const { line } = record;
  try {
    if ('broken' in record) return { line, rejected: record.broken };
    return { line, consent: consentOf(record.cells, columns, now) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { line, rejected: error.message };
  }
}

function consentOf(cells: string[], columns: ConsentColumns, now: Date): ConsentInFile {
  refuseUnevenRow(cells, columns);
  const exact = (field: ConsentField) => readable(columns.cell(cells, field));
  const cell = (field: ConsentField) => cleaned(exact(field));
  const empty = CONSENT_FIELDS.filter((field) => field !== 'reader' && cell(field) === '');
  if (empty.length > 0)
    throw new Unreadable(
      `The evidence is not complete, ${empty.join(', ')} is missing: a consent that cannot be shown was not given.`,
    );
  return {
    reader: readReader(cell('reader')),
    purpose: cell('purpose'),
    decision: readDecision(cell('decision')),
    decidedAt: readInstant(cell('decided_at'), now),
    text: exact('text'), // the words as they were shown, to the last character: their hash is the version
    language: readLanguage(cell('language')),
    method: cell('method'),
    proof: cell('evidence'),
  };
}

function readReader(cell: string): ConsentInFile['reader'] {
  if (isEmailAddress(cell)) return { email: cell };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(cell)) return { id: cell.toLowerCase() };
  throw new Unreadable('It does not say whose decision it is: write the reader’s e-mail address or id.');
}

function readDecision(cell: string): Brought['decision'] {
  const word = plainSpelling(cell);
  if (word === 'given' || word === 'refused' || word === 'withdrawn') return word;
  throw new Unreadable('The decision is none that we know: write given, refused or withdrawn.');
}

/** A moment with its offset, or a day, which counts from its first moment so that it outlasts no other decision of it. */
function readInstant(cell: string, now: Date): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(cell);
  const hasOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/.test(cell);
  const at = DateTime.fromISO(cell.replace(' ', 'T'), { zone: 'utc' });
  if (!(isDay || hasOffset) || !at.isValid || at.year < 1900)
    throw new Unreadable(
      'When it was decided cannot be read: write a day as YYYY-MM-DD, or a moment with its offset such as 2020-05-17T10:00+02:00.',
    );
  if (at.toMillis() > now.getTime()) throw new Unreadable('It was decided in the future: correct the date.');
  return at.toJSDate();
}
