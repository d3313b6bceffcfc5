import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Problem } from '../../foundation/http/problem.js';
import { beginForgetting } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { StaffLeavingService } from '../libraries/staff-leaving.service.js';
import { StaffService } from '../libraries/staff.service.js';
import { ERASURES, ErasureBeginningService } from './erasure-beginning.service.js';
import { Erasure } from './erasure.entity.js';
import { FarewellService } from './farewell.service.js';

/** What comes of somebody's leaving: whoever works nowhere any more is erased. */
export interface Left {
  isErased: boolean;
  certificateUrl: string | null;
}

/**
 * Members of staff as data subjects: their name, address and second factor go with their keys, by the same steps as a
 * reader's. What they did stays in the access log and the ledger under their id, with the role they had.
 */
@Injectable()
export class StaffErasuresService {
  constructor(
    private readonly records: Records,
    private readonly staff: StaffService,
    private readonly leaving: StaffLeavingService,
    private readonly farewell: FarewellService,
    private readonly beginning: ErasureBeginningService,
  ) {}

  /** One's own word, with a code of the second factor or the password. @throws 403; 409 for the last owner of a library */
  async byThemselves(
    me: Staff,
    proof: { code?: string | undefined; password?: string | undefined },
    now: Date,
  ): Promise<Left> {
    const platform = { ...me, libraryId: PLATFORM };
    if (!(await this.records.in(platform, (db) => this.leaving.isProof(db, me.id, proof, now))))
      throw noProof();
    return this.records.in(platform, (db) => this.leave(db, me.id, undefined, 'staff', now));
  }

  /** By an owner, or an officer among officers: out of that library at once. @throws 404; 409 for its last owner */
  async remove(me: Staff, staffId: string, now: Date): Promise<Left> {
    return this.records.in({ ...me, libraryId: PLATFORM }, (db) =>
      this.leave(db, staffId, me.libraryId, 'library', now),
    );
  }

  /** Who works for the asker's library. */
  members(me: Staff) {
    return this.staff.members(me);
  }

  private async leave(
    db: Rows,
    staffId: string,
    libraryId: string | undefined,
    askedBy: Erasure['askedBy'],
    now: Date,
  ): Promise<Left> {
    if (await this.leaving.leave(db, staffId, libraryId, now))
      return { isErased: false, certificateUrl: null };
    const { email } = await this.leaving.contactOf(db, staffId);
    const kids = await beginForgetting(db, staffId, 'staff');
    const { token, hash } = newOpaqueToken(PLATFORM);
    const certificateUrl = this.beginning.addressOf(token);
    const id = uuidv7();
    await db.insert(Erasure, {
      ...{ id, subjectId: staffId, askedBy, requestedAt: now, nextAttemptAt: now, kids },
      farewellId: await this.farewell.postToStaff(db, email, certificateUrl),
      certificateHash: hash,
    });
    await db.wake(ERASURES, id);
    return { isErased: true, certificateUrl };
  }
}

const NO_PROOF =
  'Prove that it is you: send the code that your authenticator shows now, or your password where you have no second factor.';

const noProof = () => new Problem(403, 'proof-needed', NO_PROOF, [{ pointer: '/code', detail: NO_PROOF }]);
