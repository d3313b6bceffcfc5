import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Rows } from '../foundation/records/rows.js';
import { AlarmsService, type Alarm } from '../modules/deadlines/alarms.service.js';
import { CalendarExplorer } from './calendar.explorer.js';
import { patienceWith } from './late-jobs.js';

/** Raises an alarm for each job of the calendar that has not ended well for longer than twice its period. */
@Injectable()
export class LateJobsService implements OnApplicationBootstrap {
  private startedAt = new Date();

  constructor(
    private readonly alarms: AlarmsService,
    private readonly calendar: CalendarExplorer,
  ) {}

  onApplicationBootstrap() {
    this.startedAt = new Date();
    this.alarms.register('platform', (db, now) => this.late(db, now));
  }

  /** A job that never ended well counts from its first run, or from this start where it has none. */
  private async late(db: Rows, now: Date): Promise<Alarm[]> {
    const entries = this.calendar.entries().map(({ entry }) => entry);
    const { rows } = await db.tell(
      `select j.job, coalesce(d.due_at, f.due_at) as since from unnest($2::text[]) as j(job)
       left join lateral (select due_at from job_run r where r.library_id = $1 and r.job = j.job and r.outcome = 'done'
                          order by due_at desc limit 1) d on true
       left join lateral (select due_at from job_run r where r.library_id = $1 and r.job = j.job
                          order by due_at limit 1) f on true`,
      [db.me.libraryId, entries.map(({ job }) => job)],
    );
    const last = new Map(
      rows.map((row) => [row.job, row.since instanceof Date ? row.since : this.startedAt]),
    );
    return entries.flatMap(({ job, cron }): Alarm[] => {
      const since = last.get(job) ?? this.startedAt;
      if (now.getTime() - since.getTime() <= patienceWith(cron)) return [];
      return [{ kind: 'job-late', about: job, since, key: `job-late ${job} ${since.toISOString()}` }];
    });
  }
}
