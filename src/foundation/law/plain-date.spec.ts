import fc from 'fast-check';
import {
  ageOn,
  birthday,
  endOfDay,
  isWeekend,
  plainDate,
  plainDateIn,
  plusDays,
  plusMonths,
} from './plain-date.js';

const anyDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => plainDateIn(date, 'utc'));

describe('a civil date', () => {
  it.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00',
    '',
    '٢٠٢٦-٠١-٠١',
  ])('refuses %j', (text) => {
    expect(() => plainDate(text)).toThrow(RangeError);
  });

  it('takes leap days where there are any', () => {
    expect(plainDate('2028-02-29')).toBe('2028-02-29');
    expect(() => plainDate('2100-02-29')).toThrow(RangeError);
  });

  it('depends on the zone in which the clock hangs', () => {
    const lateEvening = new Date('2027-01-31T23:30:00Z');

    expect(plainDateIn(lateEvening, 'Europe/Madrid')).toBe('2027-02-01');
    expect(plainDateIn(lateEvening, 'Atlantic/Azores')).toBe('2027-01-31');
    expect(() => plainDateIn(lateEvening, 'Europe/Nowhere')).toThrow(RangeError);
    expect(() => plainDateIn(new Date(Number.NaN), 'Europe/Madrid')).toThrow(RangeError);
  });

  it.each([
    ['2027-01-31', 1, '2027-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2027-08-31', 1, '2027-09-30'],
    ['2027-11-30', 3, '2028-02-29'],
  ])('%s and %i months is %s', (date, months, later) => {
    expect(plusMonths(plainDate(date), months)).toBe(later);
  });

  it('knows Saturday and Sunday', () => {
    const monday = plainDate('2027-03-01');

    expect([0, 1, 2, 3, 4, 5, 6].filter((days) => isWeekend(plusDays(monday, days)))).toEqual([5, 6]);
  });
});

describe('the end of a day', () => {
  it.each([
    ['Europe/Madrid', '2027-03-28', '2027-03-28T21:59:59.999Z'], // 23 hours
    ['Europe/Madrid', '2027-10-31', '2027-10-31T22:59:59.999Z'], // 25 hours
    ['Atlantic/Azores', '2027-03-27', '2027-03-28T00:59:59.999Z'], // midnight does not exist
    ['Atlantic/Azores', '2027-10-30', '2027-10-30T23:59:59.999Z'], // midnight comes twice
    ['America/Santiago', '2027-04-03', '2027-04-04T03:59:59.999Z'], // the last hour comes twice
  ])('in %s, %s is %s', (zone, date, instant) => {
    expect(endOfDay(plainDate(date), zone).toISOString()).toBe(instant);
  });

  it('is the last millisecond that the zone calls that date', () => {
    const zones = fc.constantFrom(
      'Europe/Madrid',
      'Atlantic/Azores',
      'Europe/Dublin',
      'Asia/Nicosia',
      'America/Santiago',
    );
    fc.assert(
      fc.property(anyDate, zones, (date, zone) => {
        const end = endOfDay(date, zone);

        expect(plainDateIn(end, zone)).toBe(date);
        expect(plainDateIn(new Date(end.getTime() + 1), zone)).toBe(plusDays(date, 1));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a zone that does not exist', () => {
    expect(() => endOfDay(plainDate('2027-03-28'), 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('an age', () => {
  it.each([
    ['2014-06-15', '2027-06-14', 12],
    ['2014-06-15', '2027-06-15', 13],
    ['2012-02-29', '2025-02-28', 12], // a common year: not before 1 March
    ['2012-02-29', '2025-03-01', 13],
    ['2012-02-29', '2028-02-28', 15],
    ['2012-02-29', '2028-02-29', 16],
    ['2027-06-15', '2027-06-15', 0],
    ['2027-06-15', '2027-06-14', -1],
  ])('born %s, on %s: %i', (birthDate, on, age) => {
    expect(ageOn(plainDate(birthDate), plainDate(on))).toBe(age);
  });

  it('goes up on the birthday and not the day before', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 100 }), (birthDate, age) => {
        const day = birthday(birthDate, age);

        expect(ageOn(birthDate, day)).toBe(age);
        expect(ageOn(birthDate, plusDays(day, -1))).toBe(age - 1);
      }),
      { examples: [[plainDate('2012-02-29'), 13]] },
    );
  });
});
