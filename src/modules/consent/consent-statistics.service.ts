import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { invalid } from '../../foundation/http/problem.js';
import { zoneOf } from '../../foundation/law/countries.js';
import { plainDate, plainDateIn, plusDays } from '../../foundation/law/plain-date.js';
import { wholeWeeks, type Weeks } from '../../foundation/law/whole-weeks.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { FEWEST, withoutSmallGroups } from './small-groups.js';

/** Between which days to count; absent: the twelve weeks that are over. */
export interface Asked {
  from?: string | undefined;
  to?: string | undefined;
}

const USUAL_DAYS = 12 * 7;
const MOST_WEEKS = 53;
const DAY_MS = 86_400_000;

/** How many readers decided how, by purpose, text and week, told so that nobody can be singled out. */
@Injectable()
export class ConsentStatisticsService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /**
   * Whole ISO weeks that are over, in the time zone of the library's country: what changes from one hour to the next, or
   * from one day's range to another's, would show who it was. Who was erased is not counted, nor what was imported.
   * @throws 422 for days in the wrong order or more than 53 weeks
   */
  async of(me: SignedIn, asked: Asked, now: Date) {
    return this.records.in(me, async (db) => {
      const timeZone = zoneOf((await this.libraries.named(db)).country);
      const weeks = weeksOf(asked, timeZone, now);
      const rows = weeks ? withoutSmallGroups(await counted(db, weeks, timeZone)) : [];
      const { from = null, to = null } = weeks ?? {};
      return { items: rows, next: null, from, to, timeZone, fewest: FEWEST };
    });
  }
}

function weeksOf({ from, to }: Asked, zone: string, now: Date): Weeks | null {
  const last = to === undefined ? plainDateIn(now, zone) : plainDate(to);
  const first = from === undefined ? plusDays(last, -USUAL_DAYS) : plainDate(from);
  if (first > last) throw invalid('/to', 'The last day is before the first: write them in order.');
  const weeks = wholeWeeks(first, last, zone, now);
  if (weeks && weeks.count > MOST_WEEKS)
    throw invalid('/from', `Ask for at most ${MOST_WEEKS} weeks at once.`);
  return weeks;
}

async function counted(db: Rows, { start, end }: Weeks, zone: string) {
  const { rows } = await db.tell(
    `select e.purpose, encode(e.version, 'hex') as version, e.language,
            to_char(e.recorded_at at time zone $4, 'IYYY-"W"IW') as week,
            count(distinct e.subject_id) filter (where e.decision = 'given')::int as given,
            count(distinct e.subject_id) filter (where e.decision = 'refused')::int as refused,
            count(distinct e.subject_id) filter (where e.decision = 'withdrawn')::int as withdrawn
     from consent_event e join subject u on u.library_id = $1 and u.id = e.subject_id
     where e.library_id = $1 and e.id >= $5 and e.id < $6 and e.recorded_at >= $2 and e.recorded_at < $3
       and e.surface <> 'imported' and u.state in ('active', 'restricted')
     group by 1, 2, 3, 4 order by 4 desc, 1, 3, 2`,
    // Ids are by time: they lead to the weeks without a look at all that ever was.
    [db.me.libraryId, start, end, zone, idAt(start.getTime() - DAY_MS), idAt(end.getTime() + DAY_MS)],
  );
  return rows as unknown as Counted[];
}

interface Counted {
  purpose: string;
  version: string;
  language: string;
  week: string;
  given: number;
  refused: number;
  withdrawn: number;
}

/** The smallest id of version 7 that can have been made at an instant. */
function idAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
