import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Reading } from '../../foundation/records/reading.js';
import { AccountLettersService } from './account-letters.service.js';
import { ruleOf } from './age-change.js';
import { AgeRuleService } from './age-rule.service.js';
import { BirthDateReview, type ReviewDecision } from './birth-date-review.entity.js';
import { Reader } from './reader.entity.js';

/** What the library's owner decides about birth dates that cross an age of consent: a reader's right, restricted or not. */
@Injectable()
export class BirthDateReviewsService {
  constructor(
    private readonly records: Records,
    private readonly letters: AccountLettersService,
    private readonly ages: AgeRuleService,
  ) {}

  /** Changes that wait, the oldest first, each with what the account says now. */
  async open(me: Staff, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const rights = db.forRights();
      const { items, next } = await rights.page(BirthDateReview, { state: 'open' }, page);
      return { items: await described(rights, items), next };
    });
  }

  /** One change, decided or not, with what the account says now. @throws 404 */
  async show(me: Staff, id: string) {
    return this.records.in(me, async (db) => {
      const rights = db.forRights();
      const review = await rights.get(BirthDateReview, { id });
      const [shown] = await described(rights, [review]);
      if (!shown) throw notFound();
      return { ...shown, state: review.state };
    });
  }

  /** Accepts or refuses a change and tells the reader by letter. @throws 404; 409 when it is decided already. */
  async decide(me: Staff, id: string, decision: ReviewDecision, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const rights = db.forRights();
      const review = await rights.get(BirthDateReview, { id });
      const decided = { state: decision, decidedAt: now, decidedBy: me.id };
      if (!(await db.update(BirthDateReview, { id, state: 'open' }, decided)))
        throw conflict('decided', 'This change is decided already. Read the open ones again.');
      const { subjectId, birthDate, country } = review;
      const reader = await rights.get(Reader, { id: subjectId }, 'for update');
      const { email: to, language } = reader;
      if (decision === 'accepted') {
        await db.update(Reader, { id: subjectId }, { birthDate, country });
        const rule = ruleOf({ birthDate, country }, reader.guardian !== null, plainDateIn(now, 'UTC'));
        await this.ages.settle(db, { ...reader, birthDate, country }, rule, now);
      }
      await this.letters.post(db, { kind: `birth-date-${decision}`, subjectId, to, language }, now);
    });
  }
}

async function described(db: Reading, reviews: Opened<BirthDateReview>[]) {
  const found = await db.all(Reader, { id: reviews.map((one) => one.subjectId) });
  const readers = new Map(found.map((one) => [one.id, one]));
  return reviews.map(({ id, subjectId, birthDate, country, createdAt }) => {
    const reader = readers.get(subjectId);
    const present = { birthDate: reader?.birthDate ?? null, country: reader?.country ?? null };
    return {
      id,
      reader: subjectId,
      name: reader?.name ?? '',
      present,
      asked: { birthDate, country },
      createdAt,
    };
  });
}
