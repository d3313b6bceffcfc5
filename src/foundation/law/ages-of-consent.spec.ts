import fc from 'fast-check';
import { ageOfConsent, ageRule, agesOfConsent, birthdayOfConsent } from './ages-of-consent.js';
import { memberStates } from './countries.js';
import { birthday, plainDate, plainDateIn, plusDays } from './plain-date.js';

const today = plainDate('2026-11-23');
const countriesOf = (age: number) => memberStates.filter((country) => ageOfConsent(country, today) === age);

const bornUnderTheRegulation = fc
  .date({ min: new Date('2005-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => plainDateIn(date, 'utc'));
const anyCountry = fc.constantFrom(...new Set(agesOfConsent.map((row) => row.country)), 'US');

describe('the age of consent', () => {
  it('is known in each Member State, as the Commission counted them', () => {
    expect(countriesOf(13)).toEqual(['BE', 'EE', 'FI', 'LV', 'MT', 'PT', 'SE']);
    expect(countriesOf(14)).toEqual(['AT', 'BG', 'CY', 'ES', 'IT', 'LT']);
    expect(countriesOf(15)).toEqual(['CZ', 'DK', 'FR', 'GR', 'SI']);
    expect(countriesOf(16)).toEqual(['DE', 'HR', 'HU', 'IE', 'LU', 'NL', 'PL', 'RO', 'SK']);
    expect(memberStates.filter((country) => !agesOfConsent.some((row) => row.country === country))).toEqual(
      [],
    );
  });

  it.each([
    ['IS', 13],
    ['NO', 13],
    ['LI', 16],
    ['GB', 13],
    ['US', 16],
    ['', 16],
  ])('in %j is %i', (country, age) => {
    expect(ageOfConsent(country, today)).toBe(age);
  });

  it.each([
    ['DK', '2023-12-31', 13],
    ['DK', '2024-01-01', 15],
    ['SI', '2023-01-25', 16],
    ['SI', '2023-01-26', 15],
    ['ES', '2018-05-24', 16],
  ])('in %s on %s was %i', (country, on, age) => {
    expect(ageOfConsent(country, plainDate(on))).toBe(age);
  });

  it('has a source in each row and never two rows for one day', () => {
    for (const row of agesOfConsent) {
      const others = agesOfConsent.filter((other) => other !== row && other.country === row.country);

      expect(row.source).not.toBe('');
      expect(row.validFrom < row.validTo).toBe(true);
      expect(others.some((other) => other.validFrom < row.validTo && row.validFrom < other.validTo)).toBe(
        false,
      );
    }
  });

  it('is joint with the parent in France alone', () => {
    expect(agesOfConsent.filter((row) => row.joint).map((row) => row.country)).toEqual(['FR']);
  });
});

describe('the age rule', () => {
  const inSpain = { birthDate: plainDate('2012-11-24'), country: 'ES', guardianConfirmed: false };

  it.each([
    ['2026-11-23', false, 'unmet'],
    ['2026-11-23', true, 'guardian'],
    ['2026-11-24', false, 'met'],
    ['2026-11-24', true, 'met'],
  ] as const)('on %s, with the guardian’s word %s: %s', (on, guardianConfirmed, rule) => {
    expect(ageRule({ ...inSpain, on: plainDate(on), guardianConfirmed })).toBe(rule);
  });

  it('is unmet before birth', () => {
    expect(ageRule({ ...inSpain, birthDate: plainDate('2090-01-01'), on: today })).toBe('unmet');
  });

  it('stays met from the birthday of consent on, and not before', () => {
    fc.assert(
      fc.property(bornUnderTheRegulation, anyCountry, fc.nat(4000), (birthDate, country, days) => {
        const day = birthdayOfConsent(birthDate, country);
        const rule = (on: typeof day) => ageRule({ birthDate, country, on, guardianConfirmed: false });

        expect(rule(plusDays(day, -1))).toBe('unmet');
        expect(rule(plusDays(day, days))).toBe('met');
      }),
      {
        numRuns: 1000,
        examples: [
          [plainDate('2010-06-01'), 'DK', 0],
          [plainDate('2012-02-29'), 'SE', 0],
        ],
      },
    );
  });
});

describe('the birthday of consent', () => {
  it.each([
    ['2012-11-24', 'ES', '2026-11-24'],
    ['2012-02-29', 'BE', '2025-03-01'],
    ['2010-06-01', 'DK', '2025-06-01'], // was 13 under the old age, which rose before 15 was reached
    ['2008-12-31', 'DK', '2021-12-31'],
    ['2007-03-01', 'SI', '2023-01-26'], // already 15 when the age came down from 16
    ['2012-11-24', 'US', '2028-11-24'],
  ])('of a reader born %s in %s is %s', (birthDate, country, day) => {
    expect(birthdayOfConsent(plainDate(birthDate), country)).toBe(day);
  });

  it('is the sixteenth in a country that never changed its age of 16', () => {
    expect(birthdayOfConsent(plainDate('2011-05-05'), 'DE')).toBe(birthday(plainDate('2011-05-05'), 16));
  });
});
