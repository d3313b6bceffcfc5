import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { LegalHold } from '../../foundation/records/legal-hold.entity.js';
import { Records } from '../../foundation/records/records.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { StaffService } from '../libraries/staff.service.js';
import { holdReminder } from './waiting-letters.js';

const JOB = 'holds-review';
const AGAIN_MS = 7 * 86_400_000;

/** Reminds the owners of holds that nobody has looked at again in time: a hold without a review keeps data without a reason. */
@Injectable()
export class HoldRemindersService {
  constructor(
    private readonly records: Records,
    private readonly staff: StaffService,
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
  ) {}

  /** Writes to every owner of a library, again each week; gives how many of its holds are overdue. */
  async remind(libraryId: string, now: Date): Promise<number> {
    const me = aJob(JOB, libraryId);
    const { name, overdue } = await this.records.in(me, async (db) => ({
      name: (await this.libraries.named(db)).name,
      overdue: await db.all(LegalHold, { liftedAt: null, reviewAt: { before: now } }),
    }));
    const ago = new Date(now.getTime() - AGAIN_MS);
    const due = overdue.filter(({ remindedAt }) => remindedAt === null || remindedAt <= ago);
    if (!due.length) return overdue.length;
    const owners = (await this.staff.members(me)).filter(({ role }) => role === 'owner');
    await this.records.in(aJob(JOB, PLATFORM), async (db) => {
      for (const { id: subjectId, email } of owners)
        await this.outbox.post(db, {
          subjectId,
          to: email,
          kind: JOB,
          ...holdReminder(name, overdue.length),
        });
    });
    // Only now: after a kill in between the owners are reminded twice rather than never.
    await this.records.in(me, (db) =>
      db.update(LegalHold, { id: due.map(({ id }) => id), liftedAt: null }, { remindedAt: now }),
    );
    return overdue.length;
  }
}
