import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { keptUntil, spoken, tableTitle } from '../../foundation/data-map/words.js';
import { Records } from '../../foundation/records/records.js';
import { PurposePeriodsService } from '../consent/purpose-periods.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { DueBatches } from './due-batches.service.js';
import { InactiveReadersService } from './inactive-readers.service.js';
import { InactivityWarning } from './inactivity-warning.entity.js';
import { RetentionProgress, RetentionRun } from './retention-run.entity.js';

/** What an owner sees of what is kept, for how long, and what the next run would delete. Nothing is deleted by looking. */
@Injectable()
export class RetentionReportService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly periods: PurposePeriodsService,
    private readonly batches: DueBatches,
    private readonly inactive: InactiveReadersService,
  ) {}

  /** Counts by table, and of readers who give no sign of life. @throws NoInstant */
  async dryRun(me: SignedIn, language: string, now: Date) {
    const of = spoken(language);
    const due = [];
    for (const rule of this.batches.rules(await this.periods.of(me))) {
      const { due: count, waiting } = await this.batches.count(me, rule, now);
      const { purpose, retention, table } = rule;
      const words = { title: tableTitle(table.name, of), kept: keptUntil(retention, of) };
      due.push({ table: table.name, ...words, purpose, due: count, waiting });
    }
    return { due, inactive: await this.inactive.count(me, now) };
  }

  /** The dry run with the library's setting and its last run. */
  async show(me: SignedIn, language: string, now: Date) {
    const setting = await this.records.in(me, async (db) => {
      const { items } = await db.page(RetentionRun, {}, { order: 'newest', limit: 1 });
      const running = await db.find(RetentionProgress, {});
      return { inactiveMonths: await this.libraries.inactiveMonths(db), last: items[0], running };
    });
    const { inactiveMonths, last, running } = setting;
    return {
      inactiveMonths,
      lastRun: last ? runOf(last) : null,
      running: running && { since: running.asOf, attempts: running.attempts },
      ...(await this.dryRun(me, language, now)),
    };
  }

  /** Changes after how many months without a sign of life readers are erased; null: never. Warnings begin anew. */
  async change(me: SignedIn, inactiveMonths: number | null): Promise<void> {
    await this.records.in(me, async (db) => {
      if ((await this.libraries.inactiveMonths(db)) === inactiveMonths) return;
      await this.libraries.changeInactiveMonths(db, inactiveMonths);
      await db.delete(InactivityWarning, {});
    });
  }
}

function runOf({ id, asOf, outcome, counts, warned, erased }: Opened<RetentionRun>) {
  return { id, asOf, outcome, counts, warned, erased };
}
