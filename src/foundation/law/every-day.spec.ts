import Holidays from 'date-holidays';
import { memberStates, zoneOf } from './countries.js';
import { limitOn, promisedOn, type HolidayCalendar } from './deadlines.js';
import { publicHolidays } from './holidays.js';
import { endOfDay, plainDate, plusDays, type PlainDate } from './plain-date.js';

/*
 * The oracle is written from Regulation 1182/71 and Art. 12(3) alone: it walks the calendar day by day and knows nothing
 * of the rules it checks but the list of holidays.
 */

const DAY = 86_400_000;
const textOf = (day: number) => plainDate(new Date(day).toISOString().slice(0, 10));

/** Each day of the years as number and as text, walked once. */
function calendarOf(first: number, last: number) {
  const texts = new Map<number, PlainDate>();
  for (let day = first; day <= last; day += DAY) texts.set(day, textOf(day));
  return texts;
}
const calendar = calendarOf(Date.UTC(2024, 0, 1), Date.UTC(2033, 5, 30));
const received = [...calendar].filter(([day]) => day < Date.UTC(2033, 0, 1));

/** Art. 3(2)(c): the same date so many months later; where there is none, the last day of that month. Walked. */
function walked(day: number, months: number): number {
  const number = new Date(day).getUTCDate();
  let end = day - (number - 1) * DAY;
  for (let month = 0; month < months; month += 1) {
    end += DAY;
    while (new Date(end).getUTCDate() !== 1) end += DAY;
  }
  while (new Date(end).getUTCDate() < number && new Date(end + DAY).getUTCDate() !== 1) end += DAY;
  return end;
}

// Where a period ends before weekends and holidays move it is the same everywhere: walked once for all.
const ends = new Map(received.map(([day]) => [day, { one: walked(day, 1), three: walked(day, 3) }]));

/** Art. 3(4): a period that ends on a holiday, Sunday or Saturday ends with the next working day. */
function moved(day: number, isHoliday: HolidayCalendar): PlainDate | undefined {
  let end = day;
  while ((Math.floor(end / DAY) + 3) % 7 > 4 || isHoliday(calendar.get(end) ?? textOf(end))) end += DAY;
  return calendar.get(end);
}

function wrongWith(isHoliday: HolidayCalendar): string[] {
  return received.flatMap(([day, receivedOn]) => {
    const end = ends.get(day) ?? { one: day, three: day };
    const limit = limitOn(receivedOn, 1, isHoliday);
    const extended = limitOn(receivedOn, 3, isHoliday);
    const isRight =
      limit === moved(end.one, isHoliday) &&
      extended === moved(end.three, isHoliday) &&
      promisedOn(receivedOn) === calendar.get(Math.min(end.one, day + 30 * DAY)) &&
      promisedOn(receivedOn) <= limit;
    return isRight ? [] : [`${receivedOn}: ${limit}, ${extended}`];
  });
}

it('ends every day of 2024 to 2032 when the Regulation says, in every Member State', () => {
  const wrong = memberStates.map((country) => [country, wrongWith(publicHolidays(country))]);

  expect(received).toHaveLength(3288);
  expect(wrong.filter(([, found]) => found?.length)).toEqual([]);
}, 300_000);

it('ends every day of 2024 to 2032 when the Regulation says, in every region whose holidays are known', () => {
  const regions = memberStates.flatMap((country) => {
    const states = new Holidays().getStates(country) as Record<string, string> | undefined;
    return Object.keys(states ?? {}).map((region) => [country, region] as const);
  });

  const wrong = regions.flatMap(([country, region]) => wrongWith(publicHolidays(country, region)));

  expect(regions.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
}, 300_000);

it('ends days by the clocks of every Member State, whatever they do in between', () => {
  const zones = [...new Set(memberStates.map(zoneOf))];
  const nearChanges = received.filter(([, on]) => /-(03|10)-(2[4-9]|3[01])$/.test(on));

  const wrong = zones.flatMap((zone) => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    return nearChanges.filter(([, on]) => {
      const end = endOfDay(on, zone);
      const next = clock.format(new Date(end.getTime() + 1));
      return clock.format(end) !== `${on} 23:59:59` || next !== `${plusDays(on, 1)} 00:00:00`;
    });
  });

  expect(nearChanges).toHaveLength(9 * 16);
  expect(wrong).toEqual([]);
});

it('the oracle knows the ends that lawyers quote', () => {
  const none = () => false;
  const of = (day: number) => [moved(walked(day, 1), none), moved(walked(day, 3), none)];

  expect(of(Date.UTC(2027, 0, 31))).toEqual(['2027-03-01', '2027-04-30']);
  expect(of(Date.UTC(2028, 0, 31))).toEqual(['2028-02-29', '2028-05-01']);
  expect(of(Date.UTC(2027, 2, 5))).toEqual(['2027-04-05', '2027-06-07']);
});
