import { DateTime } from 'luxon';

const DAY = 86_400_000;

declare const civil: unique symbol;

/** A civil date that exists, as 'YYYY-MM-DD'; such texts compare and sort as the dates do. */
export type PlainDate = string & { readonly [civil]: 'date' };

/** Reads 'YYYY-MM-DD'. @throws RangeError for any other form and for a date that does not exist, such as 2026-02-30. */
export function plainDate(text: string): PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !exists(text)) {
    throw new RangeError('Not a date that exists: write it as YYYY-MM-DD.');
  }
  return text as PlainDate;
}

/** The civil date that clocks in an IANA time zone show at an instant. @throws RangeError for a zone that does not exist. */
export function plainDateIn(instant: Date, zone: string): PlainDate {
  const date = DateTime.fromJSDate(instant, { zone }).toISODate();
  if (date === null)
    throw new RangeError(`No civil date: an unknown time zone (${zone}) or an instant that does not exist.`);
  return plainDate(date);
}

/**
 * The last millisecond of a civil day in a time zone: a period ends with the last hour of its last day
 * (Regulation 1182/71, Art. 3(2)). @throws RangeError for a zone that does not exist.
 */
export function endOfDay(date: PlainDate, zone: string): Date {
  const end = DateTime.fromISO(date, { zone }).endOf('day'); // not the next midnight less 1 ms: it may come twice
  if (!end.isValid) throw new RangeError(`Unknown time zone: ${zone}.`);
  return end.toJSDate();
}

export function plusDays(date: PlainDate, days: number): PlainDate {
  return written(new Date(Date.parse(date) + days * DAY));
}

/** The same date number so many months later, or the last day of that month (Regulation 1182/71, Art. 3(2)(c)). */
export function plusMonths(date: PlainDate, months: number): PlainDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const sameDay = midnight(year, month - 1 + months, day);
  return written(sameDay.getUTCDate() === day ? sameDay : midnight(year, month + months, 0));
}

export function isWeekend(date: PlainDate): boolean {
  return new Date(date).getUTCDay() % 6 === 0;
}

/**
 * The date of somebody's nth birthday. Who was born on 29 February has it on 1 March of a common year: until 28 February
 * ends the year of life is not complete, and for a child the later day is the cautious one.
 */
export function birthday(birthDate: PlainDate, age: number): PlainDate {
  const sameDay = plusMonths(birthDate, 12 * age);
  return sameDay.slice(5) === birthDate.slice(5) ? sameDay : plusDays(sameDay, 1);
}

/** Completed years of life on a date, with `birthday` as the day on which one is completed; negative before birth. */
export function ageOn(birthDate: PlainDate, on: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) >= birthDate.slice(5) ? years : years - 1;
}

/** Date.parse moves 30 February to March, so a date exists when it is written as it was read. */
function exists(text: string): boolean {
  const instant = Date.parse(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Not Date.UTC, to which the year 50 is 1950. */
function midnight(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
}

function written(midnightInGreenwich: Date): PlainDate {
  return plainDate(midnightInGreenwich.toISOString().slice(0, 10));
}
