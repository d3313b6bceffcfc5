import { extendedLimit, legalLimit, promisedBy } from './deadlines.js';
import { publicHolidays } from './holidays.js';
import { plainDate, plainDateIn, plusDays, plusMonths, type PlainDate } from './plain-date.js';

const madrid = 'Europe/Madrid';
const never = () => false;
const noonOf = (date: string) => new Date(`${date}T12:00:00Z`);
const dayIn = (zone: string, instant: Date) => plainDateIn(instant, zone);

function* days(from: PlainDate, to: PlainDate, step: number) {
  for (let day = from; day <= to; day = plusDays(day, step)) yield day;
}

describe.each([
  // received, one month, 30 days, the promise, the limit with weekends, three months
  ['2027-01-29', '2027-02-28', '2027-02-28', '2027-02-28', '2027-03-01', '2027-04-29'],
  ['2027-01-30', '2027-02-28', '2027-03-01', '2027-02-28', '2027-03-01', '2027-04-30'],
  ['2027-01-31', '2027-02-28', '2027-03-02', '2027-02-28', '2027-03-01', '2027-04-30'],
  ['2027-02-01', '2027-03-01', '2027-03-03', '2027-03-01', '2027-03-01', '2027-05-01'],
  ['2027-02-28', '2027-03-28', '2027-03-30', '2027-03-28', '2027-03-29', '2027-05-28'],
  ['2027-03-05', '2027-04-05', '2027-04-04', '2027-04-04', '2027-04-05', '2027-06-05'],
  ['2027-03-31', '2027-04-30', '2027-04-30', '2027-04-30', '2027-04-30', '2027-06-30'],
  ['2027-08-31', '2027-09-30', '2027-09-30', '2027-09-30', '2027-09-30', '2027-11-30'],
  ['2028-01-31', '2028-02-29', '2028-03-01', '2028-02-29', '2028-02-29', '2028-04-30'],
])('received %s', (received, oneMonth, thirtyDays, promise, limit, threeMonths) => {
  const receivedAt = noonOf(received);

  it(`is promised by ${promise}`, () => {
    expect(plusMonths(plainDate(received), 1)).toBe(oneMonth);
    expect(plusDays(plainDate(received), 30)).toBe(thirtyDays);
    expect(dayIn(madrid, promisedBy(receivedAt, madrid))).toBe(promise);
  });

  it(`must be answered by ${limit}`, () => {
    expect(dayIn(madrid, legalLimit(receivedAt, madrid, never))).toBe(limit);
  });

  it(`extends to three months, ${threeMonths}, or the working day after`, () => {
    const weekend: Record<string, string> = {
      '2027-05-01': '2027-05-03',
      '2027-06-05': '2027-06-07',
      '2028-04-30': '2028-05-01',
    };

    expect(plusMonths(plainDate(received), 3)).toBe(threeMonths);
    expect(dayIn(madrid, extendedLimit(receivedAt, madrid, never))).toBe(weekend[threeMonths] ?? threeMonths);
  });
});

describe('the limit', () => {
  it.each([
    ['DE', undefined, 'Europe/Berlin', '2027-02-28', '2027-03-30'], // Easter Sunday, then Easter Monday
    ['ES', undefined, madrid, '2027-02-28', '2027-03-29'], // Easter Monday is a working day in Spain
    ['ES', 'CT', madrid, '2027-02-28', '2027-03-30'], // but not in Catalonia
    ['DE', 'BY', 'Europe/Berlin', '2026-12-06', '2027-01-07'], // Epiphany in Bavaria
    ['DE', 'BE', 'Europe/Berlin', '2026-12-06', '2027-01-06'], // not in Berlin
    ['SE', undefined, 'Europe/Stockholm', '2026-11-25', '2026-12-28'], // Christmas Day, Boxing Day, Sunday
  ])('of %s %s counts the holidays there', (country, region, zone, received, limit) => {
    expect(dayIn(zone, legalLimit(noonOf(received), zone, publicHolidays(country, region)))).toBe(limit);
  });

  it('counts the days of the zone, not those of Greenwich', () => {
    const afterMidnightInMadrid = new Date('2027-03-04T23:30:00Z');

    expect(dayIn(madrid, legalLimit(afterMidnightInMadrid, madrid, never))).toBe('2027-04-05');
    expect(dayIn('UTC', legalLimit(afterMidnightInMadrid, 'UTC', never))).toBe('2027-04-05'); // Sunday 4 April rolls
    expect(promisedBy(afterMidnightInMadrid, 'UTC').toISOString()).toBe('2027-04-03T23:59:59.999Z');
    expect(promisedBy(afterMidnightInMadrid, madrid).toISOString()).toBe('2027-04-04T21:59:59.999Z');
  });

  it('ends with the last millisecond of the day, whatever the clocks did in between', () => {
    expect(legalLimit(noonOf('2027-03-05'), madrid, never).toISOString()).toBe('2027-04-05T21:59:59.999Z');
    expect(legalLimit(noonOf('2027-10-05'), madrid, never).toISOString()).toBe('2027-11-05T22:59:59.999Z');
    expect(promisedBy(noonOf('2027-10-01'), madrid).toISOString()).toBe('2027-10-31T22:59:59.999Z'); // a day of 25 hours
  });

  it('does not depend on the hour of receipt', () => {
    const justAfterMidnight = new Date('2027-03-04T23:00:00Z');
    const justBefore = new Date('2027-03-05T22:59:59.999Z');

    expect(legalLimit(justAfterMidnight, madrid, never)).toEqual(legalLimit(justBefore, madrid, never));
    expect(promisedBy(justAfterMidnight, madrid)).toEqual(promisedBy(justBefore, madrid));
  });
});

describe.each([
  ['each day', 1, 'ES', madrid],
  ['every fifth day', 5, 'PT', 'Atlantic/Azores'],
])('on %s of 2024 to 2032', (_, step, country, zone) => {
  const holidays = publicHolidays(country);
  const received = [...days(plainDate('2024-01-01'), plainDate('2032-12-31'), step)];

  it(`the promise holds the limit, the 30 days and the extension in ${zone}`, () => {
    const broken = received.filter((day) => {
      const receivedAt = noonOf(day);
      const promise = promisedBy(receivedAt, zone);
      const limit = legalLimit(receivedAt, zone, holidays);
      const kept =
        receivedAt < promise &&
        promise <= limit &&
        limit < extendedLimit(receivedAt, zone, holidays) &&
        dayIn(zone, promise) <= plusDays(day, 30) &&
        dayIn(zone, promise) <= plusMonths(day, 1);
      return !kept;
    });

    expect(received).toHaveLength(Math.ceil(3288 / step));
    expect(broken).toEqual([]);
  });
});
