import { Injectable } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { invalid } from '../../foundation/http/problem.js';
import type { AgeRule } from '../../foundation/law/ages-of-consent.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import type { Rows } from '../../foundation/records/rows.js';
import { GuardianConsentService } from '../consent/guardian-consent.service.js';
import { consequenceOf, ofAgeFrom, type Born } from './age-change.js';
import { BirthDateReview } from './birth-date-review.entity.js';
import { HandOverService } from './hand-over.service.js';
import { Reader } from './reader.entity.js';

/** The age rule of a living account: what a change of birth date or country does (Art. 8). */
@Injectable()
export class AgeRuleService {
  constructor(
    private readonly consents: GuardianConsentService,
    private readonly handOver: HandOverService,
  ) {}

  /**
   * Takes a change inside the caller's transaction. One that makes the reader a minor counts at once: consents rest until
   * a guardian agrees. One that would free a minor waits for the library's owner.
   */
  async change(db: Rows, reader: Opened<Reader>, given: Partial<Born>, now: Date): Promise<void> {
    const after = {
      birthDate: given.birthDate ?? reader.birthDate,
      country: given.country ?? reader.country,
    };
    const on = plainDateIn(now, 'UTC');
    if (after.birthDate !== null && after.birthDate >= on)
      throw invalid('/birthDate', 'This day is in the future. Write the day of birth.');
    const { id: subjectId, guardian } = reader;
    const consequence = consequenceOf(reader, after, { hasGuardian: guardian !== null, on });
    await db.delete(BirthDateReview, { subjectId, state: 'open' });
    if (consequence === 'held') {
      const { birthDate, country } = after;
      await db.insert(BirthDateReview, { subjectId, birthDate: birthDate ?? '', country: country ?? '' });
      return;
    }
    await db.update(Reader, { id: subjectId }, after);
    await this.settle(db, { ...reader, ...after }, consequence, now);
  }

  /**
   * Lets a rule hold from now on, inside the caller's transaction. Consents of a minor without a guardian rest; of a
   * reader of age those count that they gave once they were old enough, as is now known.
   */
  async settle(db: Rows, reader: Opened<Reader>, rule: AgeRule, now: Date): Promise<void> {
    const { id } = reader;
    if (rule === 'met') await this.handOver.toReader(db, reader, now);
    else await db.changeSubject(id, { ageRule: rule });
    if (rule === 'unmet') await this.consents.rest(db, id);
    const from = rule === 'met' ? ofAgeFrom(reader) : null;
    if (from) await this.consents.release(db, id, from);
  }
}
