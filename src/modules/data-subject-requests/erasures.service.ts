import { Injectable, Logger } from '@nestjs/common';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { notFound } from '../../foundation/http/problem.js';
import { ErasureLedger } from '../../foundation/records/erasure-ledger.js';
import { beginForgetting } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import { Erasure } from './erasure.entity.js';
import { FarewellService } from './farewell.service.js';
import { DataSubjectRequest, OPEN_STATES } from './request.entity.js';

/** The queue on which erasures are carried out. */
export const ERASURES = 'erasures';

/** What someone who asks for an erasure is given: the certificate's address is shown once and kept nowhere. */
export interface ErasureBegun {
  id: string;
  certificateUrl: string;
}

interface Beginning {
  askedBy: Erasure['askedBy'];
  certificate: { token: string; hash: Buffer };
}

/**
 * The first step of an erasure (Art. 17): one transaction after which nobody reads anything of the reader, whatever
 * there is of theirs. The rest is carried out by a job.
 */
@Injectable()
export class ErasuresService {
  private readonly logger = new Logger('Erasures');

  constructor(
    private readonly records: Records,
    private readonly ledger: ErasureLedger,
    private readonly libraries: LibrariesService,
    private readonly farewell: FarewellService,
    private readonly setting: Setting,
  ) {}

  /**
   * Begins the erasure of a reader; who may ask was settled before. `guard` runs in the same transaction.
   * @throws 404 for whom the library does not know, or no longer
   */
  async begin(
    me: SignedIn,
    readerId: string,
    askedBy: Erasure['askedBy'],
    now: Date,
    guard: (db: Rows) => Promise<void> = () => Promise.resolve(),
  ): Promise<ErasureBegun> {
    const certificate = newOpaqueToken(me.libraryId);
    const { id, kids } = await this.records.in(me, async (db) => {
      await guard(db);
      return this.request(db, readerId, { askedBy, certificate }, now);
    });
    await this.note(me, { erasureId: id, subjectId: readerId, kids, at: now });
    return { id, certificateUrl: this.addressOf(certificate.token) };
  }

  private async request(db: Rows, readerId: string, { askedBy, certificate }: Beginning, now: Date) {
    const contact = await this.farewell.contactOf(db, readerId);
    if (!contact) throw notFound();
    const kids = await beginForgetting(db, readerId);
    await db.update(DataSubjectRequest, { subjectId: readerId, state: OPEN_STATES }, { state: 'cancelled' });
    const id = await db.insert(DataSubjectRequest, {
      subjectId: readerId,
      kind: 'erasure',
      state: 'in-progress',
      ...deadlinesOf(now, await this.libraries.named(db)),
    });
    const farewellId = await this.farewell.post(
      db,
      readerId,
      contact,
      this.addressOf(certificate.token),
      now,
    );
    const erasure = { subjectId: readerId, askedBy, requestedAt: now, nextAttemptAt: now, kids, farewellId };
    await db.insert(Erasure, { id, ...erasure, certificateHash: certificate.hash });
    await db.wake(ERASURES, id);
    return { id, kids };
  }

  /** Enters the request in the ledger at once; where that fails the job does it, before any key dies. */
  private async note(
    me: SignedIn,
    { erasureId, ...step }: { erasureId: string; subjectId: string; kids: string[]; at: Date },
  ) {
    try {
      await this.ledger.append(me.libraryId, { erasureId, ...step, step: 'requested' });
      await this.records.in(me, (db) =>
        db.update(Erasure, { id: erasureId, recorded: null }, { recorded: 'requested' }),
      );
    } catch (error) {
      this.logger.error(
        { erasureId, name: (error as Error).name },
        'the erasure ledger cannot be written; the erasure waits for it',
      );
    }
  }

  private addressOf(token: string): string {
    return `${this.setting.config.publicUrl}/api/v1/certificates/${token}`;
  }

  /** How far an erasure is, for the reader's library. @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => {
      const { state, requestedAt, liveCompleteAt, horizonPassedAt, counts } = await db.get(Erasure, { id });
      return { id, state, requestedAt, liveCompleteAt, horizonPassedAt, counts };
    });
  }
}
