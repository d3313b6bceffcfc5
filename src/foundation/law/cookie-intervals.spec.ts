import fc from 'fast-check';
import {
  askAgainAt,
  audienceCap,
  audienceCaps,
  cookieInterval,
  cookieIntervals,
  DEFAULT_MONTHS,
} from './cookie-intervals.js';
import { memberStates } from './countries.js';
import { plainDate, plainDateIn } from './plain-date.js';

const today = plainDate('2026-11-25');

describe('the time for which a choice about cookies stands', () => {
  it.each([
    ['FR', 6, 6],
    ['IT', 6, 6],
    ['IE', 6, 6],
    ['CZ', 12, 12],
    ['ES', 24, 24],
    ['DE', 6, 6],
    ['', 6, 6],
  ])('in %j is %i months for an acceptance and %i for a refusal', (country, acceptMonths, refuseMonths) => {
    expect(cookieInterval(country, today)).toMatchObject({ acceptMonths, refuseMonths });
  });

  it.each([
    ['ES', '2020-10-30', DEFAULT_MONTHS],
    ['ES', '2020-10-31', 24],
    ['CZ', '2021-12-31', DEFAULT_MONTHS],
  ])('in %s on %s was %i months', (country, on, months) => {
    expect(cookieInterval(country, plainDate(on)).acceptMonths).toBe(months);
  });

  it('has a source in each row and never two rows for one day', () => {
    for (const row of cookieIntervals) {
      const others = cookieIntervals.filter((other) => other !== row && other.country === row.country);

      expect(row.source).not.toBe('');
      expect(row.validFrom < row.validTo).toBe(true);
      expect(others.filter((o) => o.validFrom < row.validTo && row.validFrom < o.validTo)).toEqual([]);
    }
  });

  it('lets no refusal end before an acceptance would, and none within six months, in any country', () => {
    const country = fc.constantFrom(...memberStates, 'NO', 'GB', 'US');
    const date = fc.date({ min: new Date('2018-05-25'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(country, date, (where, at) => {
        const on = plainDateIn(at, 'utc');
        const refused = askAgainAt(where, on, at, false);

        expect(refused.getTime()).toBeGreaterThanOrEqual(askAgainAt(where, on, at, true).getTime());
        expect(refused.getTime() - at.getTime()).toBeGreaterThanOrEqual(181 * 86_400_000);
      }),
    );
  });

  it('counts in months, to the last day of a shorter one', () => {
    const chosenAt = new Date('2026-08-31T10:00:00.000Z');

    expect(askAgainAt('FR', plainDate('2026-08-31'), chosenAt, false)).toEqual(
      new Date('2027-02-28T10:00:00.000Z'),
    );
  });
});

describe('audience measurement that needs no consent', () => {
  it('may live 13 months and be kept 25, since France’s authority said so', () => {
    expect(audienceCap(today)).toMatchObject({ trackerMonths: 13, dataMonths: 25 });
    expect(audienceCap(plainDate('2020-09-16'))).toBeNull();
    expect(audienceCaps.every((row) => row.source !== '')).toBe(true);
  });
});
