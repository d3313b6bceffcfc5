import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { aJob } from '../../foundation/access/signed-in.js';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Taken } from '../../foundation/records/errors.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { EnrolmentService, type Enrolled } from './enrolment.service.js';
import { SuppressionService } from './suppression.service.js';
import { readReaders, type CsvRow, type ReaderInFile } from './readers-csv.js';

type ReaderRow = Extract<CsvRow, { reader: ReaderInFile }>;

/** A line that was not imported, and why. */
export interface RejectedLine {
  line: number;
  reason: string;
}

/** What whoever waits is told while the file is read. */
export interface Listening {
  rejected?: (line: RejectedLine) => void;
  imported?: (count: number) => void;
  ignoredColumns?: (names: string[]) => void;
}

const BATCH = 500;
const KNOWN = 'A reader of the library has this e-mail address already: nothing was changed.';

/** Readers whom a library brings along in a file: unclaimed, without any consent, until they claim their account. */
@Injectable()
export class ImportService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly enrolment: EnrolmentService,
    private readonly suppression: SuppressionService,
  ) {}

  /**
   * Reads a CSV file and imports every line that can be, in batches that each are kept whole. A second run of the same
   * file finds what the first kept, so that one that was killed is simply run again. Gives the two counts.
   */
  async readers(libraryId: string, file: Readable, now: Date, tell: Listening = {}) {
    const counts = { imported: 0, rejected: 0 };
    // Told with their batch, in the order of the file.
    let rejected: RejectedLine[] = [];
    const reject = (line: number, reason: string) => rejected.push({ line, reason });
    const { languages } = await this.libraries.describe(aJob('import', libraryId));
    const keep = async (batch: ReaderRow[]) => {
      const kept = await this.keep(libraryId, batch, { language: languages[0] ?? 'en', now, reject });
      counts.imported += kept;
      tell.imported?.(kept);
      counts.rejected += rejected.length;
      for (const one of rejected.sort((a, b) => a.line - b.line)) tell.rejected?.(one);
      rejected = [];
    };
    let batch: ReaderRow[] = [];
    const options = {
      today: plainDateIn(now, 'UTC'),
      onIgnoredColumns: tell.ignoredColumns ?? (() => undefined),
    };
    for await (const row of readReaders(file, options)) {
      if ('rejected' in row) reject(row.line, row.rejected);
      else batch.push(row);
      if (batch.length < BATCH && rejected.length < BATCH) continue;
      await keep(batch);
      batch = [];
    }
    await keep(batch);
    return counts;
  }

  /** One transaction for the batch; should somebody take an address meanwhile, each line gets its own. */
  private async keep(libraryId: string, batch: ReaderRow[], how: How): Promise<number> {
    if (!batch.length) return 0;
    try {
      return await this.keepTogether(libraryId, batch, how);
    } catch (error) {
      if (!(error instanceof Taken)) throw error;
      if (batch.length === 1) {
        how.reject(batch[0]?.line ?? 0, KNOWN);
        return 0;
      }
      let kept = 0;
      for (const row of batch) kept += await this.keep(libraryId, [row], how);
      return kept;
    }
  }

  private async keepTogether(libraryId: string, batch: ReaderRow[], { language, now, reject }: How) {
    const refused: [line: number, reason: string][] = [];
    const kept = await this.records.in(aJob('import', libraryId), async (db) => {
      const reasons = await Promise.all(batch.map((row) => this.reasonAgainst(db, row.reader, now)));
      const seen = new Set<string>();
      const fresh = batch.filter((row, i) => {
        const address = normaliseEmail(row.reader.email);
        const reason = reasons[i] ?? (seen.has(address) ? TWICE : undefined);
        if (reason) refused.push([row.line, reason]);
        seen.add(address);
        return !reason;
      });
      await Promise.all(fresh.map((row) => this.enrolment.bring(db, personOf(row.reader, language), now)));
      return fresh.length;
    });
    // Told after the commit: a batch that failed is tried again, and would be told twice.
    for (const [line, reason] of refused) reject(line, reason);
    return kept;
  }

  private async reasonAgainst(db: Rows, { email }: ReaderInFile, now: Date): Promise<string | undefined> {
    // Asked first: while an erasure is under way the look-up still knows the address.
    if (await this.suppression.isSuppressed(db, email, now)) return SUPPRESSED;
    return (await this.enrolment.isKnown(db, email)) ? KNOWN : undefined;
  }
}

interface How {
  language: string;
  now: Date;
  reject: (line: number, reason: string) => unknown;
}

const SUPPRESSED =
  'Somebody with this e-mail address was erased here at their own request: they come back only by signing up themselves.';
const TWICE = 'The e-mail address is written differently on an earlier line already: delete one of the two.';

function personOf(reader: ReaderInFile, language: string): Enrolled {
  const { email, name, country = null, birthDate = null } = reader;
  return { email, name, country, birthDate, language: reader.language ?? language };
}
