import { Injectable } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { AccessLogRun } from '../../../foundation/records/access-log-run.entity.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { coverageOf, type Run } from '../scope/coverage.js';

const LOOKED_BACK_MS = 30 * 86_400_000;

/** How much of the last thirty days the access log tells of: what a breach's scope could be worked out from. */
@Injectable()
export class LogCoverageService {
  constructor(private readonly records: Records) {}

  /** What the processes said that wrote the log in those days. */
  async runs(now: Date): Promise<Run[]> {
    return this.records.in(aJob('readiness', PLATFORM), async (db) => {
      const runs: Run[] = [];
      for await (const run of db.each(AccessLogRun, { writtenTo: { after: backFrom(now) } })) runs.push(run);
      return runs;
    });
  }

  /** In thousandths, from the library's first entry on where it is younger; null where nobody has looked at anything yet. */
  async permille(db: Rows, runs: Run[], now: Date): Promise<number | null> {
    const { rows } = await db.tell('select at from access_entry where library_id = $1 order by at limit 1', [
      db.me.libraryId,
    ]);
    const first = rows[0]?.at;
    if (!(first instanceof Date)) return null;
    const back = backFrom(now);
    return coverageOf({ from: first > back ? first : back, to: now }, first, runs, now).permille;
  }
}

function backFrom(now: Date): Date {
  return new Date(now.getTime() - LOOKED_BACK_MS);
}
