import { Injectable } from '@nestjs/common';
import { Session } from '../../foundation/access/session.entity.js';
import { aJob } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { AccountLinksService } from './account-links.service.js';
import { ConfirmationsService } from './confirmations.service.js';
import { SocialAttemptsService } from './social-attempts.service.js';

const DAY_MS = 86_400_000;
const SESSIONS_KEPT_DAYS = 30;

/** Lets what was short-lived vanish: sign-ups that nobody confirmed, links that nobody opened, sessions long ended. */
@Injectable()
export class AccountsHousekeeping {
  constructor(
    private readonly records: Records,
    private readonly confirmations: ConfirmationsService,
    private readonly links: AccountLinksService,
    private readonly attempts: SocialAttemptsService,
  ) {}

  /** Removes what has expired in one library by now. Tells how many of each. */
  async expire(libraryId: string, now: Date) {
    const signUps = await this.confirmations.expire(libraryId, now);
    const before = new Date(now.getTime() - SESSIONS_KEPT_DAYS * DAY_MS);
    return this.records.in(aJob('accounts-expire', libraryId), async (db) => {
      const links = await this.links.expire(db, now);
      const attempts = await this.attempts.expire(db, now);
      const expired = await db.delete(Session, { expiresAt: { before } });
      const revoked = await db.delete(Session, { revokedAt: { before } });
      return { signUps, links, attempts, sessions: expired + revoked };
    });
  }
}
