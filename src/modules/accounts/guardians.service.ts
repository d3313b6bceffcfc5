import { Injectable } from '@nestjs/common';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import { invalid } from '../../foundation/http/problem.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { GuardianConsentService } from '../consent/guardian-consent.service.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLinksService, noSuchLink } from './account-links.service.js';
import { ruleOf } from './age-change.js';
import { Reader, type Guardian } from './reader.entity.js';

const AGREE_HOURS = 48;
const PAGE = 200;

/** The parent or guardian of a minor: named, asked, and asked again for every consent that the minor gives later (Art. 8). */
@Injectable()
export class GuardiansService {
  constructor(
    private readonly records: Records,
    private readonly links: AccountLinksService,
    private readonly letters: AccountLettersService,
    private readonly consents: GuardianConsentService,
  ) {}

  /** Writes to the guardian whom a minor names. @throws 422 where none is needed, or for the reader's own address. */
  async name(db: Rows, id: string, guardian: Guardian, now: Date): Promise<void> {
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
  async demand(db: Rows, id: string, guardian: Guardian | undefined, now: Date): Promise<void> {
    const reader = await db.get(Reader, { id });
    if (ruleOf(reader, reader.guardian !== null, plainDateIn(now, 'UTC')) !== 'unmet') return;
    if (!guardian) throw guardianNeeded();
    await this.name(db, id, guardian, now);
  }

  /** What the guardian is asked to agree to: whose choices, for which purposes. @throws 404 */
  async pending(me: Visitor, token: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { subjectId, content } = await this.links.read(db, token, 'guardian-agreement', now);
      const { name } = await db.get(Reader, { id: subjectId });
      const purposes = await this.consents.waiting(db, subjectId, now);
      return { name, guardian: content?.guardian?.name ?? '', purposes };
    });
  }

  /**
   * The guardian agrees, by the letter's link: from now on what waited for their word counts. @throws 404, also once the
   * reader is of age: nobody else speaks for them then.
   */
  async agree(me: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const { subjectId, content } = await this.links.take(db, token, 'guardian-agreement', now);
      const reader = await db.get(Reader, { id: subjectId }, 'for update');
      const rule = ruleOf(reader, true, plainDateIn(now, 'UTC'));
      if (!content?.guardian || rule === 'met') throw noSuchLink();
      const guardian = { ...content.guardian, agreedAt: now.toISOString() };
      await db.update(Reader, { id: subjectId }, { guardian });
      await db.changeSubject(subjectId, { ageRule: rule });
      await this.consents.endorse(db, subjectId, now);
    });
  }

  /** Writes to the guardians of minors who gave a consent since; once for all that waits. Tells how many letters. */
  async askWhereDue(libraryId: string, now: Date): Promise<number> {
    const me = aJob('guardian-letters', libraryId);
    let written = 0;
    let after: string | null = null;
    for (;;) {
      const ids: string[] = await this.records.in(me, (db) => this.consents.unasked(db, after, PAGE));
      for (const id of ids) written += await this.records.in(me, (db) => this.ask(db, id, now));
      after = ids.at(-1) ?? null;
      if (!after) return written;
    }
  }

  /** A guardian who gets too many letters today is asked tomorrow. */
  private async ask(db: Rows, id: string, now: Date): Promise<number> {
    const reader = await db.find(Reader, { id }, 'for update');
    if (!reader?.guardian || ruleOf(reader, true, plainDateIn(now, 'UTC')) === 'met') return 0;
    if (!(await this.consents.due(db, id))) return 0;
    const { guardian, language, name } = reader;
    const link = { kind: 'guardian-agreement', hours: AGREE_HOURS, content: { guardian } } as const;
    const letter = { kind: 'guardian-consents', subjectId: id, to: guardian.email, language, link } as const;
    const facts = { child: name };
    if (!(await this.letters.postToStranger(db, { ...letter, page: 'guardian', facts }, now))) return 0;
    await this.consents.asked(db, id);
    return 1;
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
