import { Injectable } from '@nestjs/common';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Consent, type ConfirmationState } from './consent.entity.js';
import { ConsentService, type Decided } from './consent.service.js';
import { PurposeVersion } from './purpose.entity.js';

const WAITING: ConfirmationState[] = ['due', 'asked'];

/**
 * Consents of minors, inside the caller's transaction: one given by a minor alone counts once a guardian has confirmed it
 * (Art. 8(1)), and a guardian's is handed over when the reader comes of age (EDPB 05/2020, 149).
 */
@Injectable()
export class GuardianConsentService {
  constructor(private readonly consent: ConsentService) {}

  /** The purposes for which a minor's own word waits for another. */
  async waiting(db: Rows, subjectId: string, now: Date): Promise<PurposeKey[]> {
    return (await this.waitingOf(db, subjectId, now)).map(({ purpose }) => purpose);
  }

  /** Lets whatever a reader gave wait for a guardian, who turns out to be needed. */
  async rest(db: Rows, subjectId: string): Promise<void> {
    await db.update(Consent, { subjectId, state: 'given' }, { confirmation: 'due' });
  }

  /** Lets count what a reader gave alone from an instant on: by then they were old enough, as is now known. */
  async release(db: Rows, subjectId: string, from: Date): Promise<void> {
    const since = { after: new Date(from.getTime() - 1) };
    await db.update(Consent, { subjectId, confirmation: WAITING, since }, { confirmation: null });
  }

  /** Records that a guardian stands by what waits for their word, on the texts that the minor was shown. */
  async endorse(db: Rows, subjectId: string, now: Date): Promise<void> {
    for (const { purpose, version } of await this.waitingOf(db, subjectId, now)) {
      const { language } = await db.get(PurposeVersion, { purpose, version });
      const word = { purpose, version, language, decision: 'given', surface: 'api' } as const;
      await this.consent.record(db, subjectId, [{ ...word, actor: 'guardian' }], now);
    }
  }

  /** Minors with a guardian who has not been written to about what they gave since; at most so many, after one of them. */
  async unasked(db: Rows, after: string | null, limit: number): Promise<string[]> {
    const { rows } = await db.tell(
      `select distinct c.subject_id from consent c
       join subject s on s.library_id = c.library_id and s.id = c.subject_id
       where c.library_id = $1 and c.confirmation = 'due' and c.state = 'given'
         and s.age_rule = 'guardian' and s.state = 'active'
         and ($2::uuid is null or c.subject_id > $2) order by c.subject_id limit $3`,
      [db.me.libraryId, after, limit],
    );
    return rows.map((row) => String(row.subject_id));
  }

  /** About how many consents the guardian is still to be asked. */
  due(db: Rows, subjectId: string): Promise<number> {
    return db.count(Consent, { subjectId, state: 'given', confirmation: 'due' });
  }

  /** Notes that the guardian was written to. */
  asked(db: Rows, subjectId: string): Promise<number> {
    return db.update(Consent, { subjectId, state: 'given', confirmation: 'due' }, { confirmation: 'asked' });
  }

  /**
   * Hands what a guardian gave to the reader who has come of age: it goes on counting, and is theirs to confirm or to
   * withdraw. What the reader had given alone still counts for nothing until they give it again. Tells what was handed over.
   */
  async handOver(db: Rows, subjectId: string, now: Date): Promise<PurposeKey[]> {
    const given = await db.all(Consent, { subjectId, state: 'given', confirmation: null });
    const standing = given.filter((one) => isStanding(one, now));
    for (const { purpose, version } of standing) {
      const { language } = await db.get(PurposeVersion, { purpose, version });
      await db.update(Consent, { subjectId, purpose }, { confirmation: 'offered' });
      const note: Decided = {
        purpose,
        version,
        language,
        decision: 'handed-over',
        surface: 'calendar',
        actor: 'time',
      };
      await this.consent.record(db, subjectId, [note], now);
    }
    return standing.map(({ purpose }) => purpose);
  }

  private async waitingOf(db: Rows, subjectId: string, now: Date) {
    const waiting = await db.all(Consent, { subjectId, state: 'given', confirmation: WAITING });
    return waiting.filter((one) => isStanding(one, now));
  }
}

function isStanding({ validUntil }: Opened<Consent>, now: Date): boolean {
  return !validUntil || validUntil >= now;
}
