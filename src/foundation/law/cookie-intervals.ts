import { DateTime } from 'luxon';
import { plainDate, type PlainDate } from './plain-date.js';

/** For how long a choice about cookies stands in a country, between two dates. */
export interface CookieInterval {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Months for which an acceptance is relied on; then the visitor is asked again. */
  readonly acceptMonths: number;
  /** Months for which a refusal is respected; the visitor is not asked again before. */
  readonly refuseMonths: number;
  readonly validFrom: PlainDate;
  /** The first day on which the row no longer holds. */
  readonly validTo: PlainDate;
  readonly source: string;
}

/** How long audience measurement that needs no consent may go on, between two dates. */
export interface AudienceCap {
  /** Months that the tracker may live on the device. */
  readonly trackerMonths: number;
  /** Months that what it collected may be kept. */
  readonly dataMonths: number;
  readonly validFrom: PlainDate;
  readonly validTo: PlainDate;
  readonly source: string;
}

/** Where no authority says otherwise: six months each way (CNIL, good practice for acceptance and refusal alike). */
export const DEFAULT_MONTHS = 6;

const FOREVER = plainDate('9999-12-31');

/** What authorities have said. Where only the least time after a refusal is given, the refusal lasts as long as an acceptance. */
export const cookieIntervals: readonly CookieInterval[] = [
  since('2020-09-17', 'FR', 6, 6, 'CNIL, Délibération 2020-092, recommendation on cookies: six months for both'),
  since('2022-01-09', 'IT', 6, 6, 'Garante, Linee guida cookie of 10 June 2021: not again within six months'),
  since('2020-10-05', 'IE', 6, 6, 'DPC, Guidance note on cookies: consent for at most six months'),
  since('2022-01-01', 'CZ', 12, 12, 'ÚOOÚ: consent for about twelve months, no new question for at least six after a refusal'),
  since('2020-10-31', 'ES', 24, 24, 'AEPD, Guía sobre el uso de las cookies: the choice is kept for at most 24 months'),
]; // prettier-ignore

/** Trackers of a library's own audience measurement; the strictest published conditions, taken for every country. */
export const audienceCaps: readonly AudienceCap[] = [
  {
    trackerMonths: 13,
    dataMonths: 25,
    validFrom: plainDate('2020-09-17'),
    validTo: FOREVER,
    source: 'CNIL, Délibération 2020-091, art. 5, and recommendation 2020-092: 13 months, data 25 months',
  },
];

/** What holds for choices made in a country on a date. */
export function cookieInterval(
  country: string,
  on: PlainDate,
): Pick<CookieInterval, 'acceptMonths' | 'refuseMonths' | 'source'> {
  const row = cookieIntervals.find((r) => r.country === country && r.validFrom <= on && on < r.validTo);
  return row ?? { acceptMonths: DEFAULT_MONTHS, refuseMonths: DEFAULT_MONTHS, source: 'no national rule' };
}

/** The instant from which a choice made now is asked again, and not before. Who accepts anything has accepted. */
export function askAgainAt(country: string, on: PlainDate, chosenAt: Date, hasAccepted: boolean): Date {
  const { acceptMonths, refuseMonths } = cookieInterval(country, on);
  return monthsAfter(chosenAt, hasAccepted ? acceptMonths : refuseMonths);
}

/** The caps of exempt audience measurement on a date, or null where none was published yet: then nothing is exempt. */
export function audienceCap(on: PlainDate): AudienceCap | null {
  return audienceCaps.find((r) => r.validFrom <= on && on < r.validTo) ?? null;
}

function monthsAfter(instant: Date, months: number): Date {
  return DateTime.fromJSDate(instant, { zone: 'utc' }).plus({ months }).toJSDate();
}

function since(
  from: string,
  country: string,
  acceptMonths: number,
  refuseMonths: number,
  source: string,
): CookieInterval {
  return { country, acceptMonths, refuseMonths, validFrom: plainDate(from), validTo: FOREVER, source };
}
