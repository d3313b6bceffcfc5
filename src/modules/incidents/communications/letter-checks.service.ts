import { Injectable } from '@nestjs/common';
import type { Visitor } from '../../../foundation/access/signed-in.js';
import { Records } from '../../../foundation/records/records.js';
import { BreachCommunication } from './communication.entity.js';
import { hashOfLetterCode } from './letter-code.js';

/** Tells anybody who has a letter about a breach whether it is genuine: that there was one and when, never to whom. */
@Injectable()
export class LetterChecksService {
  constructor(private readonly records: Records) {}

  /** When letters with this code first left; null for a code that none has, or that nothing was sent under. */
  async check(visitor: Visitor, code: string): Promise<Date | null> {
    return this.records.in(visitor, async (db) => {
      const found = await db.find(BreachCommunication, { codeHash: hashOfLetterCode(code), mode: 'live' });
      return found?.firstAt ?? null;
    });
  }
}
