import { supervisoryAuthorities, type Body, type SupervisoryAuthority } from './supervisory-authorities.js';

/** The twenty-seven, as ISO 3166-1 alpha-2. */
export const memberStates: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

/** The European Economic Area: within it data go about freely (Art. 1(3)), outside it a transfer rests on Art. 44 to 49. */
export const economicArea: readonly string[] = [...memberStates, 'IS', 'LI', 'NO'];

const zones: Readonly<Record<string, string>> = {
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
};

/** The IANA time zone of a country's capital, in which its periods are counted; 'UTC' for a country that is not known. */
export function zoneOf(country: string): string {
  return zones[country] ?? 'UTC';
}

/**
 * The supervisory authority of a library (Art. 55), undefined where none is known; a library that does not say which
 * body it is counts as private. The narrowest row wins: a public library in Munich answers to the BayLfD, in Barcelona
 * to the APDCAT.
 */
export function supervisoryAuthority(library: {
  country: string;
  region?: string | null;
  body?: Body;
}): SupervisoryAuthority | undefined {
  const { country, region, body = 'private' } = library;
  const competent = supervisoryAuthorities.filter(
    (row) => row.country === country && (row.body ?? body) === body,
  );
  return competent.find((row) => row.region === region) ?? competent.find((row) => row.region === undefined);
}
