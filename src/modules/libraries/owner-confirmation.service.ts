import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SecondFactorService } from './second-factor.service.js';
import { Membership, StaffMember } from './staff.entity.js';

/** An owner's word, by second factor, for what is out of the ordinary even for the library's own systems. */
@Injectable()
export class OwnerConfirmationService {
  constructor(
    private readonly records: Records,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /** @throws 403 without a code of one of the library's owners, saying why and what to do */
  async demand(me: SignedIn, code: string | undefined, why: string, now: Date): Promise<void> {
    const refusal = await this.records.in({ ...me, libraryId: PLATFORM }, async (db) => {
      const owners = await this.ownersWithFactor(db, me);
      if (!owners.length)
        return `${why} No owner of this library has a second factor: enrol one first (POST /staff/second-factor).`;
      if (!code) return `${why} Send the code that an owner's authenticator shows now, as "code".`;
      for (const id of owners) if (await this.secondFactor.takes(db, id, code, now)) return null;
      return `${why} This is no code of an owner's authenticator, or it was used before. Send the current one.`;
    });
    if (refusal)
      throw new Problem(403, 'owner-confirmation', refusal, [{ pointer: '/code', detail: refusal }]);
  }

  /** A signed-in owner confirms in person; for a key any owner of its library may. */
  private async ownersWithFactor(db: Rows, me: SignedIn): Promise<string[]> {
    const memberships = await db.all(Membership, { memberLibraryId: me.libraryId, role: 'owner' });
    const ids = memberships.map(({ staffId }) => staffId).filter((id) => me.kind !== 'staff' || id === me.id);
    if (!ids.length) return [];
    const enrolled = await db.all(StaffMember, { id: ids, secondFactor: true });
    return enrolled.map(({ id }) => id);
  }
}
