import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, notFound, Problem } from '../../foundation/http/problem.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { CookieFoundingService } from './founding.service.js';
import type { NewTracker, TrackerChanges } from './library-dto.js';
import { told, type CataloguedTracker } from './notice-shape.js';
import { CookieNotice } from './notice.entity.js';
import { trackerFaults } from './tracker-faults.js';
import { Tracker } from './tracker.entity.js';

/** The catalogue of cookies and other trackers of a library. What changes here is told by the next notice. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly records: Records,
    private readonly founding: CookieFoundingService,
    private readonly libraries: LibrariesService,
  ) {}

  /** All entries, by name. */
  async list(me: SignedIn, now: Date) {
    return this.records.in(me, async (db) => {
      await this.founding.current(db, now);
      const trackers = await db.all(Tracker, {});
      return trackers.sort((a, b) => (a.name < b.name ? -1 : 1)).map(shapeOf);
    });
  }

  /** One entry. @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => shapeOf(await db.get(Tracker, { id })));
  }

  /** Adds an entry. @throws 422 with a pointer for each fault; 409 for a name that is there */
  async add(me: SignedIn, given: NewTracker, now: Date): Promise<{ id: string }> {
    const { dataMonths = null, thirdParties = [], exemption = null, ...rest } = given;
    const tracker = { ...rest, dataMonths, thirdParties, exemption };
    return this.records.in(me, async (db) => {
      await this.lock(db, now);
      await this.refuseFaults(db, tracker, now);
      return { id: await db.insert(Tracker, { ...tracker, createdAt: now }) };
    });
  }

  /** Changes an entry. @throws 404; 422 with a pointer for each fault; 409 for a name that is there */
  async change(me: SignedIn, id: string, changes: TrackerChanges, now: Date) {
    return this.records.in(me, async (db) => {
      await this.lock(db, now);
      const before = await db.get(Tracker, { id });
      const after = changed(before, changes);
      await this.refuseFaults(db, after, now, id);
      await db.update(Tracker, { id }, after);
      return { id, ...after };
    });
  }

  /** Removes an entry. @throws 404 */
  async remove(me: SignedIn, id: string): Promise<void> {
    await this.records.in(me, async (db) => {
      if (!(await db.delete(Tracker, { id }))) throw notFound();
    });
  }

  /** One change at a time, and none while a notice is published from the catalogue. */
  private async lock(db: Rows, now: Date) {
    const { id } = await this.founding.current(db, now);
    await db.find(CookieNotice, { id }, 'for update');
  }

  private async refuseFaults(db: Rows, tracker: CataloguedTracker, now: Date, own?: string) {
    const { languages } = await this.libraries.named(db);
    const faults = trackerFaults(tracker, languages, plainDateIn(now, 'utc'));
    if (faults.length)
      throw new Problem(
        422,
        'invalid',
        'The entry cannot stand like this. Each fault is listed with what to do.',
        faults,
      );
    const { name, kind } = tracker;
    const namesake = await db.find(Tracker, { name, kind });
    if (namesake && namesake.id !== own)
      throw conflict('taken', `The catalogue has a ${kind} called "${name}" already. Change that one.`);
  }
}

function changed(before: Opened<Tracker>, { exemption, ...changes }: TrackerChanges): CataloguedTracker {
  const ground = exemption === 'none' ? null : (exemption ?? before.exemption);
  // How long measurements are kept is said of exempt ones only.
  const dataMonths =
    ground === 'audience-own-use' ? (changes.dataMonths ?? before.dataMonths) : (changes.dataMonths ?? null);
  return { ...told(before), ...changes, dataMonths, exemption: ground };
}

function shapeOf(tracker: Opened<Tracker>) {
  return { id: tracker.id, ...told(tracker) };
}
