import { IANAZone } from 'luxon';
import { zoneOf } from './countries.js';
import { isRegion } from './holidays.js';
import { supervisoryAuthorities, type Body } from './supervisory-authorities.js';

/** Where a library is and what it is, as far as the law asks: its holidays, its clock, its supervisory authority. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 3166-2 without the country's prefix; null: none is told apart. */
  region: string | null;
  body: Body;
  /** IANA; null: the country's. */
  timeZone: string | null;
}

/** The time zone in which a library counts its days. */
export function zoneAt({ country, timeZone }: Pick<Place, 'country' | 'timeZone'>): string {
  return timeZone ?? zoneOf(country);
}

/** Whether a region tells anything: it has holidays or a supervisory authority of its own, or at least a known calendar. */
export function isKnownRegion(country: string, region: string): boolean {
  const hasAuthority = supervisoryAuthorities.some((row) => row.country === country && row.region === region);
  return hasAuthority || isRegion(country, region);
}

/** Whether it is the name of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
