import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { invalid, notFound } from '../../../foundation/http/problem.js';
import { SubjectErased } from '../../../foundation/encryption/errors.js';
import { NoSuchRow } from '../../../foundation/records/errors.js';
import type { PageOptions } from '../../../foundation/records/rows.js';
import { LegalHoldsService, type NewHold } from '../../data-subject-requests/legal-holds.service.js';
import { enter, inLibrary } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { HeldReadersService, type WhomHeld } from './held-readers.service.js';

/** What of whom is held for an incident. */
export type NewIncidentHold = Omit<NewHold, 'incidentId'> & WhomHeld;

/**
 * Holds that keep readers' data as evidence of an incident (Art. 17(3)(b), (e)): an erasure waits, restricted, and goes on by
 * itself once the last of them is lifted.
 */
@Injectable()
export class IncidentHoldsService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly holds: LegalHoldsService,
    private readonly readers: HeldReadersService,
  ) {}

  /**
   * Places a hold on each reader, and tells of whom the library does not know. A second time changes nothing.
   * @throws 404; 422 where it names neither purposes nor tables: what an incident needs is never everything
   */
  async place(me: Staff, incidentId: string, slug: string, given: NewIncidentHold, now: Date) {
    const there = await this.here(me, incidentId, slug);
    const { ground, citation, words, purposes, tables, reviewOn } = given;
    const hold = { ground, citation, words, purposes, tables, reviewOn };
    refuseWide(hold);
    const { items: readers, next } = await this.readers.page(there, incidentId, given);
    const placed: string[] = [];
    const unknown: string[] = [];
    for (const reader of readers) {
      const id = await this.placeOne(there, reader, { ...hold, incidentId }, now);
      (id ? placed : unknown).push(id ?? reader);
    }
    await this.note(me, incidentId, slug, { detail: 'holds-placed', count: placed.length }, now);
    return { holds: placed, unknown, next };
  }

  /** How many readers it would hold, and how many of them are held for the incident already; nothing is placed. @throws 404; 422 */
  async count(me: Staff, incidentId: string, slug: string, whom: WhomHeld) {
    return this.readers.count(await this.here(me, incidentId, slug), incidentId, whom);
  }

  /** Every hold of the incident in a library, lifted ones among them, the latest first. @throws 404 */
  async list(me: Staff, incidentId: string, slug: string, page: PageOptions, now: Date) {
    return this.holds.ofIncident(await this.here(me, incidentId, slug), incidentId, page, now);
  }

  /** It is still needed, until a new day. @throws 404; 409 where it was lifted; 422 */
  async review(
    me: Staff,
    incidentId: string,
    of: { slug: string; hold: string },
    reviewOn: string,
    now: Date,
  ) {
    return this.holds.review(await this.theHold(me, incidentId, of, now), of.hold, reviewOn, now);
  }

  /** Ends it; an erasure that waited for it alone goes on by itself. @throws 404; 409 where it was lifted */
  async lift(me: Staff, incidentId: string, of: { slug: string; hold: string }, now: Date) {
    const lifted = await this.holds.lift(await this.theHold(me, incidentId, of, now), of.hold, now);
    await this.note(me, incidentId, of.slug, { detail: 'holds-lifted', count: 1 }, now);
    return lifted;
  }

  private async placeOne(there: Staff, reader: string, hold: NewHold, now: Date): Promise<string | null> {
    try {
      return (await this.holds.place(there, reader, hold, now)).id;
    } catch (error) {
      if (error instanceof SubjectErased || error instanceof NoSuchRow) return null;
      throw error;
    }
  }

  /** The same person at work in the library that was hit. @throws 404 */
  private async here(me: Staff, incidentId: string, slug: string): Promise<Staff> {
    return this.access.inPart(me, incidentId, slug, (db) => Promise.resolve(inLibrary(me, db.me.libraryId)));
  }

  private async theHold(me: Staff, incidentId: string, of: { slug: string; hold: string }, now: Date) {
    const there = await this.here(me, incidentId, of.slug);
    if ((await this.holds.show(there, of.hold, now)).incident !== incidentId) throw notFound();
    return there;
  }

  private note(
    me: Staff,
    incidentId: string,
    slug: string,
    { detail, count }: { detail: string; count: number },
    now: Date,
  ) {
    const entry = { incidentId, kind: 'note' as const, detail, happenedAt: now, recordedAt: now };
    return this.access.inPart(me, incidentId, slug, (db) =>
      enter(db, { ...entry, text: `Legal holds on readers’ data: ${count}` }),
    );
  }
}

/** @throws 422 */
function refuseWide({ purposes, tables }: Pick<NewHold, 'purposes' | 'tables'>) {
  if (!purposes?.length && !tables?.length)
    throw invalid(
      '/purposes',
      'Name the purposes or tables that the incident needs as evidence. A hold on everything is not narrow.',
    );
}
