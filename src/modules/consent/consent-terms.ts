import type { Rows } from '../../foundation/records/rows.js';
import type { AgeRule } from '../../foundation/records/subject.entity.js';
import type { Found } from './circumstances.js';
import type { Actor, ConfirmationState } from './consent.entity.js';
import { validUntil } from './consent-standing.js';

/** On which terms a consent is given: until when it stands, and whose word it waits for. */
export interface Terms {
  validUntil: Date | null;
  confirmation: ConfirmationState | null;
}

/** Of a refusal or a withdrawal. */
export const WITHOUT_TERMS: Terms = { validUntil: null, confirmation: null };

/** The terms of what a reader gives: below the age of consent it waits for the guardian's word (Art. 8(1)). */
export function termsOf({ subject, period: { months, country } }: Found, now: Date): Terms {
  return { validUntil: validUntil(now, months, country), confirmation: confirmationOf(subject?.ageRule) };
}

/** The same inside a transaction that is under way; a guardian's own word waits for nobody's. */
export async function termsWithin(
  db: Rows,
  subjectId: string,
  { purpose, actor = 'self' }: { purpose: string; actor?: Actor },
  now: Date,
): Promise<Terms> {
  const { rows } = await db.tell(
    `select p.validity_months, d.country, s.age_rule from library_directory d
     left join purpose p on p.library_id = $1 and p.key = $2
     left join subject s on s.library_id = $1 and s.id = $3
     where d.id = $1`,
    [db.me.libraryId, purpose, subjectId],
  );
  const [found] = rows as { validity_months: number | null; country: string; age_rule: AgeRule }[];
  return {
    validUntil: validUntil(now, found?.validity_months ?? null, found?.country ?? ''),
    confirmation: actor === 'guardian' ? null : confirmationOf(found?.age_rule),
  };
}

function confirmationOf(ageRule: AgeRule | undefined): ConfirmationState | null {
  return ageRule === 'met' ? null : 'due';
}
