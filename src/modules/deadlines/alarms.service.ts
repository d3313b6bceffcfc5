import { Injectable, Logger } from '@nestjs/common';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { setAlarms } from '../../foundation/metrics/metrics.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { ALARM_KINDS, alarmLetter, type Alarm } from './alarm.js';
import { DeadlinesService } from './deadlines.service.js';
import { shortId, type Deadline } from './deadline.js';
import { StaffNoticesService } from './staff-notices.service.js';

export type { Alarm } from './alarm.js';

/** Looks for alarms in one library's rows, or in the platform's. */
export type AlarmSource = (db: Rows, now: Date) => Promise<Alarm[]>;

const JOB = 'alarms';

/** The one list of what stands still: requests, deadlines that passed, jobs of the calendar. */
@Injectable()
export class AlarmsService {
  private readonly logger = new Logger('Alarms');
  private readonly sources = { library: [] as AlarmSource[], platform: [] as AlarmSource[] };

  constructor(
    private readonly records: Records,
    private readonly deadlines: DeadlinesService,
    private readonly notices: StaffNoticesService,
    private readonly setting: Setting,
  ) {}

  register(where: 'library' | 'platform', source: AlarmSource) {
    this.sources[where].push(source);
  }

  /** What an owner sees: the alarms of their library, and of the jobs that work for all. */
  async of(me: SignedIn, now: Date): Promise<Alarm[]> {
    const own = await this.records.in(me, (db) => this.ofLibrary(db, now));
    return [...own, ...(await this.ofPlatform(now))];
  }

  /** Looks everywhere: tells the operator each time, and the security officers of each alarm once. */
  async watch(libraries: { id: string; slug: string }[], now: Date): Promise<Alarm[]> {
    const found = await this.ofPlatform(now);
    await this.tell(PLATFORM, 'platform', found, now);
    for (const { id, slug } of libraries) {
      const own = await this.records.in(aJob(JOB, id), (db) => this.ofLibrary(db, now));
      await this.tell(id, slug, own, now);
      found.push(...own);
    }
    await this.records.in(aJob(JOB, PLATFORM), (db) => this.notices.forget(db, now));
    for (const kind of ALARM_KINDS) setAlarms(kind, found.filter((one) => one.kind === kind).length);
    return found;
  }

  private async ofLibrary(db: Rows, now: Date): Promise<Alarm[]> {
    const alarms = (await this.deadlines.of(db, now)).flatMap((deadline) => passed(deadline, now));
    for (const source of this.sources.library) alarms.push(...(await source(db, now)));
    return alarms;
  }

  private ofPlatform(now: Date): Promise<Alarm[]> {
    return this.records.in(aJob(JOB, PLATFORM), async (db) => {
      const alarms: Alarm[] = [];
      for (const source of this.sources.platform) alarms.push(...(await source(db, now)));
      return alarms;
    });
  }

  private async tell(libraryId: string, slug: string, alarms: Alarm[], now: Date) {
    for (const { kind, about, since } of alarms)
      this.logger.error({ libraryId, kind, about, since }, 'alarm');
    await this.records.in(aJob(JOB, PLATFORM), async (db) => {
      const keys = alarms.map(({ key }) => `alarm ${key}`);
      const untold = await this.notices.untold(db, libraryId, keys, now);
      const fresh = alarms.filter(({ key }) => untold.has(`alarm ${key}`));
      if (!fresh.length) return;
      const letter = alarmLetter(slug, fresh, `${this.setting.config.publicUrl}/admin`);
      await this.notices.toOfficers(db, { kind: 'alarm', ...letter });
    });
  }
}

function passed(
  { source, id, kind, promisedBy, legalLimit, isOpen, isResting }: Deadline,
  now: Date,
): Alarm[] {
  if (!isOpen || isResting || now <= promisedBy) return [];
  const isPastLimit = now > legalLimit;
  const since = isPastLimit ? legalLimit : promisedBy;
  const alarm = isPastLimit ? 'limit-passed' : 'promise-passed';
  return [
    {
      kind: alarm,
      about: `${kind} ${shortId(id)}`,
      since,
      key: `${alarm} ${source} ${id} ${since.toISOString()}`,
    },
  ];
}
