import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { aJob } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ImportedConsentsService } from '../consent/imported-consents.service.js';
import { readConsents, type ConsentInFile, type ConsentRow } from './consents-csv.js';
import { EnrolmentService } from './enrolment.service.js';
import type { Listening, RejectedLine } from './import.service.js';
import { SuppressionService } from './suppression.service.js';

type Line = Extract<ConsentRow, { consent: ConsentInFile }>;
type Found = Line & { subjectId: string };

const BATCH = 200;
const UNKNOWN = 'The library has no such reader: import the reader first.';
const SUPPRESSED =
  'Somebody with this e-mail address was erased here at their own request: nothing is brought back of them.';

/** Decisions that a library brings along in a file, each with its evidence or not at all. */
@Injectable()
export class ConsentImportService {
  constructor(
    private readonly records: Records,
    private readonly enrolment: EnrolmentService,
    private readonly suppression: SuppressionService,
    private readonly imported: ImportedConsentsService,
  ) {}

  /**
   * Reads a CSV file and keeps every decision that can be shown, in batches that each are kept whole. A second run of
   * the same file finds what the first kept. Gives the two counts.
   */
  async consents(libraryId: string, file: Readable, now: Date, tell: Listening = {}) {
    const counts = { imported: 0, rejected: 0 };
    const keep = async (rows: ConsentRow[]) => {
      const lines = rows.filter((row): row is Line => 'consent' in row);
      const unread = rows.flatMap((row) =>
        'rejected' in row ? [{ line: row.line, reason: row.rejected }] : [],
      );
      const refused = [...unread, ...(await this.keep(libraryId, lines, now))];
      counts.rejected += refused.length;
      counts.imported += rows.length - refused.length;
      for (const one of refused.sort((a, b) => a.line - b.line)) tell.rejected?.(one);
      tell.imported?.(counts.imported);
    };
    let batch: ConsentRow[] = [];
    const onIgnoredColumns = tell.ignoredColumns ?? (() => undefined);
    for await (const row of readConsents(file, { now, onIgnoredColumns })) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      await keep(batch);
      batch = [];
    }
    await keep(batch);
    return counts;
  }

  /** One transaction for the batch; gives the lines that were not kept, with their reasons. */
  private async keep(libraryId: string, lines: Line[], now: Date): Promise<RejectedLine[]> {
    if (!lines.length) return [];
    return this.records.in(aJob('consents import', libraryId), async (db) => {
      const refused: RejectedLine[] = [];
      const found: Found[] = [];
      for (const line of lines) {
        const whose = await this.readerOf(db, line.consent, now);
        if ('reason' in whose) refused.push({ line: line.line, reason: whose.reason });
        else found.push({ ...line, ...whose });
      }
      for (const { line, subjectId, consent } of found.sort(inOrder)) {
        const reason = await this.imported.keep(db, subjectId, consent, now);
        if (reason) refused.push({ line, reason });
      }
      return refused;
    });
  }

  private async readerOf(
    db: Rows,
    { reader }: ConsentInFile,
    now: Date,
  ): Promise<{ subjectId: string } | { reason: string }> {
    if ('id' in reader) return { subjectId: reader.id };
    // Asked first: while an erasure is under way the look-up still knows the address.
    if (await this.suppression.isSuppressed(db, reader.email, now)) return { reason: SUPPRESSED };
    const subjectId = await this.enrolment.idOf(db, reader.email);
    return subjectId === undefined ? { reason: UNKNOWN } : { subjectId };
  }
}

/** Readers in the order in which every transaction holds them; of one reader the earlier decision first. */
function inOrder(a: Found, b: Found): number {
  if (a.subjectId !== b.subjectId) return a.subjectId < b.subjectId ? -1 : 1;
  return a.consent.decidedAt.getTime() - b.consent.decidedAt.getTime();
}
