import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { AddressProofsService, alreadyConfirmed } from './address-proofs.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import { UnverifiedRequest, type Asked, type OutsideKind } from './unverified-request.entity.js';

const WAITS_MS = 7 * 86_400_000;
/**
 * How many of a kind may wait for one address without a letter of their own. Any letter proves the address for all of
 * them, and the clock counts from the first, so that more would change nothing.
 */
const MOST_WITHOUT_LETTER = 3;
const AT_ONCE = 200;

/** A request as it comes in: at whose address the proof is asked. */
export interface Incoming {
  kind: OutsideKind;
  email: string;
  asked: Asked;
}

/**
 * Requests whose asker is not known yet. Receiving one looks nobody up, so that the answer, its work and its letter are
 * the same for every address.
 */
@Injectable()
export class UnverifiedRequestsService {
  constructor(
    private readonly records: Records,
    private readonly proofs: AddressProofsService,
    private readonly letters: OutsideLettersService,
  ) {}

  /** Keeps the request and writes to its address, at most three letters a day; gives the id that the code goes with. */
  async ask(me: Visitor, incoming: Incoming, now: Date): Promise<string> {
    return this.records.in(me, async (db) => {
      const id = await db.createSubject('reader', 'pending', 'met');
      const expiresAt = new Date(now.getTime() + WAITS_MS);
      const { email, kind } = incoming;
      const waiting = await db.countLookup(UnverifiedRequest, 'email', email, { kind, writtenAt: null });
      await db.insert(UnverifiedRequest, { id, ...incoming, receivedAt: now, expiresAt });
      const isWritten = await this.write(db, { id, ...incoming }, now);
      if (!isWritten && waiting >= MOST_WITHOUT_LETTER) await this.discard(db, id);
      return id;
    });
  }

  /** Writes the letters that too many others kept back that day. Tells how many. */
  async writeWaiting(libraryId: string, now: Date): Promise<number> {
    const me = aJob('outside-requests-write', libraryId);
    const ids = await this.idsWhere(libraryId, 'written_at is null and expires_at > $2', now);
    let written = 0;
    for (const id of ids)
      written += await this.records.in(me, async (db) => {
        const found = await db.find(UnverifiedRequest, { id, writtenAt: null }, 'for update');
        return found && (await this.write(db, found, now)) ? 1 : 0;
      });
    return written;
  }

  /** Lets what nobody proved in time vanish, with the key that it was sealed under. Tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    const me = aJob('outside-requests-expire', libraryId);
    const ids = await this.idsWhere(libraryId, 'expires_at <= $2', now);
    for (const id of ids) await this.records.in(me, (db) => this.discard(db, id));
    return ids.length;
  }

  /** Forgets a request with its letter and its key, inside the caller's transaction; false where another did. */
  async discard(db: Rows, id: string): Promise<boolean> {
    if (!(await db.delete(UnverifiedRequest, { id }))) return false;
    await this.letters.drop(db, id);
    await db.forgetSubject(id);
    return true;
  }

  /** Takes a proved request out, and gives the hash of its link. @throws 409 where another did */
  async useUp(db: Rows, id: string): Promise<Buffer | null> {
    const hash = await db.secret(UnverifiedRequest, { id }, 'tokenHash');
    if (!(await this.discard(db, id))) throw alreadyConfirmed();
    return hash;
  }

  /** Somebody made to seal a letter for whom it is nobody else's, such as a representative; forgotten with it in seven days. */
  async makeAddressee(db: Rows, incoming: Incoming, now: Date): Promise<string> {
    const id = await db.createSubject('reader', 'pending', 'met');
    const expiresAt = new Date(now.getTime() + WAITS_MS);
    const settled = { receivedAt: now, writtenAt: now, answeredAt: now, expiresAt };
    await db.insert(UnverifiedRequest, { id, ...incoming, ...settled });
    return id;
  }

  /** Forgets whatever else waits for an address whose owner is being erased. */
  async forgetAddress(db: Rows, email: string): Promise<void> {
    for (const id of await db.lookupIds(UnverifiedRequest, 'email', email)) await this.discard(db, id);
  }

  /** When something of this kind was first asked for in the name of an address: the clock of Art. 12(3) counts from it. */
  async firstReceipt(me: Visitor, email: string, kind: OutsideKind, now: Date): Promise<Date> {
    return this.records.in(me, async (db) => {
      const ids = await db.lookupIds(UnverifiedRequest, 'email', email);
      const { rows } = await db.tell(
        `select min(received_at) as first from unverified_request
         where library_id = $1 and id = any($2::uuid[]) and kind = $3 and answered_at is null and expires_at > $4`,
        [db.me.libraryId, ids, kind, now],
      );
      const first = rows[0]?.first;
      return first instanceof Date ? first : now;
    });
  }

  private async write(db: Rows, { id, kind, email, asked }: { id: string } & Incoming, now: Date) {
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    const code = randomInt(100_000_000).toString().padStart(8, '0');
    const letter = { kind: 'rights-proof', subjectId: id, to: email, language: asked.language } as const;
    const about = { page: 'rights/confirm', token, request: kind, facts: { code } };
    if (!(await this.letters.postToStranger(db, { ...letter, ...about }, now))) return false;
    const codeHash = this.proofs.hashOf(db.me.libraryId, id, code);
    const expiresAt = new Date(now.getTime() + WAITS_MS);
    await db.update(UnverifiedRequest, { id }, { tokenHash: hash, codeHash, writtenAt: now, expiresAt });
    return true;
  }

  private idsWhere(libraryId: string, condition: string, now: Date): Promise<string[]> {
    return this.records.in(aJob('outside-requests', libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from unverified_request where library_id = $1 and ${condition} order by id limit ${AT_ONCE}`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }
}
