import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';
import { Bundle } from './bundle.js';
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
  private readonly bundle: Bundle;
  private readonly rows: HeldRows;

  constructor(
    sources: Sources,
    me: SignedIn,
    subjectId: string,
    private readonly contents: DownloadContents,
  ) {
    this.bundle = new Bundle(contents.madeAt);
    this.rows = new HeldRows(sources, me, subjectId);
  }

  /** The bytes. Fails with whatever a row or a file fails with. */
  async stream(): Promise<AsyncIterable<Buffer>> {
    const { bundle, contents } = this;
    const { stream } = bundle;
    bundle.json('about.json', contents.about());
    bundle.json('legend.json', contents.legend());
    bundle.text('index.html', () => this.page());
    for (const { table, columns } of contents.chapters) {
      const shown = columns.filter(({ isSecret }) => !isSecret).map(({ property }) => property);
      bundle.text(`data/${table.name}.json`, () => this.rowsAsJson(table));
      bundle.file(`data/${table.name}.csv`, {}, () => Promise.resolve(asCsv(this.rows.each(table), shown)));
      if (table.personal.file) await this.addFiles(table);
    }
    bundle.end();
    return stream;
  }

  /** Original bytes, stored as they are: what people attach is compressed already. */
  private async addFiles(table: SubjectTable) {
    for await (const row of this.rows.each(table)) {
      const file = await this.rows.file(table, row);
      if (file) this.bundle.file(file.path, { compress: false, size: file.size }, file.open);
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
