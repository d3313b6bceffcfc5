import { Injectable } from '@nestjs/common';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { atPlatform, SecondFactorService } from './second-factor.service.js';
import { StaffMember } from './staff.entity.js';

/** What was shown before a session is opened anew. */
export interface Proof {
  codeShown: boolean;
}

/** A fresh session for somebody who proves once more who they are, so that ending all sessions locks out nobody who responds. */
@Injectable()
export class StaffRenewalService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /** Asks for a code of whoever has a second factor; only the demo lets others act. @throws 403 */
  async prove(me: Staff, code: string | undefined, now: Date): Promise<Proof> {
    const { secondFactor } = await this.records.in(atPlatform(me), (db) =>
      db.get(StaffMember, { id: me.id }),
    );
    if (!secondFactor) return { codeShown: false };
    if (!code) throw codeNeeded();
    await this.secondFactor.demand(me, code, now);
    return { codeShown: true };
  }

  /** Opens the session, in the same library and role. */
  open(me: Staff, { codeShown }: Proof, now: Date) {
    const { id: subjectId, libraryId: actsIn, role, secondFactor } = me;
    const person = { libraryId: PLATFORM, subjectId, kind: 'staff', actsIn, role, secondFactor } as const;
    return this.records.in(atPlatform(me), (db) =>
      this.sessions.open(db, person, 'confirmation', now, codeShown),
    );
  }
}

const codeNeeded = () => {
  const detail = 'Type the code that your authenticator shows, too.';
  return new Problem(403, 'code-needed', detail, [{ pointer: '/code', detail }]);
};
