import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';
import { Setting } from '../../foundation/setting.js';
import { DeadlinesService } from './deadlines.service.js';
import { rungsDue, type Deadline, type Rung } from './deadline.js';
import { reminderLetter, type Due } from './reminder-letter.js';
import { StaffNoticesService } from './staff-notices.service.js';

const JOB = 'deadline-reminders';

/**
 * Reminds owners of open deadlines on a ladder of rungs. A rung and its letters are one transaction: a kill leaves both
 * or neither, and nobody is told twice. Past the law's limit the platform's security officers are told as well.
 */
@Injectable()
export class RemindersService {
  constructor(
    private readonly records: Records,
    private readonly deadlines: DeadlinesService,
    private readonly notices: StaffNoticesService,
    private readonly setting: Setting,
  ) {}

  /** Tells what is due in one library; gives the number of deadlines that were told. */
  async remind({ id, slug }: { id: string; slug: string }, now: Date): Promise<number> {
    const open = await this.records.in(aJob(JOB, id), (db) => this.deadlines.of(db, now));
    const due = open.map((deadline) => ({ deadline, rungs: rungsDue(deadline, now) }));
    return this.records.in(aJob(JOB, PLATFORM), async (db) => {
      const keys = due.flatMap(({ deadline, rungs }) => rungs.map((rung) => keyOf(deadline, rung)));
      const untold = await this.notices.untold(db, id, keys, now);
      const told = due.flatMap(({ deadline, rungs }): Due[] => {
        const rung = rungs.findLast((one) => untold.has(keyOf(deadline, one)));
        return rung ? [{ deadline, rung }] : [];
      });
      if (!told.length) return 0;
      const link = `${this.setting.config.publicUrl}/admin`;
      await this.notices.toOwners(db, id, { kind: JOB, ...reminderLetter(slug, told, link) });
      const past = told.filter(({ rung }) => rung.isPastLimit);
      if (past.length) await this.notices.toOfficers(db, { kind: JOB, ...reminderLetter(slug, past, link) });
      return told.length;
    });
  }
}

/** A deadline that is set anew, by an extension or a rest of the clock, has a ladder of its own. */
function keyOf({ source, id, promisedBy }: Deadline, { key }: Rung): string {
  return `${source} ${id} ${promisedBy.toISOString()} ${key}`;
}
