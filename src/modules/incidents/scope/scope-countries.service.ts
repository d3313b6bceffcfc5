import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../../foundation/database/queue.js';
import { TamperedCiphertext } from '../../../foundation/encryption/errors.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AddresseesService } from '../../accounts/addressees.service.js';
import { BANDS } from './bands.js';
import { byCountry, counted, reconciles, type SurestByCountry } from './country-counts.js';
import { BreachScopeCountries, ScopeCountryProgress } from './scope-countries.entity.js';
import { BreachScope } from './scope.entity.js';

/** The job that opens readers' countries to count them; a question about a window does not take that for a look at them. */
export const SCOPE_COUNTRIES = 'scope-countries';

/** In which country each of these readers lives. */
type Finding = (db: Rows, ids: string[]) => Promise<Map<string, string | null>>;
type Progress = Opened<ScopeCountryProgress>;

/**
 * Counts by country whom a scope lists, after its three numbers are there: a reader's country is sealed with the reader's
 * key, so it is opened a thousand at a time, each with how far it came in one transaction. A kill loses nothing.
 */
@Injectable()
export class ScopeCountriesService {
  constructor(
    private readonly records: Records,
    private readonly addressees: AddresseesService,
  ) {}

  /** Counts what is left of a scope, batch by batch in turn with any other instance that is at it. */
  async run({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(SCOPE_COUNTRIES, libraryId);
    let isUnderWay = true;
    while (isUnderWay) isUnderWay = await this.step(me, id, now);
  }

  /** Scopes that are not counted and whose list is still there. */
  async due(libraryId: string): Promise<string[]> {
    return this.records.in(aJob(SCOPE_COUNTRIES, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select s.id from breach_scope s where s.library_id = $1
           and not exists (select 1 from breach_scope_countries c where c.library_id = $1 and c.scope_id = s.id)
           and (s.possible = 0 or exists (select 1 from breach_scope_part p where p.library_id = $1 and p.scope_id = s.id))
         order by s.id`,
        [libraryId],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** A batch; where somebody's row was tampered with, which the door has noted by then, the others of it are still found. */
  private async step(me: Job, id: string, now: Date): Promise<boolean> {
    const batch = (find: Finding) => this.records.in(me, (db) => this.batch(db, id, find, now));
    try {
      return await batch((db, ids) => this.addressees.countries(db, ids));
    } catch (error) {
      if (!(error instanceof TamperedCiphertext)) throw error;
      return batch((db, ids) => this.oneByOne(db, ids));
    }
  }

  private async oneByOne(db: Rows, ids: string[]): Promise<Map<string, string | null>> {
    const found = new Map<string, string | null>();
    for (const id of ids)
      try {
        found.set(id, (await this.addressees.countries(db, [id])).get(id) ?? null);
      } catch (error) {
        if (!(error instanceof TamperedCiphertext)) throw error;
        found.set(id, null);
      }
    return found;
  }

  /** False when everybody is counted. */
  private async batch(db: Rows, scopeId: string, find: Finding, now: Date): Promise<boolean> {
    const scope = await claimed(db, scopeId);
    if (!scope) return false;
    const progress = await db.find(ScopeCountryProgress, { scopeId });
    const part = await nextPart(db, scopeId, progress);
    if (!part) {
      await end(db, scope, progress?.surest ?? {}, now);
      return false;
    }
    const { band, place, ids } = part;
    const known = await find(db, ids);
    const countries = ids.map((id) => known.get(id) ?? null);
    const surest = counted(progress?.surest ?? {}, BANDS[band - 1] ?? 'possible', countries);
    if (progress) await db.update(ScopeCountryProgress, { scopeId }, { band, place, surest });
    else await db.insert(ScopeCountryProgress, { scopeId, band, place, surest });
    return true;
  }
}

/** The scope, where it is not counted. The lock on its question is the lease: it ends with the transaction, and is waited for. */
async function claimed(db: Rows, scopeId: string): Promise<Opened<BreachScope> | null> {
  const { rowCount } = await db.tell(
    `select 1 from breach_scope s join scope_question q on q.library_id = s.library_id and q.id = s.question_id
     where s.library_id = $1 and s.id = $2 for update of q`,
    [db.me.libraryId, scopeId],
  );
  if (!rowCount || (await db.count(BreachScopeCountries, { scopeId }))) return null;
  return db.find(BreachScope, { id: scopeId });
}

async function nextPart(db: Rows, scopeId: string, progress: Progress | null) {
  const { rows } = await db.tell(
    `select band, place, subject_ids from breach_scope_part where library_id = $1 and scope_id = $2
       and (band, place) > ($3::int, $4::int) order by band, place limit 1`,
    [db.me.libraryId, scopeId, progress?.band ?? 0, progress?.place ?? 0],
  );
  const [part] = rows;
  if (!part) return null;
  return { band: Number(part.band), place: Number(part.place), ids: part.subject_ids as string[] };
}

/** Keeps the counts. Where the list was let go in the middle of it they would hold too few: nothing is kept then. */
async function end(db: Rows, scope: Opened<BreachScope>, surest: SurestByCountry, now: Date): Promise<void> {
  const { id: scopeId, incidentId } = scope;
  const countries = byCountry(surest);
  await db.delete(ScopeCountryProgress, { scopeId });
  if (reconciles(countries, scope))
    await db.insert(BreachScopeCountries, { incidentId, scopeId, countedAt: now, countries });
}
