import { Injectable } from '@nestjs/common';
import type { Job, SignedIn } from '../../foundation/access/signed-in.js';
import { dueBefore } from '../../foundation/law/kept-months.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SignsOfLifeService, type Quiet } from '../accounts/signs-of-life.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { InactiveStepsService, type Run } from './inactive-steps.service.js';
import { FIRST_DAYS, nextStep, type NextStep } from './inactivity.js';
import { InactivityWarning } from './inactivity-warning.entity.js';
import { sparedAmong } from './spared.js';

const DAY_MS = 86_400_000;
const READERS_AT_ONCE = 500;

/** How many readers a run would write to for the first time, for the last time, and erase; and whom something spares. */
export interface InactiveCounts {
  toWarn: number;
  toWarnAgain: number;
  toErase: number;
  spared: number;
}

/** What is to be done about one reader. */
interface Planned extends Quiet {
  next: NonNullable<NextStep>;
}

/** Readers who give no sign of life: warned twice, then erased like whoever asks for it; where the library wants that. */
@Injectable()
export class InactiveReadersService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly signs: SignsOfLifeService,
    private readonly steps: InactiveStepsService,
  ) {}

  /** Does what is to be done by the run's instant, one reader a transaction. */
  async run(me: Job, run: Run): Promise<void> {
    await this.steps.voidWarnings(me, run.asOf);
    for await (const { planned, months } of this.pages(me, run.asOf))
      for (const { id } of planned) await this.steps.take(me, id, months, run);
  }

  /** Counts without writing to anybody. */
  async count(me: SignedIn, now: Date): Promise<InactiveCounts> {
    const counts: InactiveCounts = { toWarn: 0, toWarnAgain: 0, toErase: 0, spared: 0 };
    for await (const { planned, spared } of this.pages(me, now)) {
      counts.spared += spared;
      for (const { next } of planned) counts[counterOf(next)] += 1;
    }
    return counts;
  }

  private async *pages(me: SignedIn, now: Date) {
    const months = await this.records.in(me, (db) => this.libraries.inactiveMonths(db));
    if (months === null) return;
    const before = dueBefore(new Date(now.getTime() + FIRST_DAYS * DAY_MS), months);
    let after: string | null = null;
    do {
      const from = after;
      const page = await this.records.in(me, async (db) => {
        const quiet = await this.signs.quiet(db, before, from, READERS_AT_ONCE);
        return { ...(await this.plan(db, quiet, months, now)), last: quiet[READERS_AT_ONCE - 1]?.id };
      });
      yield { ...page, months };
      after = page.last ?? null;
    } while (after);
  }

  private async plan(db: Rows, quiet: Quiet[], months: number, now: Date) {
    const spared = await sparedAmong(db, quiet.map(({ id }) => id), now); // prettier-ignore
    const free = quiet.filter(({ id }) => !spared.has(id));
    const all = free.length
      ? await db.all(InactivityWarning, {
          subjectId: free.map(({ id }) => id),
          since: free.map(({ since }) => since),
        })
      : [];
    const planned = free.flatMap((reader): Planned[] => {
      const warnings = all.filter(
        ({ subjectId, since }) => subjectId === reader.id && since.getTime() === reader.since.getTime(),
      );
      const next = nextStep({ since: reader.since, months, warnings }, now);
      return next ? [{ ...reader, next }] : [];
    });
    return { planned, spared: spared.size };
  }
}

function counterOf(next: NonNullable<NextStep>): 'toWarn' | 'toWarnAgain' | 'toErase' {
  if (next.do === 'erase') return 'toErase';
  return next.stage === 'first' ? 'toWarn' : 'toWarnAgain';
}
