import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { AccountLettersService } from '../accounts/account-letters.service.js';
import { ObjectionsService, type ObjectionAnswer } from '../consent/objections.service.js';
import { LetterheadService } from './letterhead.service.js';

/** An owner's answers to objections, each told to the reader by letter in one transaction (Art. 12(3), 12(4), 21(1)). */
@Injectable()
export class ObjectionAnswersService {
  constructor(
    private readonly records: Records,
    private readonly objections: ObjectionsService,
    private readonly letterhead: LetterheadService,
    private readonly letters: AccountLettersService,
  ) {}

  /** @throws 404; 409 when it is answered already, or cannot be overridden; 422 for an override without a reason. */
  async answer(me: Staff, id: string, answer: ObjectionAnswer, now: Date) {
    const { reader: subjectId, purpose: key } = await this.objections.show(me, id);
    const { contact, language, purposes } = await this.letterhead.of(me, subjectId);
    const purpose = purposes.find((one) => one.key === key)?.title ?? key;
    return this.records.in(me, async (db) => {
      const answered = await this.objections.answer(me, db, id, { ...answer, language }, now);
      if (!contact) return answered;
      const facts = { purpose, reason: answer.reason ?? '' };
      const kind = `objection-${answer.decision}` as const;
      const letter = { kind, subjectId, to: contact.email, language, page: 'account#objections', facts };
      await this.letters.post(db, letter, now);
      return answered;
    });
  }
}
