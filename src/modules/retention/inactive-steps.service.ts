import { Injectable } from '@nestjs/common';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { Job } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SignsOfLifeService } from '../accounts/signs-of-life.service.js';
import { ErasuresService } from '../data-subject-requests/erasures.service.js';
import { nextStep, type NextStep } from './inactivity.js';
import { InactivityLettersService } from './inactivity-letters.service.js';
import { InactivityWarning } from './inactivity-warning.entity.js';
import { addReader } from './progress.js';
import { sparedAmong } from './spared.js';

/** A run on its way: its id and the instant by which readers are looked at. */
export interface Run {
  id: string;
  asOf: Date;
}

const FOLLOWED_MS = 30 * 86_400_000;

/** A reader showed a sign of life, or something spares them, after they were looked at: nothing is erased. */
class NotAnyMore extends Error {
  override name = 'NotAnyMore';
}

/** One step for one reader, decided again with the reader locked: a sign-in comes before it or waits for it. */
@Injectable()
export class InactiveStepsService {
  constructor(
    private readonly records: Records,
    private readonly signs: SignsOfLifeService,
    private readonly letters: InactivityLettersService,
    private readonly erasures: ErasuresService,
  ) {}

  /** Warns or erases a reader, whichever it is time for. */
  async take(me: Job, readerId: string, months: number, run: Run): Promise<void> {
    const next = await this.records.in(me, async (db) => {
      const found = await this.decide(db, readerId, months, run.asOf);
      if (found?.next?.do === 'warn') await this.warn(db, readerId, { ...found, ...found.next }, run);
      return found?.next;
    });
    if (next?.do === 'erase') await this.erase(me, readerId, months, run);
  }

  /** Removes warnings that a sign of life has made void, or that were not followed within a month: these begin anew. */
  async voidWarnings(me: Job, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      await db.tell(
        `delete from inactivity_warning old where old.library_id = $1 and not exists (
           select 1 from inactivity_warning fresh where fresh.library_id = $1 and fresh.subject_id = old.subject_id
             and fresh.erases_at >= $2)`,
        [me.libraryId, new Date(now.getTime() - FOLLOWED_MS)],
      );
      const warned: string[] = [];
      for await (const { subjectId } of db.each(InactivityWarning, {})) warned.push(subjectId);
      for (const [subjectId, at] of await this.signs.of(db, warned))
        await db.delete(InactivityWarning, { subjectId, since: { before: at } });
    });
  }

  private async decide(db: Rows, readerId: string, months: number, now: Date) {
    const since = await this.signs.locked(db, readerId);
    if (!since || (await sparedAmong(db, [readerId], now)).size) return null;
    const warnings = await db.all(InactivityWarning, { subjectId: readerId, since });
    return { since, next: nextStep({ since, months, warnings }, now) };
  }

  private async warn(
    db: Rows,
    subjectId: string,
    { since, stage, erasesAt }: { since: Date } & Extract<NextStep, { do: 'warn' }>,
    { id, asOf }: Run,
  ) {
    const addressees = await this.signs.addressees(db, subjectId);
    // A minor whose guardian cannot be written to is never erased.
    if (addressees.isMinor && addressees.guardian === null) return;
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    const warning = { subjectId, since, stage, warnedAt: asOf, erasesAt, tokenHash: hash };
    await db.insert(InactivityWarning, warning);
    await this.letters.warn(db, subjectId, addressees, { erasesAt, token });
    await addReader(db, id, 'warned');
  }

  private async erase(me: Job, readerId: string, months: number, { id, asOf }: Run) {
    const wish = { askedBy: 'retention', hasGrace: false } as const;
    await this.erasures
      .ask(me, readerId, wish, asOf, async (db) => {
        const found = await this.decide(db, readerId, months, asOf);
        if (found?.next?.do !== 'erase') throw new NotAnyMore();
        await addReader(db, id, 'erased');
      })
      .catch((error: unknown) => {
        if (!(error instanceof NotAnyMore)) throw error;
      });
  }
}
