import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Language } from '../../foundation/data-map/words.js';
import { asJson, zipped, type ZipEntry } from '../../foundation/documents/zip.js';
import { HeldRows, hexadecimal, type Sources } from './held-rows.js';
import { LEFT_OUT } from './portability-texts.js';
import { FORMAT, FORMAT_VERSION, portabilitySchema } from './portability-schema.js';
import { basesOf, portable, type Behind, type PortableTable } from './portable.js';
import type { PublishedPurpose } from './what-we-hold.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';

/** Whose data, out of which library, in which words. */
export interface Taking {
  library: { name: string; country: string };
  language: Language;
  madeAt: Date;
  purposes: readonly PublishedPurpose[];
  /** The tables that hold something of the person. */
  tables: readonly SubjectTable[];
}

/**
 * What a person takes elsewhere (Art. 20): what they provided, for purposes of consent or contract, without anybody else in
 * it, as one JSON document with a schema, and the files beside it. Made while it is read.
 */
export class PortableDownload {
  private readonly rows: HeldRows;

  constructor(
    private readonly sources: Sources,
    me: SignedIn,
    subjectId: string,
    private readonly taking: Taking,
  ) {
    this.rows = new HeldRows(sources, me, subjectId);
  }

  /** The bytes. Fails with whatever a row or a file fails with. */
  stream(): AsyncIterable<Buffer> {
    return zipped(this.entries(), this.taking.madeAt);
  }

  private async *entries(): AsyncGenerator<ZipEntry> {
    const { sources, rows } = this;
    const tables = this.tables();
    yield { path: 'portability.json', open: () => this.document(tables) };
    yield asJson('schema.json', portabilitySchema(sources.map, sources.rows));
    for (const { table, where } of tables) yield* rows.files(table, where);
  }

  private tables(): PortableTable[] {
    return this.judged().flatMap(({ verdict }) => (typeof verdict === 'string' ? [] : [verdict]));
  }

  private leftOut(): { table: string; why: string }[] {
    const words: Record<Behind, string> = LEFT_OUT[this.taking.language];
    return this.judged().flatMap(({ table, verdict }) =>
      typeof verdict === 'string' ? [{ table: table.name, why: words[verdict] }] : [],
    );
  }

  private judged() {
    const bases = basesOf(this.taking.purposes);
    return this.taking.tables
      .filter(({ personal }) => !personal.exported)
      .map((table) => ({ table, verdict: portable(this.sources.map, table, bases) }));
  }

  private async *document(tables: PortableTable[]): AsyncGenerator<string> {
    const { madeAt, library } = this.taking;
    const head = {
      format: FORMAT,
      version: FORMAT_VERSION,
      madeAt,
      library: { name: library.name, country: library.country },
      leftOut: this.leftOut(),
    };
    yield `${JSON.stringify(head).slice(0, -1)},"data":{`;
    for (const [i, one] of tables.entries()) {
      yield `${i ? ',' : ''}\n${JSON.stringify(one.table.name)}:[`;
      yield* this.list(one);
      yield ']';
    }
    yield '\n}}\n';
  }

  private async *list({ table, columns, where }: PortableTable): AsyncGenerator<string> {
    const description = this.sources.map.description(table.name)?.property;
    let before = '';
    for await (const row of this.rows.each(table, where)) {
      const taken = Object.fromEntries(columns.map(({ property }) => [property, row[property] ?? null]));
      const file = await this.rows.file(table, row);
      const extra = {
        ...(description ? { [description]: row[description] } : {}),
        ...(file ? { file: file.path } : {}),
      };
      yield `${before}\n${JSON.stringify({ ...taken, ...extra }, hexadecimal)}`;
      before = ',';
    }
  }
}
