import { ageOn, birthday, plainDate, type PlainDate } from './plain-date.js';

/** The age at which a child's own consent suffices in a country, between two dates (Art. 8(1)). */
export interface AgeOfConsent {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly age: number;
  readonly validFrom: PlainDate;
  /** The first day on which the row no longer holds. */
  readonly validTo: PlainDate;
  readonly source: string;
  /** Below the age, child and parent consent together, not the parent alone. */
  readonly joint?: true;
}

/** The ceiling of Art. 8(1): it holds wherever no lower age is known. */
export const STRICTEST_AGE_IN_THE_UNION = 16;

const GDPR = plainDate('2018-05-25');
const EEA = plainDate('2018-07-20'); // Decision of the EEA Joint Committee 154/2018: the Regulation applies there from then
const FOREVER = plainDate('9999-12-31');

const COMMISSION = 'European Commission, SWD(2020) 115, table on Art. 8';

/** Every age that is known, with the dates between which it holds. Watched bills: Spain 14 to 16, Norway 13 to 15. */
export const agesOfConsent: readonly AgeOfConsent[] = [
  ...at(13, ['BE', 'EE', 'FI', 'LV', 'MT', 'PT', 'SE']),
  ...at(14, ['AT', 'BG', 'CY', 'ES', 'IT', 'LT']),
  ...at(15, ['CZ', 'GR']),
  ...at(16, ['DE', 'HR', 'HU', 'IE', 'LU', 'NL', 'PL', 'RO', 'SK']),
  { ...since(GDPR, 'DK', 13, 'Databeskyttelsesloven, § 6, before 2024'), validTo: plainDate('2024-01-01') },
  since(plainDate('2024-01-01'), 'DK', 15, 'Databeskyttelsesloven, § 6, as amended for 1 January 2024'),
  { ...since(GDPR, 'FR', 15, 'Loi Informatique et Libertés, art. 45'), joint: true },
  since(plainDate('2023-01-26'), 'SI', 15, 'ZVOP-2, in force since 26 January 2023'),
  since(EEA, 'IS', 13, 'Act No 90/2018 on data protection (Iceland)'),
  since(EEA, 'NO', 13, 'Personopplysningsloven, § 5'),
  since(EEA, 'LI', 16, 'Art. 8(1) GDPR, no lower age set'),
  since(GDPR, 'GB', 13, 'Data Protection Act 2018, s. 9; UK GDPR, Art. 8'),
];

/** The age from which a child's own consent suffices in a country on a date; 16 where none is known (Art. 8(1)). */
export function ageOfConsent(country: string, on: PlainDate): number {
  const row = agesOfConsent.find((r) => r.country === country && r.validFrom <= on && on < r.validTo);
  return row?.age ?? STRICTEST_AGE_IN_THE_UNION;
}

/** True where, below the age, child and parent consent together and not the parent alone. */
export function isConsentJoint(country: string, on: PlainDate): boolean {
  return agesOfConsent.some((r) => r.country === country && r.validFrom <= on && on < r.validTo && r.joint);
}

/** `met`: the reader decides alone. `guardian`: a parent has confirmed. `unmet`: nothing may rest on consent yet. */
export type AgeRule = 'met' | 'guardian' | 'unmet';

/** How a reader stands to Art. 8 on a date; `guardianConfirmed` is the confirmation of Art. 8(2). */
export function ageRule(reader: {
  birthDate: PlainDate;
  country: string;
  on: PlainDate;
  guardianConfirmed: boolean;
}): AgeRule {
  if (ageOn(reader.birthDate, reader.on) >= ageOfConsent(reader.country, reader.on)) return 'met';
  return reader.guardianConfirmed ? 'guardian' : 'unmet';
}

/**
 * The date from which a reader is, for good, old enough to consent alone (EDPB 05/2020, 149: then the reader is asked
 * to confirm). Where the law raises the age in between, the later date counts.
 */
export function birthdayOfConsent(birthDate: PlainDate, country: string): PlainDate {
  const changes = agesOfConsent.filter((r) => r.country === country).flatMap((r) => [r.validFrom, r.validTo]);
  const starts = [birthDate, ...changes.filter((date) => date > birthDate && date < FOREVER).sort()];
  const periods = [...new Set(starts)].reverse();
  let reached = FOREVER;
  for (const start of periods) {
    const ofAge = birthday(birthDate, ageOfConsent(country, start));
    if (ofAge >= reached) break; // not of age yet when this period ends
    reached = ofAge > start ? ofAge : start;
    if (ofAge > start) break;
  }
  return reached;
}

function since(validFrom: PlainDate, country: string, age: number, source: string): AgeOfConsent {
  return { country, age, validFrom, validTo: FOREVER, source };
}

function at(age: number, countries: readonly string[]): AgeOfConsent[] {
  return countries.map((country) => since(GDPR, country, age, COMMISSION));
}
