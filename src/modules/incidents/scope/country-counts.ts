import { intervalOf, summed, type Band, type Interval } from './bands.js';

/** How many of the readers of a scope live in one country; null: not known. */
export interface CountryCount extends Interval {
  country: string | null;
}

/** How many readers have which surest band, by country; those whose country is not known under an empty name. */
export type SurestByCountry = Record<string, Partial<Interval>>;

/** What was counted so far with the countries of more readers of one band. */
export function counted(before: SurestByCountry, band: Band, countries: (string | null)[]): SurestByCountry {
  const after = structuredClone(before);
  for (const country of countries) {
    const of = (after[country ?? ''] ??= {});
    of[band] = (of[band] ?? 0) + 1;
  }
  return after;
}

/** Always three numbers for each country, by its code; what is not known comes last. */
export function byCountry(surest: SurestByCountry): CountryCount[] {
  return inOrder(
    Object.entries(surest).map(([country, bands]) => ({ country: country || null, ...intervalOf(bands) })),
  );
}

/** The counts of several libraries, country by country; null where one is not counted yet. */
export function summedByCountry(counts: (CountryCount[] | null)[]): CountryCount[] | null {
  const known = counts.filter((one) => one !== null);
  if (known.length < counts.length) return null;
  const all = known.flat();
  const countries = [...new Set(all.map(({ country }) => country))];
  return inOrder(
    countries.map((country) => ({ country, ...summed(all.filter((one) => one.country === country)) })),
  );
}

/** Whether the countries hold everybody whom the scope holds, band by band. */
export function reconciles(countries: CountryCount[], { confirmed, probable, possible }: Interval): boolean {
  const sum = summed(countries);
  return sum.confirmed === confirmed && sum.probable === probable && sum.possible === possible;
}

/** The counts in one line. */
export function countriesInWords(countries: CountryCount[]): string {
  const told = countries.map(
    ({ country, confirmed, probable, possible }) =>
      `${country ?? 'not known'} ${confirmed} confirmed ≤ ${probable} probable ≤ ${possible} possible`,
  );
  return told.join('; ') || 'nobody';
}

function inOrder(counts: CountryCount[]): CountryCount[] {
  const place = ({ country }: CountryCount) => country ?? '~';
  return counts.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}
