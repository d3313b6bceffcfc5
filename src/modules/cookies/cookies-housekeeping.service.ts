import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { CookieChoice, CookieStanding } from './choice.entity.js';

/** Lets choices go when their time is over: acceptances and refusals alike. */
@Injectable()
export class CookiesHousekeeping {
  constructor(private readonly records: Records) {}

  /** Removes what has ended in one library by now. Tells how many of each. */
  async expire(libraryId: string, now: Date) {
    return this.records.in(aJob('cookies-expire', libraryId), async (db) => {
      const ended = { askAgainAt: { before: now } };
      const choices = await db.delete(CookieChoice, ended);
      const standing = await db.delete(CookieStanding, ended);
      return { choices, standing };
    });
  }
}
