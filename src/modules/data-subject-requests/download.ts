import type { SignedIn } from '../../foundation/access/signed-in.js';
import { asJson, zipped, type ZipEntry } from '../../foundation/documents/zip.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';
import { asCsv } from './csv.js';
import type { DownloadContents } from './download-contents.js';
import { DownloadPage } from './download-page.js';
import { HeldRows, hexadecimal, type Sources } from './held-rows.js';

const SHOWN_ON_PAGE = 100;

/**
 * A reader's data as a ZIP that is made while it is read: a table, a page of rows and a file at a time, so that memory
 * does not grow with what they have written.
 */
export class Download {
  private readonly rows: HeldRows;

  constructor(
    sources: Sources,
    me: SignedIn,
    subjectId: string,
    private readonly contents: DownloadContents,
  ) {
    this.rows = new HeldRows(sources, me, subjectId);
  }

  /** The bytes. Fails with whatever a row or a file fails with. */
  stream(): AsyncIterable<Buffer> {
    return zipped(this.entries(), this.contents.madeAt);
  }

  private async *entries(): AsyncGenerator<ZipEntry> {
    const { contents, rows } = this;
    yield asJson('about.json', contents.about());
    yield asJson('legend.json', contents.legend());
    yield { path: 'index.html', open: () => this.page() };
    for (const { table, columns } of contents.chapters) {
      const shown = columns.filter(({ isSecret }) => !isSecret).map(({ property }) => property);
      yield { path: `data/${table.name}.json`, open: () => this.rowsAsJson(table) };
      yield { path: `data/${table.name}.csv`, open: () => asCsv(rows.each(table), shown) };
      yield* rows.files(table);
    }
  }

  private async *rowsAsJson(table: SubjectTable): AsyncGenerator<string> {
    let before = '[';
    for await (const rows of this.rows.pages(table)) {
      if (!rows.length) continue;
      yield before + rows.map((row) => `\n${JSON.stringify(row, hexadecimal)}`).join(',');
      before = ',';
    }
    yield before === '[' ? '[]\n' : '\n]\n';
  }

  private async *page(): AsyncGenerator<string> {
    const page = new DownloadPage(this.contents);
    yield page.head();
    for (const chapter of this.contents.chapters) {
      const options = { limit: SHOWN_ON_PAGE, order: 'newest' } as const;
      const { items } = await this.rows.page(chapter.table, options);
      yield page.chapter(chapter, items.slice(0, SHOWN_ON_PAGE));
    }
    yield page.foot();
  }
}
