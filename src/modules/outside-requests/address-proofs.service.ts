import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { secretFor } from '../../foundation/access/access-token.js';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { ContactService } from '../accounts/contact.service.js';
import { Mandate } from './mandate.entity.js';
import { RequestLink } from './request-link.entity.js';
import { UnverifiedRequest } from './unverified-request.entity.js';

/** Wrong codes after which those of one request, and all those of one address, are dead. The links go on working. */
const MOST_GUESSES = 5;
const MOST_GUESSES_AT_AN_ADDRESS = 10;

/** With what somebody proves that an address is theirs. */
export interface AddressProof {
  token?: string | undefined;
  id?: string | undefined;
  code?: string | undefined;
}

/** Proofs that an address is somebody's own, by what a letter to it said. */
@Injectable()
export class AddressProofsService {
  private readonly key: KeyObject;

  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    setting: Setting,
  ) {
    this.key = secretFor('outside-request-code', setting.root);
  }

  /**
   * The request that the proof belongs to, without using it up.
   * @throws 404 a link that does not work; 403 a code that does not; 409 a proof that was used; 422 neither
   */
  async check(me: Visitor, proof: AddressProof, now: Date): Promise<Opened<UnverifiedRequest>> {
    const found = await this.found(me, proof, now);
    if (found.answeredAt) throw alreadyConfirmed();
    return found;
  }

  /** The reader whose address was proved; null where the library knows nobody by it. */
  async readerAt(me: Visitor, email: string) {
    return this.records.in(me, (db) => this.contacts.at(db, email));
  }

  /** What is kept of a code. */
  hashOf(libraryId: string, id: string, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${libraryId}\0${id}\0${code}`).digest();
  }

  private async found(me: Visitor, { token, id, code }: AddressProof, now: Date) {
    if (token !== undefined) return this.records.in(me, (db) => byLink(db, token, now));
    if (id === undefined || code === undefined)
      throw invalid('/token', 'Send the token of the letter’s link, or the id of the request with its code.');
    const found = await this.records.in(me, (db) => this.byCode(db, id, code.trim(), now));
    if (!found) throw wrongCode();
    return found;
  }

  /** One guess after the other, counted whether or not there is such a request: null for a wrong one. */
  private async byCode(db: Rows, id: string, code: string, now: Date) {
    const given = this.hashOf(db.me.libraryId, id, code);
    const found = await db.find(UnverifiedRequest, { id, expiresAt: { after: now } });
    const guesses = found ? await guessesAt(db, found.email, now) : 0;
    const mine = found && (await db.find(UnverifiedRequest, { id }));
    const kept = await db.secret(UnverifiedRequest, { id }, 'codeHash');
    const isRight = timingSafeEqual(given, kept ?? Buffer.alloc(given.length));
    const isDead = guesses >= MOST_GUESSES_AT_AN_ADDRESS || (mine?.attempts ?? 0) >= MOST_GUESSES;
    if (!mine || isDead) return null;
    if (!isRight) await db.update(UnverifiedRequest, { id }, { attempts: mine.attempts + 1 });
    return isRight ? mine : null;
  }
}

/** Locks what waits for an address, so that guesses sent at once do not share one count, and counts the wrong ones. */
async function guessesAt(db: Rows, email: string, now: Date): Promise<number> {
  const ids = await db.lookupIds(UnverifiedRequest, 'email', email);
  const { rows } = await db.tell(
    `select attempts from unverified_request
     where library_id = $1 and id = any($2::uuid[]) and expires_at > $3 order by id for update`,
    [db.me.libraryId, ids, now],
  );
  return rows.reduce((sum, row) => sum + Number(row.attempts), 0);
}

async function byLink(db: Rows, token: string, now: Date): Promise<Opened<UnverifiedRequest>> {
  if (libraryOfToken(token) !== db.me.libraryId) throw noSuchLink();
  const hash = hashOfToken(token);
  const found = await db.find(UnverifiedRequest, { tokenHash: hash, expiresAt: { after: now } });
  if (found) return found;
  const used =
    (await db.count(RequestLink, { proofHash: hash })) || (await db.count(Mandate, { proofHash: hash }));
  throw used ? alreadyConfirmed() : noSuchLink();
}

/** The answer to a proof that was used before. */
export const alreadyConfirmed = () =>
  conflict('already-confirmed', 'This request was confirmed before. The answer comes by letter.');

const noSuchLink = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Ask again to get a new one.');

const wrongCode = () => {
  const detail = 'This code is wrong, too old or used. Open the link in the letter, or ask again.';
  return new Problem(403, 'wrong-code', detail, [{ pointer: '/code', detail }]);
};
