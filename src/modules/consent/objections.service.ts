import { Injectable } from '@nestjs/common';
import type { Reader } from '../../foundation/access/signed-in.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Objection, type Decision } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** How a purpose of legitimate interest stands with a reader. */
export interface ObjectionState {
  purpose: PurposeKey;
  objected: boolean;
  since: Date | null;
}

/** Objections to what a library does in its own interest: the next permission question answers no (Art. 21). */
@Injectable()
export class ObjectionsService {
  constructor(
    private readonly records: Records,
    private readonly consent: ConsentService,
  ) {}

  /** Every purpose that can be objected to, with its state. */
  async states(me: Reader): Promise<ObjectionState[]> {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, { legalBasis: ['legitimate-interests', 'public-task'] });
      const objections = new Map(
        (await db.all(Objection, { subjectId: me.id })).map((one) => [one.purpose, one.since]),
      );
      return purposes
        .sort((a, b) => a.position - b.position)
        .map(({ key }) => ({
          purpose: key,
          objected: objections.has(key),
          since: objections.get(key) ?? null,
        }));
    });
  }

  /** Objects; doing it twice changes nothing. @throws 404 for a purpose on another legal basis. */
  async object(me: Reader, purpose: string, now: Date): Promise<ObjectionState> {
    return this.records.in(me, async (db) => {
      const key = await objectable(db, purpose);
      const standing = await db.find(Objection, { subjectId: me.id, purpose: key });
      if (standing) return { purpose: key, objected: true, since: standing.since };
      await db.insert(Objection, { subjectId: me.id, purpose: key, since: now });
      await this.keep(db, me, key, 'objected', now);
      return { purpose: key, objected: true, since: now };
    });
  }

  /** Takes an objection back. @throws 404 for a purpose on another legal basis. */
  async withdraw(me: Reader, purpose: string, now: Date): Promise<ObjectionState> {
    return this.records.in(me, async (db) => {
      const key = await objectable(db, purpose);
      const gone = await db.delete(Objection, { subjectId: me.id, purpose: key });
      if (gone) await this.keep(db, me, key, 'objection-withdrawn', now);
      return { purpose: key, objected: false, since: null };
    });
  }

  private async keep(db: Rows, me: Reader, purpose: PurposeKey, decision: Decision, now: Date) {
    const { version, language } = await db.get(PurposeVersion, { purpose, replacedAt: null });
    await this.consent.record(
      db,
      me.id,
      [{ purpose, decision, version, language, surface: 'opt-in-section' }],
      now,
    );
  }
}

async function objectable(db: Rows, purpose: string): Promise<PurposeKey> {
  const found = await db.find(LibraryPurpose, { key: purpose as PurposeKey });
  if (found?.legalBasis !== 'legitimate-interests' && found?.legalBasis !== 'public-task') throw notFound();
  return found.key;
}
