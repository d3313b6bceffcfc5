import { Readable } from 'node:stream';
import { ZipFile, type ReadStreamOptions } from 'yazl';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { SealedStore } from '../../foundation/files/sealed-store.js';
import { tidy } from '../../foundation/files/thrift.js';
import { Problem } from '../../foundation/http/problem.js';
import type { Records } from '../../foundation/records/records.js';
import type { Values } from '../../foundation/records/statements.js';
import type { SubjectRows, SubjectTable } from '../../foundation/records/subject-rows.js';
import { asCsv } from './csv.js';
import type { DownloadContents } from './download-contents.js';
import { DownloadPage } from './download-page.js';

/** From where a download takes what it holds. */
export interface Sources {
  records: Records;
  rows: SubjectRows;
  store: SealedStore;
}

const ROWS_AT_ONCE = 200;
const PAGES_TO_TIDY = 50;
const SHOWN_ON_PAGE = 100;

/**
 * A reader's data as a ZIP that is made while it is read: a table, a page of rows and a file at a time, so that memory
 * does not grow with what they have written. Each page of rows is a transaction of its own.
 */
export class Download {
  private readonly zip = new ZipFile();

  constructor(
    private readonly sources: Sources,
    private readonly me: SignedIn,
    private readonly subjectId: string,
    private readonly contents: DownloadContents,
  ) {}

  /** The bytes. Fails with whatever a row or a file fails with. */
  async stream(): Promise<AsyncIterable<Buffer>> {
    const out = this.zip.outputStream as Readable;
    this.zip.on('error', (error: unknown) => out.destroy(error as Error));
    this.json('about.json', this.contents.about());
    this.json('legend.json', this.contents.legend());
    this.add('index.html', {}, () => Promise.resolve(Readable.from(this.page(), { objectMode: false })));
    for (const { table } of this.contents.chapters) {
      this.add(`data/${table.name}.json`, {}, () =>
        Promise.resolve(Readable.from(this.rowsAsJson(table), { objectMode: false })),
      );
      const columns = table.shape.visible.map(({ property }) => property);
      this.add(`data/${table.name}.csv`, {}, () => Promise.resolve(asCsv(this.rows(table), columns)));
      if (table.personal.file) await this.addFiles(table, table.personal.file.name);
    }
    this.zip.end();
    return out;
  }

  private json(path: string, content: object) {
    this.zip.addBuffer(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), path, {
      mtime: this.contents.madeAt,
    });
  }

  private add(path: string, options: Partial<ReadStreamOptions>, open: () => Promise<Readable>) {
    this.zip.addReadStreamLazy(path, { mtime: this.contents.madeAt, ...options }, (opened) => {
      open().then(
        (stream) => {
          // yazl pipes, and a pipe passes no failure on.
          stream.on('error', (error) => this.zip.emit('error', error));
          opened(null, stream);
        },
        (error: unknown) => opened(error, Readable.from([])),
      );
    });
  }

  /** Original bytes, stored as they are: what people attach is compressed already. */
  private async addFiles(table: SubjectTable, nameProperty: string) {
    const { store } = this.sources;
    for await (const rows of this.pages(table)) {
      for (const row of rows) {
        const file = { id: String(row.id), subjectId: this.subjectId };
        const size = await store.size(this.me, file).catch(nothing);
        if (size === undefined) continue;
        const path = `files/${table.name}/${file.id}-${fileName(String(row[nameProperty]))}`;
        this.add(path, { compress: false, size }, () => store.open(this.me, file));
      }
    }
  }

  private async *rowsAsJson(table: SubjectTable): AsyncGenerator<string> {
    let before = '[';
    for await (const rows of this.pages(table)) {
      if (!rows.length) continue;
      yield before + rows.map((row) => `\n${JSON.stringify(row, hexadecimal)}`).join(',');
      before = ',';
    }
    yield before === '[' ? '[]\n' : '\n]\n';
  }

  private async *rows(table: SubjectTable): AsyncGenerator<Values> {
    for await (const rows of this.pages(table)) yield* rows;
  }

  private async *page(): AsyncGenerator<string> {
    const page = new DownloadPage(this.contents);
    yield page.head();
    for (const chapter of this.contents.chapters) {
      const { items } = await this.sources.records.in(this.me, (db) =>
        this.sources.rows.page(db, chapter.table, this.subjectId, { limit: SHOWN_ON_PAGE, order: 'newest' }),
      );
      yield page.chapter(chapter, items.slice(0, SHOWN_ON_PAGE));
    }
    yield page.foot();
  }

  private async *pages(table: SubjectTable): AsyncGenerator<Values[]> {
    let after: string | undefined;
    let pages = 0;
    do {
      const { items, next } = await this.sources.records.in(this.me, (db) =>
        this.sources.rows.page(db, table, this.subjectId, { after, limit: ROWS_AT_ONCE }),
      );
      yield items;
      pages += 1;
      if (pages % PAGES_TO_TIDY === 0) await tidy();
      after = next ?? undefined;
    } while (after !== undefined);
  }
}

/** Bytes in JSON are hashes, which are read in hexadecimal. */
function hexadecimal(this: unknown, key: string, value: unknown): unknown {
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
