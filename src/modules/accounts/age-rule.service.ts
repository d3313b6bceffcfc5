import { Injectable } from '@nestjs/common';
import type { Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import { invalid } from '../../foundation/http/problem.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ConsentService } from '../consent/consent.service.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLinksService, noSuchLink } from './account-links.service.js';
import { consequenceOf, ruleOf, type Born } from './age-change.js';
import { BirthDateReview } from './birth-date-review.entity.js';
import { Reader, type Guardian } from './reader.entity.js';

const AGREE_HOURS = 48;

/** The age rule of a living account: what a change of birth date or country does, and the guardian who agrees (Art. 8). */
@Injectable()
export class AgeRuleService {
  constructor(
    private readonly records: Records,
    private readonly links: AccountLinksService,
    private readonly letters: AccountLettersService,
    private readonly consent: ConsentService,
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
    await db.changeSubject(subjectId, { ageRule: consequence });
  }

  /** Writes to the guardian whom a minor names. @throws 422 where none is needed, or for the reader's own address. */
  async nameGuardian(db: Rows, id: string, guardian: Guardian, now: Date): Promise<void> {
    const reader = await db.get(Reader, { id });
    const { email, language, name } = reader;
    if (reader.birthDate === null) throw invalid('/birthDate', 'Write the day of birth too.');
    if (ruleOf(reader, false, plainDateIn(now, 'UTC')) === 'met')
      throw invalid('/guardian', 'At this age nobody else has to agree. Leave the guardian out.');
    refuseOwnAddress(email, guardian);
    await this.links.void(db, id, 'guardian-agreement');
    const link = { kind: 'guardian-agreement', hours: AGREE_HOURS, content: { guardian } } as const;
    const letter = { kind: 'guardian-agreement', subjectId: id, to: guardian.email, language, link } as const;
    await this.letters.postToStranger(db, { ...letter, page: 'guardian', facts: { child: name } }, now);
  }

  /** Where the age asks for a guardian who has not agreed yet, writes to the one named. @throws 422 where none is */
  async demandGuardian(db: Rows, id: string, guardian: Guardian | undefined, now: Date): Promise<void> {
    const reader = await db.get(Reader, { id });
    if (ruleOf(reader, reader.guardian !== null, plainDateIn(now, 'UTC')) !== 'unmet') return;
    if (!guardian) throw guardianNeeded();
    await this.nameGuardian(db, id, guardian, now);
  }

  /** What the guardian is asked to agree to: whose choices, for which purposes. @throws 404 */
  async pending(me: Visitor, token: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { subjectId, content } = await this.links.read(db, token, 'guardian-agreement', now);
      const { name } = await db.get(Reader, { id: subjectId });
      return {
        name,
        guardian: content?.guardian?.name ?? '',
        purposes: await this.consent.given(db, subjectId),
      };
    });
  }

  /** The guardian agrees, by the letter's link: from now on the reader's consents count, on both words. @throws 404 */
  async agree(me: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const { subjectId, content } = await this.links.take(db, token, 'guardian-agreement', now);
      if (!content?.guardian) throw noSuchLink();
      const reader = await db.get(Reader, { id: subjectId }, 'for update');
      const guardian = { ...content.guardian, agreedAt: now.toISOString() };
      await db.update(Reader, { id: subjectId }, { guardian });
      await db.changeSubject(subjectId, { ageRule: ruleOf(reader, true, plainDateIn(now, 'UTC')) });
      await this.consent.endorse(db, subjectId, now);
    });
  }
}

/** The answer to a minor who names nobody. */
export const guardianNeeded = () =>
  invalid('/guardian', 'At this age a parent or guardian has to agree. Write their name and e-mail address.');

/** A child cannot be its own guardian. @throws 422 */
export function refuseOwnAddress(email: string, guardian: Guardian): void {
  if (normaliseEmail(email) !== normaliseEmail(guardian.email)) return;
  throw invalid(
    '/guardian/email',
    'This is the reader’s own address. Write the one of the parent or guardian.',
  );
}
