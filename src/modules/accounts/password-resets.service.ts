import { Injectable } from '@nestjs/common';
import { hashPassword } from '../../foundation/access/passwords.js';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLinksService } from './account-links.service.js';
import { ClaimsService } from './claims.service.js';
import type { PasswordReset } from './passwords.dto.js';
import { Reader } from './reader.entity.js';

export const RESET_HOURS = 2;

/** Setting a password by letter: for those who forgot theirs, and for those whom the library imported. */
@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly links: AccountLinksService,
    private readonly letters: AccountLettersService,
    private readonly claims: ClaimsService,
  ) {}

  /** Sends a link to a known address and nothing to an unknown one; the caller learns of neither. */
  async ask(me: Visitor, email: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const reader = await db.lookup(Reader, 'email', email);
      if (!reader) return;
      const { id: subjectId, email: to, language, state } = reader;
      const kind = state === 'unclaimed' ? 'claim-account' : 'reset-password';
      await this.letters.postToStranger(
        db,
        {
          kind,
          subjectId,
          to,
          language,
          page: 'reset',
          link: { kind: 'password-reset', hours: RESET_HOURS },
        },
        now,
      );
    });
  }

  /**
   * Sets the password of whoever holds the letter's link and ends all their sessions; an imported reader becomes an
   * active one. @throws 404 link; 422 for an imported reader who has not said what the account needs.
   */
  async complete(me: Visitor, reset: PasswordReset, now: Date): Promise<void> {
    const { token, password } = reset;
    await this.records.in(me, (db) => this.links.read(db, token, 'password-reset', now));
    const passwordHash = await hashPassword(password);
    await this.records.in(me, async (db) => {
      const { subjectId: id } = await this.links.take(db, token, 'password-reset', now);
      const reader = await db.get(Reader, { id }, 'for update');
      await this.claims.take(db, reader, reset, now);
      await db.update(Reader, { id }, { passwordHash, emailConfirmedAt: reader.emailConfirmedAt ?? now });
      await db.changeSubject(id, { addressUnconfirmed: false, passwordDueAt: null });
      await this.links.void(db, id, 'password-reset');
      await this.sessions.end(db, me.libraryId, id, {}, now);
    });
  }
}
