import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { SignsOfLifeService } from '../accounts/signs-of-life.service.js';
import { InactivityWarning } from './inactivity-warning.entity.js';

/** The link in a warning by which an account is kept, without signing in. */
@Injectable()
export class InactivityLinksService {
  constructor(
    private readonly records: Records,
    private readonly signs: SignsOfLifeService,
  ) {}

  /** Counts as a sign of life and makes the warnings void. @throws 404, the same for every link that does not work */
  async keep(me: Visitor, token: string, now: Date): Promise<void> {
    const isHere = libraryOfToken(token) === me.libraryId;
    await this.records.in(me, async (db) => {
      const found = isHere ? await db.find(InactivityWarning, { tokenHash: hashOfToken(token) }) : null;
      if (!found) throw noSuchLink();
      const { subjectId } = found;
      await this.signs.locked(db, subjectId);
      await this.signs.note(db, subjectId, now);
      await db.delete(InactivityWarning, { subjectId });
    });
  }
}

const noSuchLink = () =>
  new Problem(
    404,
    'no-such-link',
    'This link does not work, or no longer. Sign in: that keeps the account, too.',
  );
