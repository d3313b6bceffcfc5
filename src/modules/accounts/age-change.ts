import { ageRule, birthdayOfConsent, type AgeRule } from '../../foundation/law/ages-of-consent.js';
import { plainDate, type PlainDate } from '../../foundation/law/plain-date.js';

/** What the age rule rests on; null where an import did not say. */
export interface Born {
  birthDate: string | null;
  country: string | null;
}

/**
 * What becomes of a reader when birth date or country change (Art. 8): the age rule that holds from then on, or `held`
 * where the change would free a minor of it, which nobody decides alone.
 */
export function consequenceOf(
  before: Born,
  after: Born,
  { hasGuardian, on }: { hasGuardian: boolean; on: PlainDate },
): AgeRule | 'held' {
  const rule = ruleOf(after, hasGuardian, on);
  const wasMinor = before.birthDate !== null && ruleOf(before, false, on) !== 'met';
  return wasMinor && rule === 'met' ? 'held' : rule;
}

/** The age rule of a reader on a day; of whom no birth date is known nothing may rest on consent yet. */
export function ruleOf({ birthDate, country }: Born, hasGuardian: boolean, on: PlainDate): AgeRule {
  if (birthDate === null) return 'unmet';
  return ageRule({
    birthDate: plainDate(birthDate),
    country: country ?? '',
    on,
    guardianConfirmed: hasGuardian,
  });
}

/** The instant from which a reader is old enough to consent alone, for good; null where no birth date is known. */
export function ofAgeFrom({ birthDate, country }: Born): Date | null {
  return birthDate === null ? null : new Date(birthdayOfConsent(plainDate(birthDate), country ?? ''));
}
