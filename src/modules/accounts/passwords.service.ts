import { Injectable } from '@nestjs/common';
import { hashPassword } from '../../foundation/access/passwords.js';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { AccountLettersService } from './account-letters.service.js';
import type { PasswordChange } from './passwords.dto.js';
import { ProofService } from './proof.service.js';
import { Reader } from './reader.entity.js';

/** Changing one's password. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly proof: ProofService,
    private readonly letters: AccountLettersService,
  ) {}

  /**
   * Sets a new password, ends every other session and says so by letter. @throws 403 without the present password, or
   * without a fresh sign-in for those who have none.
   */
  async change(me: Me, { password, newPassword }: PasswordChange, now: Date): Promise<void> {
    await this.proof.demandPasswordIfAny(me, password, now);
    const passwordHash = await hashPassword(newPassword);
    await this.records.in(me, async (db) => {
      const { email, language } = await db.get(Reader, { id: me.id });
      await db.update(Reader, { id: me.id }, { passwordHash });
      await db.changeSubject(me.id, { passwordDueAt: null });
      const others = me.credentialId === null ? {} : { except: me.credentialId };
      await this.sessions.end(db, me.libraryId, me.id, others, now);
      await this.letters.post(
        db,
        { kind: 'password-changed', subjectId: me.id, to: email, language, page: 'reset' },
        now,
      );
    });
  }
}
