import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn, Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import type { Actor, Decision } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { forOwner, forReader } from './objection-shapes.js';
import { Objection, type ObjectionState } from './objection.entity.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** What a reader says with an objection. */
export interface Objecting {
  grounds?: string | undefined;
  language?: string | undefined;
}

/** What an owner answers. */
export interface ObjectionAnswer {
  decision: Exclude<ObjectionState, 'pending'>;
  reason?: string | undefined;
}

/** Objections to what a library does in its own interest: the next permission question answers no (Art. 21). */
@Injectable()
export class ObjectionsService {
  constructor(
    private readonly records: Records,
    private readonly consent: ConsentService,
    private readonly libraries: LibrariesService,
  ) {}

  /** Every purpose that can be objected to, with its state. */
  async states(me: Reader) {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, { legalBasis: ['legitimate-interests', 'public-task'] });
      const standing = await db.all(Objection, { subjectId: me.id, endedAt: null });
      const place = await this.libraries.named(db);
      return purposes
        .sort((a, b) => a.position - b.position)
        .map(({ key, directMarketing }) => {
          const objection = standing.find((one) => one.purpose === key);
          return forReader({ purpose: key, directMarketing }, objection, place);
        });
    });
  }

  /**
   * Objects: processing rests until the owner answers, and for good where it is direct marketing (Art. 21(1) to (3)).
   * Doing it twice adds the grounds, if any.
   * @throws 404 for a purpose on another legal basis; 422 for an answered objection that is repeated without new grounds.
   */
  async object(me: Reader, purpose: string, { grounds, language = 'en' }: Objecting, now: Date) {
    return this.records.in(me, async (db) => {
      const { key, directMarketing } = await objectable(db, purpose);
      await db.get(Subject, { id: me.id }, 'for update'); // one after the other, as there is no row yet to be held
      const standing = await db.find(Objection, { subjectId: me.id, purpose: key, endedAt: null });
      if (standing && standing.state !== 'overridden') {
        if (grounds) await db.update(Objection, { id: standing.id }, { grounds });
      } else {
        if (standing) await this.follow(db, standing, grounds, now);
        await db.insert(Objection, {
          subjectId: me.id,
          purpose: key,
          directMarketing,
          grounds: grounds ?? null,
          since: now,
          ...(directMarketing ? { state: 'upheld' as const, decidedAt: now } : {}),
        });
        await this.keep(db, me.id, { purpose: key, decision: 'objected', actor: 'self', language }, now);
      }
      const objection = await db.get(Objection, { subjectId: me.id, purpose: key, endedAt: null });
      return forReader({ purpose: key, directMarketing }, objection, await this.libraries.named(db));
    });
  }

  /** Takes an objection back. @throws 404 for a purpose on another legal basis. */
  async withdraw(me: Reader, purpose: string, now: Date, language = 'en') {
    return this.records.in(me, async (db) => {
      const { key, directMarketing } = await objectable(db, purpose);
      const gone = await db.delete(Objection, { subjectId: me.id, purpose: key, endedAt: null });
      const decision = { purpose: key, decision: 'objection-withdrawn', actor: 'self', language } as const;
      if (gone) await this.keep(db, me.id, decision, now);
      return forReader({ purpose: key, directMarketing }, undefined, await this.libraries.named(db));
    });
  }

  /** Standing objections, the latest first, each with the instants by which it has to be answered. */
  async list(me: SignedIn, state: ObjectionState | undefined, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const where = { endedAt: null, ...(state ? { state } : {}) };
      const { items, next } = await db.page(Objection, where, { ...page, order: 'newest' });
      const place = await this.libraries.named(db);
      return { items: items.map((one) => forOwner(one, place)), next };
    });
  }

  /** One of them. @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => {
      const objection = await db.get(Objection, { id, endedAt: null });
      return forOwner(objection, await this.libraries.named(db));
    });
  }

  /**
   * The owner's answer, inside the caller's transaction (Art. 21(1)).
   * @throws 404; 409 when it is answered already, and always for overriding an objection to direct marketing; 422
   *   when it is overridden without a reason.
   */
  async answer(
    me: Staff,
    db: Rows,
    id: string,
    { decision, reason, language }: ObjectionAnswer & { language: string },
    now: Date,
  ) {
    const objection = await db.get(Objection, { id, endedAt: null });
    if (decision === 'overridden' && objection.directMarketing) throw absolute();
    if (decision === 'overridden' && !reason) throw reasonNeeded();
    const answered = { state: decision, reason: reason ?? null, decidedAt: now, decidedBy: me.id };
    if (!(await db.update(Objection, { id, state: 'pending', endedAt: null }, answered)))
      throw conflict('decided', 'This objection is answered already. Read the pending ones again.');
    const { subjectId, purpose } = objection;
    const word = { purpose, decision: `objection-${decision}`, actor: 'library', language } as const;
    await this.keep(db, subjectId, word, now);
    return forOwner(await db.get(Objection, { id }), await this.libraries.named(db));
  }

  /**
   * Ends the question of every standing objection to a purpose that turns out to be direct marketing, inside the caller's
   * transaction: all of them stand for good.
   */
  async makeAbsolute(db: Rows, purpose: PurposeKey, now: Date): Promise<void> {
    for (const { id, subjectId, state } of await db.all(Objection, { purpose, endedAt: null })) {
      const absolute = { state: 'upheld', directMarketing: true } as const;
      await db.update(Objection, { id }, state === 'upheld' ? absolute : { ...absolute, decidedAt: now });
      const word = { purpose, decision: 'objection-upheld', actor: 'library', language: 'en' } as const;
      if (state !== 'upheld') await this.keep(db, subjectId, word, now);
    }
  }

  /** An answered objection gives way to a new one, on new grounds; the answer to it is kept. */
  private async follow(db: Rows, { id }: Opened<Objection>, grounds: string | undefined, now: Date) {
    if (!grounds)
      throw invalid(
        '/grounds',
        'The library has answered your objection. To object again, write what has changed or what it did not consider.',
      );
    await db.update(Objection, { id }, { endedAt: now });
  }

  private async keep(
    db: Rows,
    subjectId: string,
    { language, ...word }: { purpose: PurposeKey; decision: Decision; actor: Actor; language: string },
    now: Date,
  ) {
    const texts = await db.all(PurposeVersion, { purpose: word.purpose, replacedAt: null });
    const text = texts.find((one) => one.language === language.split('-')[0]) ?? texts[0];
    if (!text) throw notFound();
    const surface = word.actor === 'self' ? 'opt-in-section' : 'owner';
    const decided = { ...word, version: text.version, language: text.language, surface } as const;
    await this.consent.record(db, subjectId, [decided], now);
  }
}

async function objectable(db: Rows, purpose: string): Promise<Opened<LibraryPurpose>> {
  const found = await db.find(LibraryPurpose, { key: purpose as PurposeKey });
  if (found?.legalBasis !== 'legitimate-interests' && found?.legalBasis !== 'public-task') throw notFound();
  return found;
}

const absolute = () =>
  conflict(
    'direct-marketing',
    'An objection to direct marketing ends it for good: nobody can override it (Art. 21(3)).',
  );

const reasonNeeded = () =>
  invalid(
    '/reason',
    'Write the compelling legitimate grounds that override the reader’s interests, for the reader to read (Art. 21(1)).',
  );
