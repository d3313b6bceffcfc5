import { zoneOf } from '../../foundation/law/countries.js';
import { endOfDay, plainDateIn, plusMonths } from '../../foundation/law/plain-date.js';
import type { ConfirmationState } from './consent.entity.js';

/** How a consent stands in its row. */
export interface Standing {
  state: 'given' | 'refused' | 'withdrawn' | 'expired';
  since: Date;
  isSuperseded: boolean;
  validUntil: Date | null;
  confirmation: ConfirmationState | null;
}

/** What such a row means at an instant: of what was given, only `given` counts. */
export type ConsentState = Standing['state'] | 'superseded' | 'unconfirmed';

/** How a consent stands at an instant, and since when: it runs out by the clock, not when somebody notes it. */
export function standingOf(consent: Standing, now: Date): { state: ConsentState; since: Date } {
  const { state, since, isSuperseded, validUntil, confirmation } = consent;
  if (state !== 'given') return { state, since };
  if (validUntil && validUntil < now) return { state: 'expired', since: validUntil };
  if (isSuperseded) return { state: 'superseded', since };
  if (confirmation === 'due' || confirmation === 'asked') return { state: 'unconfirmed', since };
  return { state, since };
}

/**
 * The last instant of a consent that is given for so many months: the end of the day with the same number, or of the
 * month's last, where the library is (Regulation 1182/71, Art. 3(2)(c)). Null: until it is withdrawn.
 */
export function validUntil(givenAt: Date, months: number | null, country: string): Date | null {
  if (months === null) return null;
  const zone = zoneOf(country);
  return endOfDay(plusMonths(plainDateIn(givenAt, zone), months), zone);
}

/** True once less than a month is left of a consent, which is when its reader is offered to renew it. */
export function isRenewable(validUntil: Date | null, now: Date, country: string): boolean {
  if (!validUntil || validUntil < now) return false;
  const zone = zoneOf(country);
  return plainDateIn(now, zone) > plusMonths(plainDateIn(validUntil, zone), -1);
}

/** How one purpose stands, as readers and staff are shown it. */
export function shownAs<P>(
  {
    purpose,
    consent,
    version,
    isImported = false,
  }: { purpose: P; consent: Standing | null; version: Buffer | null; isImported?: boolean },
  country: string,
  now: Date,
) {
  if (!consent)
    return {
      purpose,
      state: 'not-asked' as const,
      version: null,
      since: null,
      validUntil: null,
      isRenewable: false,
      isFromGuardian: false,
      imported: false,
    };
  const { state, since } = standingOf(consent, now);
  return {
    purpose,
    state,
    version: version?.toString('hex') ?? null,
    since,
    validUntil: consent.validUntil,
    isRenewable: state === 'given' && isRenewable(consent.validUntil, now, country),
    isFromGuardian: state === 'given' && consent.confirmation === 'offered',
    imported: isImported,
  };
}
