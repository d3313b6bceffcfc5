import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import { Records } from '../../foundation/records/records.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { Download } from './download.js';
import { PortableDownload } from './portable-download.js';
import { DownloadTelling } from './download-telling.service.js';

/** What a download answers. */
export type DownloadKind = 'access' | 'portability';

/** Makes a reader's download: the tables that hold something of theirs, explained in their language. */
@Injectable()
export class DownloadService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly rows: SubjectRows,
    private readonly store: SealedStore,
    private readonly telling: DownloadTelling,
  ) {}

  /** The bytes of the ZIP, made as they are read. */
  async of(me: SignedIn, subjectId: string, kind: DownloadKind, now: Date): Promise<AsyncIterable<Buffer>> {
    const { map, rows, records, store } = this;
    const tables = await this.tablesOf(me, subjectId);
    const sources = { map, rows, records, store };
    if (kind === 'portability') {
      const taking = { ...(await this.telling.taking(me, subjectId)), madeAt: now, tables };
      return new PortableDownload(sources, me, subjectId, taking).stream();
    }
    const contents = await this.telling.of(me, subjectId, { map, tables }, now);
    return new Download(sources, me, subjectId, contents).stream();
  }

  private tablesOf(me: SignedIn, subjectId: string): Promise<SubjectTable[]> {
    return this.records.in(me, (db) => this.rows.holding(db, this.rows.tables, subjectId));
  }
}
