import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { isLibraryId } from '../../foundation/database/scope.js';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { readRecords, type CsvRecord } from './csv-records.js';
import { readText } from './csv-text.js';
import { Reader } from './reader.entity.js';

/** Whom a line of a file names; nothing of what stands in it. */
export interface NamedReader {
  line: number;
  readerId: string | null;
  /** False where the line holds neither an id nor an e-mail address. */
  isReadable: boolean;
}

const BATCH = 200;
const MOST_LINES = 10_000;
const HEADER = /^(id|reader|readerid|e-?mail|e-?mail address|mail|correo|correo electr[oó]nico)$/i;

/** Finds the readers that a CSV file names by id or by e-mail address, without keeping what it holds. */
@Injectable()
export class ReaderLinesService {
  constructor(private readonly records: Records) {}

  /** A line each, in their order. @throws 422 for a file without such a column, or with more than ten thousand lines */
  async in(me: SignedIn, file: Readable): Promise<NamedReader[]> {
    const found: NamedReader[] = [];
    let column: number | undefined;
    let batch: { line: number; text: string }[] = [];
    for await (const record of readRecords(readText(file))) {
      if (column === undefined && 'cells' in record) {
        column = columnOf(record.cells);
        if (!isName(record.cells[column]?.trim())) continue; // the header
      }
      batch.push({ line: record.line, text: textIn(record, column ?? 0) });
      if (found.length + batch.length > MOST_LINES) throw tooMany();
      if (batch.length < BATCH) continue;
      found.push(...(await this.resolve(me, batch)));
      batch = [];
    }
    found.push(...(await this.resolve(me, batch)));
    if (!found.length)
      throw invalid('/file', 'The file names nobody. Write one id or e-mail address a line.');
    return found;
  }

  private resolve(me: SignedIn, batch: { line: number; text: string }[]): Promise<NamedReader[]> {
    return this.records.in(me, async (db) => {
      const found: NamedReader[] = [];
      for (const { line, text } of batch)
        found.push({ line, readerId: await idOf(db, text), isReadable: isName(text) });
      return found;
    });
  }
}

async function idOf(db: Rows, text: string): Promise<string | null> {
  if (isLibraryId(text.toLowerCase()))
    return (await db.count(Reader, { id: text.toLowerCase() })) ? text.toLowerCase() : null;
  if (!isEmailAddress(text)) return null;
  return (await db.lookupIds(Reader, 'email', text))[0] ?? null;
}

/** The column that names readers: the one called so, or the first that does. @throws 422 */
function columnOf(cells: string[]): number {
  const named = cells.findIndex((cell) => HEADER.test(cell.trim()));
  if (named !== -1) return named;
  const first = cells.findIndex((cell) => isName(cell.trim()));
  if (first === -1)
    throw invalid(
      '/file',
      'No column is called "id" or "email", and the first line names no reader. Add one.',
    );
  return first;
}

function isName(text = ''): boolean {
  return isLibraryId(text.toLowerCase()) || isEmailAddress(text);
}

function textIn(record: CsvRecord, column: number): string {
  return 'cells' in record ? (record.cells[column] ?? '').trim() : '';
}

const tooMany = () => invalid('/file', 'The file has more than ten thousand lines. Send it in parts.');
