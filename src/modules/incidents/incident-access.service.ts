import { Injectable } from '@nestjs/common';
import { aJob, type SignedIn, type Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { invalid, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { PersonalDataBreach } from './breach.entity.js';
import type { DrillClock } from './drills/drill-clock.js';
import { inLibrary } from './entries.js';
import { Incident, IncidentEntry } from './incident.entity.js';

const REGULATION = new Date('2018-05-25T00:00:00Z');
/** Clocks of two machines may differ by so much. */
const SKEW_MS = 300_000;

/** What an incident's duties are timed by. */
export interface IncidentClock extends DrillClock {
  /** When the platform was aware, as it stands now. */
  awareAt: Date;
}

/** Who may see what of an incident: officers of the platform all of it, owners their own library's part. */
@Injectable()
export class IncidentAccess {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /** The library behind a slug for whoever may see its part. @throws 404, another library's too */
  async libraryOf(me: SignedIn, slug: string): Promise<string> {
    const id = await this.libraries.idOf(slug);
    if (me.libraryId !== PLATFORM && me.libraryId !== id) throw notFound();
    return id;
  }

  /** Libraries whose parts somebody may see: one, an owner's own, or for officers every one. @throws 404 */
  async placesOf(me: Staff, slug: string | undefined): Promise<{ id: string; slug: string }[]> {
    if (slug !== undefined) return [{ id: await this.libraryOf(me, slug), slug }];
    const directory = await this.libraries.directory();
    return me.libraryId === PLATFORM ? directory : directory.filter(({ id }) => id === me.libraryId);
  }

  /** Runs `work` in the library behind a slug, where the incident has a part. @throws 404 */
  async inPart<T>(
    me: Staff,
    incidentId: string,
    slug: string,
    work: (db: Rows, breach: Opened<PersonalDataBreach>) => Promise<T>,
  ): Promise<T> {
    const libraryId = await this.libraryOf(me, slug);
    return this.records.in(inLibrary(me, libraryId), async (db) =>
      work(db, await db.get(PersonalDataBreach, { id: incidentId })),
    );
  }

  /** The incident itself, which owners know of by their part of it. @throws 404 */
  async incident(incidentId: string): Promise<Opened<Incident>> {
    return this.records.in(aJob('incident', PLATFORM), (db) => db.get(Incident, { id: incidentId }));
  }

  /** Several incidents, in the order of their ids as given. */
  async incidents(ids: string[]): Promise<Opened<Incident>[]> {
    if (!ids.length) return [];
    const found = await this.records.in(aJob('incident', PLATFORM), (db) => db.all(Incident, { id: ids }));
    return ids.flatMap((id) => found.filter((one) => one.id === id));
  }

  /** When the platform was aware, as it stands now. */
  async platformAwareAt(incidentId: string): Promise<Date> {
    return this.records.in(aJob('incident', PLATFORM), async (db) => {
      const { awareAt } = await db.get(Incident, { id: incidentId });
      return (await standingAwareness(db, incidentId)) ?? awareAt;
    });
  }

  /** How time passes in the incident, and since when the platform is aware. */
  async clockOf(incidentId: string): Promise<IncidentClock> {
    const { declaredAt: startedAt, pace } = await this.incident(incidentId);
    return { startedAt, pace, awareAt: await this.platformAwareAt(incidentId) };
  }

  /** Libraries that the incident has hit, by id with their slugs, in the order of their addition. */
  async librariesHit(me: SignedIn, incidentId: string): Promise<{ id: string; slug: string }[]> {
    const entries = await this.records.in({ ...me, libraryId: PLATFORM }, (db) =>
      db.all(IncidentEntry, { incidentId, kind: 'library' }),
    );
    const ids = [...new Set(entries.map(({ about }) => about).filter((id) => id !== null))];
    const slugs = await this.libraries.slugsOf(ids);
    return ids.map((id) => ({ id, slug: slugs.get(id) ?? '' }));
  }
}

/** The instant of awareness that holds in the transaction's library: what stood last, confirmed where it had to be. */
export async function standingAwareness(db: Rows, incidentId: string): Promise<Date | null> {
  const { items } = await db.page(
    IncidentEntry,
    { incidentId, kind: ['awareness', 'awareness-confirmed'] },
    { limit: 1, order: 'newest' },
  );
  return items[0]?.happenedAt ?? null;
}

/** @throws 422 for an instant that has not come, or before the Regulation */
export function past(pointer: string, at: Date, now: Date): Date {
  if (at.getTime() > now.getTime() + SKEW_MS)
    throw invalid(pointer, 'This moment has not come yet. Write when it happened.');
  if (at < REGULATION) throw invalid(pointer, 'Write a moment after 25 May 2018.');
  return at;
}
