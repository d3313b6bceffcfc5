import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Records } from '../../foundation/records/records.js';

/** Kinds of letters to offices, which have no account: each letter has a subject and a key of its own. */
const KINDS = ['breach-notice', 'contact-test'];
const KEPT_MS = 86_400_000;

/** Letters to a library's offices, once they are settled: that one was taken stands in the timeline, and the address goes. */
@Injectable()
export class OfficeLettersService {
  constructor(private readonly records: Records) {}

  /** Forgets letters of a library that have been settled for a day, with their subjects and keys; gives how many. */
  async forget(libraryId: string, now: Date): Promise<number> {
    return this.records.in(aJob('retention', libraryId), async (db) => {
      const settledAt = { before: new Date(now.getTime() - KEPT_MS) };
      const { items } = await db.page(Letter, { kind: KINDS, settledAt }, { limit: 500 });
      for (const { id, subjectId } of items) {
        await db.delete(Letter, { id });
        await db.forgetSubject(subjectId);
      }
      return items.length;
    });
  }
}
