import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { refuseFrozenExports } from '../../foundation/access/restraints.js';
import { aJob, type Staff, type Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { SubjectErased } from '../../foundation/encryption/errors.js';
import { notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { ContactService } from '../accounts/contact.service.js';
import { Mandate, SETTLED_STATES } from './mandate.entity.js';
import { paperBytes } from './mandate-paper.js';
import { mandateShown } from './mandate-shown.js';
import { OutsideLettersService } from './outside-letters.service.js';
import type { UnverifiedRequest } from './unverified-request.entity.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** How long the person's link works; the owner's word is awaited for as long as it takes. */
const WAITS_MS = 90 * 86_400_000;
const AT_ONCE = 200;

/** What people ask for others: received from a representative whose address is proved, and shown to who decides. */
@Injectable()
export class MandatesService {
  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    private readonly unverified: UnverifiedRequestsService,
    private readonly letters: OutsideLettersService,
  ) {}

  /**
   * Keeps what a representative asks, once their own address is proved, and writes to the person, where the library
   * knows one. The representative is told the same in either case, and where the person is erased at this very moment.
   */
  async receive(me: Visitor, found: Opened<UnverifiedRequest>, now: Date): Promise<void> {
    try {
      await this.keep(me, found, now);
    } catch (error) {
      if (!(error instanceof SubjectErased)) throw error;
      await this.keep(me, found, now); // of nobody now
    }
  }

  /** Writes to people whom too many other letters reached that day. Tells how many. */
  async writeWaiting(libraryId: string, now: Date): Promise<number> {
    return this.records.in(aJob('mandates-write', libraryId), async (db) => {
      const { items } = await db.page(
        Mandate,
        { state: 'waiting', isKnown: true, writtenAt: null, expiresAt: { after: now } },
        { limit: AT_ONCE },
      );
      let written = 0;
      for (const mandate of items) written += (await this.write(db, mandate, now)) ? 1 : 0;
      return written;
    });
  }

  /**
   * Forgets mandates decided long enough ago, with whoever was made for them. One that nobody decided stays: its deadline
   * is told to the owner and the platform, and its representative is owed an answer (Art. 12(4)). Tells how many.
   */
  async expire(libraryId: string, now: Date): Promise<number> {
    return this.records.in(aJob('mandates-expire', libraryId), async (db) => {
      const { items } = await db.page(
        Mandate,
        { state: SETTLED_STATES, expiresAt: { before: now } },
        { limit: AT_ONCE },
      );
      for (const { id, subjectId, isKnown } of items) {
        await db.delete(Mandate, { id });
        if (!isKnown) await this.letters.drop(db, subjectId);
        if (!isKnown) await db.forgetSubject(subjectId);
      }
      return items.length;
    });
  }

  /** What the person's link is about, without using it up. @throws 404 */
  async byLink(me: Visitor, token: string, now: Date): Promise<Opened<Mandate>> {
    return this.records.in(me, async (db) => {
      const isHere = libraryOfToken(token) === db.me.libraryId;
      const where = { tokenHash: hashOfToken(token), state: 'waiting', expiresAt: { after: now } } as const;
      const found = isHere ? await db.find(Mandate, where) : null;
      if (!found) throw noSuchMandate();
      return found;
    });
  }

  /** The same, as it is shown. @throws 404 */
  async preview(me: Visitor, token: string, now: Date) {
    return mandateShown(await this.byLink(me, token, now));
  }

  /** The latest first, for the owner who decides. */
  async list(me: Staff, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Mandate, {}, { ...page, order: 'newest' });
      return { items: items.map(mandateShown), next };
    });
  }

  /** @throws 404 */
  async show(me: Staff, id: string) {
    return this.records.in(me, async (db) => mandateShown(await db.get(Mandate, { id })));
  }

  /** The paper that came with a mandate, while it is kept. @throws 404; 423 */
  async paper(me: Staff, id: string): Promise<{ name: string; mediaType: string; bytes: Buffer }> {
    const { paper } = await this.records.in(me, async (db) => {
      await refuseFrozenExports(db);
      return db.get(Mandate, { id });
    });
    const bytes = paper && paperBytes(paper);
    if (!bytes) throw notFound();
    return { name: paper.name, mediaType: paper.mediaType, bytes };
  }

  private async keep(me: Visitor, found: Opened<UnverifiedRequest>, now: Date): Promise<void> {
    const { representation, language, statement } = found.asked;
    if (!representation) throw new Error('Nobody is represented in this request.');
    const { paper, ...mandate } = representation;
    await this.records.in(me, async (db) => {
      const reader = await this.contacts.at(db, representation.of);
      const proofHash = await this.unverified.useUp(db, found.id);
      const subjectId = reader?.id ?? (await db.createSubject('reader', 'pending', 'met'));
      const id = await db.insert(Mandate, {
        ...{ subjectId, isKnown: reader !== null, kind: found.kind, proofHash },
        mandated: { ...mandate, language, email: found.email, ...(statement ? { statement } : {}) },
        ...{ paper: paper ?? null, hadPaper: paper !== undefined },
        ...{ receivedAt: found.receivedAt, askedAt: found.writtenAt ?? now, provedAt: now },
        expiresAt: new Date(now.getTime() + WAITS_MS),
      });
      await this.write(db, await db.get(Mandate, { id }), now);
    });
  }

  private async write(db: Rows, mandate: Opened<Mandate>, now: Date): Promise<boolean> {
    const { id, subjectId, kind, mandated, isKnown } = mandate;
    const reader = isKnown ? await this.contacts.of(db, subjectId) : null;
    if (!reader) return false;
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    const letter = { kind: 'mandate-asks', subjectId, to: reader.email, language: reader.language } as const;
    const about = { page: 'rights/mandate', token, request: kind, facts: { who: mandated.name } };
    if (!(await this.letters.postToStranger(db, { ...letter, ...about }, now))) return false;
    await db.update(Mandate, { id }, { tokenHash: hash, writtenAt: now });
    return true;
  }
}

const noSuchMandate = () =>
  new Problem(
    404,
    'no-such-link',
    'This link does not work, or no longer: it was used, or the library decided.',
  );
