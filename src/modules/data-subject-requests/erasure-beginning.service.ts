import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { hashOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { notFound } from '../../foundation/http/problem.js';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import { beginForgetting } from '../../foundation/records/forgetting.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import type { Contact } from '../accounts/contact.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { Erasure } from './erasure.entity.js';
import { FarewellService } from './farewell.service.js';
import { RecipientNotices } from './recipient-notices.service.js';
import { DataSubjectRequest, OPEN_STATES, REQUEST_KINDS } from './request.entity.js';
import type { WaitingErasure } from './waiting-erasure.entity.js';

/** The queue on which erasures are carried out. */
export const ERASURES = 'erasures';

/** An erasure as it was asked for, with what its letters need; `id` is the request's. */
export interface AskedErasure {
  id: string;
  subjectId: string;
  askedBy: WaitingErasure['askedBy'];
  requestedAt: Date;
  /** The token of the certificate's address: told to who asks and in letters, and kept nowhere else. */
  token: string;
  contact: Contact;
  /** Rows that went before it began, by table. */
  counts?: Record<string, number>;
  /** What the erasure ledger has still to be told of one that waits; absent: that it does. */
  unrecorded?: WaitingErasure['unrecorded'];
}

/** What another module does in the transaction that begins an erasure, while what is held of the reader still opens. */
export type ErasureReaction = (db: Rows, subjectId: string, now: Date) => Promise<void>;

const OTHER_KINDS = REQUEST_KINDS.filter((kind) => kind !== 'erasure');

/**
 * How an erasure is received, and how it begins: one transaction after which nobody reads anything of the reader, and by
 * which every recipient of their data will be told (Art. 17, 19).
 */
@Injectable()
export class ErasureBeginningService {
  private readonly whenBeginning: ErasureReaction[] = [];

  constructor(
    private readonly farewell: FarewellService,
    private readonly libraries: LibrariesService,
    private readonly recipients: RecipientNotices,
    private readonly setting: Setting,
  ) {}

  /** Has a module react to every erasure of a reader, whoever asked for it; one carried out again by a restore is none. */
  onBeginning(reaction: ErasureReaction) {
    this.whenBeginning.push(reaction);
  }

  /** Enters the request inside the caller's transaction, which has locked the reader. @throws 404 */
  async receive(
    db: Rows,
    subjectId: string,
    askedBy: WaitingErasure['askedBy'],
    now: Date,
    id?: string,
  ): Promise<AskedErasure> {
    const [contact, library] = await Promise.all([
      this.farewell.contactOf(db, subjectId),
      this.libraries.named(db),
    ]);
    if (!contact) throw notFound();
    const request = await db.insert(DataSubjectRequest, {
      ...(id ? { id } : {}),
      subjectId,
      kind: 'erasure',
      state: 'received',
      ...deadlinesOf(now, library),
    });
    const { token } = newOpaqueToken(db.me.libraryId);
    return { id: request, subjectId, askedBy, requestedAt: now, token, contact };
  }

  /**
   * Begins inside the caller's transaction, which has locked the reader, and gives the ids of the keys that will die.
   * @throws SubjectErased when there is nobody to erase; StillHeld
   */
  async begin(db: Rows, asked: AskedErasure, now: Date): Promise<string[]> {
    const { id, subjectId, askedBy, requestedAt, token, contact, counts = {} } = asked;
    for (const react of this.whenBeginning) await react(db, subjectId, now);
    const kids = await beginForgetting(db, subjectId);
    const open = { subjectId, state: [...OPEN_STATES, 'failed'] as const };
    const letter = { subjectId: uuidv7(), readerId: subjectId, contact, link: this.addressOf(token) };
    const erasure = { subjectId, askedBy, requestedAt, nextAttemptAt: now, kids, counts };
    // None waits for another: they travel together.
    await Promise.all([
      this.farewell.post(db, letter, now),
      this.recipients.tell(db, subjectId, 'erased', {}, now),
      db.update(DataSubjectRequest, { ...open, kind: OTHER_KINDS }, { state: 'cancelled' }),
      db.update(DataSubjectRequest, { id, state: 'received' }, { state: 'in-progress' }),
      db.wake(ERASURES, id),
      db.insert(Erasure, {
        id,
        ...erasure,
        farewellId: letter.subjectId,
        certificateHash: hashOfToken(token),
      }),
    ]);
    return kids;
  }

  /** For how many days a reader may take an erasure back here. */
  graceDays(db: Rows): Promise<number> {
    return this.libraries.erasureGraceDays(db);
  }

  /** Changes it; 0 to 14. */
  changeGrace(me: SignedIn, days: number): Promise<void> {
    return this.libraries.changeErasureGrace(me, days);
  }

  /** Where the certificate is. */
  addressOf(token: string): string {
    return certificateAt(this.setting.config.publicUrl, token);
  }
}

/** Where the certificate with this token is. */
export function certificateAt(publicUrl: string, token: string): string {
  return `${publicUrl}/api/v1/certificates/${token}`;
}
