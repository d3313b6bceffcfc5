import fc from 'fast-check';
import { BANDS, intervalOf, type Interval } from './bands.js';
import { byCountry, counted, countriesInWords, reconciles, summedByCountry } from './country-counts.js';

const country = fc.option(fc.constantFrom('ES', 'FR', 'DE', 'PT'), { nil: null });
const batches = fc.array(fc.tuple(fc.constantFrom(...BANDS), fc.array(country, { maxLength: 5 })));

it('holds everybody once, however the readers come: the countries sum to the three numbers', () => {
  fc.assert(
    fc.property(batches, (parts) => {
      const surest: Interval = { confirmed: 0, probable: 0, possible: 0 };
      for (const [band, countries] of parts) surest[band] += countries.length;
      const counts = byCountry(
        parts.reduce((before, [band, countries]) => counted(before, band, countries), {}),
      );

      expect(reconciles(counts, intervalOf(surest))).toBe(true);
      for (const { confirmed, probable, possible } of counts) {
        expect(confirmed).toBeLessThanOrEqual(probable);
        expect(probable).toBeLessThanOrEqual(possible);
      }
    }),
  );
});

it('names countries in their order, and those not known last, on a line of their own', () => {
  const counts = byCountry(counted(counted({}, 'possible', ['FR', null]), 'confirmed', ['DE', 'FR']));

  expect(counts).toEqual([
    { country: 'DE', confirmed: 1, probable: 1, possible: 1 },
    { country: 'FR', confirmed: 1, probable: 1, possible: 2 },
    { country: null, confirmed: 0, probable: 0, possible: 1 },
  ]);
  expect(countriesInWords(counts)).toBe(
    'DE 1 confirmed ≤ 1 probable ≤ 1 possible; FR 1 confirmed ≤ 1 probable ≤ 2 possible; ' +
      'not known 0 confirmed ≤ 0 probable ≤ 1 possible',
  );
});

it('sums libraries only when each is counted', () => {
  const one = byCountry(counted({}, 'probable', ['ES']));

  expect(summedByCountry([one, one])).toEqual([{ country: 'ES', confirmed: 0, probable: 2, possible: 2 }]);
  expect(summedByCountry([one, null])).toBeNull();
  expect(reconciles(one, { confirmed: 0, probable: 1, possible: 2 })).toBe(false);
});
