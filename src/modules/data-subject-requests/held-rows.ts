import type { Readable } from 'node:stream';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { DataMap } from '../../foundation/data-map/data-map.js';
import type { SealedStore } from '../../foundation/files/sealed-store.js';
import type { ZipEntry } from '../../foundation/documents/zip.js';
import { tidy } from '../../foundation/files/thrift.js';
import { Problem } from '../../foundation/http/problem.js';
import type { Records } from '../../foundation/records/records.js';
import type { Values } from '../../foundation/records/statements.js';
import type { PageOfRows, SubjectRows, SubjectTable } from '../../foundation/records/subject-rows.js';

/** From where a download takes what it holds. */
export interface Sources {
  map: DataMap;
  records: Records;
  rows: SubjectRows;
  store: SealedStore;
}

/** A file of a reader's as a download holds it: its original bytes, under a name that says whose row it belongs to. */
export interface HeldFile {
  path: string;
  open: () => Promise<Readable>;
}

const ROWS_AT_ONCE = 200;
const PAGES_TO_TIDY = 50;

/** One reader's rows and files, a page at a time; each page is a transaction of its own. */
export class HeldRows {
  constructor(
    private readonly sources: Sources,
    private readonly me: SignedIn,
    private readonly subjectId: string,
  ) {}

  /** One page, described by whoever knows what its ids mean. */
  async page(table: SubjectTable, options: PageOfRows) {
    const { records, rows } = this.sources;
    const { items, next } = await records.in(this.me, (db) => rows.page(db, table, this.subjectId, options));
    return { items: await this.described(table, items), next };
  }

  async *pages(table: SubjectTable, where: Values = {}): AsyncGenerator<Values[]> {
    let after: string | undefined;
    let pages = 0;
    do {
      const { items, next } = await this.page(table, { after, limit: ROWS_AT_ONCE, where });
      yield items;
      pages += 1;
      if (pages % PAGES_TO_TIDY === 0) await tidy();
      after = next ?? undefined;
    } while (after !== undefined);
  }

  async *each(table: SubjectTable, where: Values = {}): AsyncGenerator<Values> {
    for await (const rows of this.pages(table, where)) yield* rows;
  }

  /** The files of a table's rows: original bytes, stored as they are, because what people attach is compressed already. */
  async *files(table: SubjectTable, where: Values = {}): AsyncGenerator<ZipEntry> {
    if (!table.personal.file) return;
    for await (const row of this.each(table, where)) {
      const file = await this.file(table, row);
      if (file) yield { ...file, isStored: true };
    }
  }

  /** The file that a row stands for; undefined where it never arrived whole. */
  async file({ name, personal }: SubjectTable, row: Values): Promise<HeldFile | undefined> {
    if (!personal.file) return undefined;
    const { store } = this.sources;
    const file = { id: String(row.id), subjectId: this.subjectId };
    const size = await store.size(this.me, file).catch(nothing);
    if (size === undefined) return undefined;
    const path = `files/${name}/${file.id}-${fileName(String(row[personal.file.name]))}`;
    return { path, open: () => store.open(this.me, file) };
  }

  private async described({ name }: SubjectTable, rows: Values[]): Promise<Values[]> {
    const description = this.sources.map.description(name);
    if (!description || !rows.length) return rows;
    const words = await description.of(this.me, rows);
    return rows.map((row, i) => ({ ...row, [description.property]: words[i] }));
  }
}

/** Bytes in JSON are hashes, which are read in hexadecimal. */
export function hexadecimal(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Values)[key];
  return Buffer.isBuffer(own) ? own.toString('hex') : value;
}

/** A row whose file never arrived whole has none to give. */
function nothing(error: unknown): undefined {
  if (error instanceof Problem && error.getStatus() === 404) return undefined;
  throw error;
}

/** A name that no file system takes for a path or a device, whatever its owner called it. */
function fileName(name: string): string {
  const plain = name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what has to go
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/^\.+/, '_')
    .trim();
  return plain.slice(0, 120).toWellFormed() || 'file'; // a cut may part the halves of one letter
}
