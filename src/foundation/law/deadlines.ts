import { endOfDay, isWeekend, plainDateIn, plusDays, plusMonths, type PlainDate } from './plain-date.js';

/** Whether a civil date is a public holiday where the library is; see `publicHolidays`. */
export type HolidayCalendar = (date: PlainDate) => boolean;

/**
 * The last day of what we promise: 30 days or one month, whichever is earlier, counted from the day after receipt. No
 * weekend moves it, so it never falls after the limit of Art. 12(3).
 */
export function promisedOn(receivedOn: PlainDate): PlainDate {
  const afterThirtyDays = plusDays(receivedOn, 30);
  const afterOneMonth = plusMonths(receivedOn, 1);
  return afterThirtyDays < afterOneMonth ? afterThirtyDays : afterOneMonth;
}

/** The last day of a period of months, moved to the next working day (Regulation 1182/71, Art. 3(4)). */
export function limitOn(receivedOn: PlainDate, months: 1 | 3, holidays: HolidayCalendar): PlainDate {
  return workingDayFrom(plusMonths(receivedOn, months), holidays);
}

/** The day itself where it is a working day, or the next that is one. */
export function workingDayFrom(date: PlainDate, holidays: HolidayCalendar): PlainDate {
  let day = date;
  while (isWeekend(day) || holidays(day)) day = plusDays(day, 1);
  return day;
}

/** When we promise to have answered: the end of the promise's last day, in the library's zone. */
export function promisedBy(receivedAt: Date, zone: string): Date {
  return endOfDay(promisedOn(plainDateIn(receivedAt, zone)), zone);
}

/** The last instant of the month of Art. 12(3), by Regulation 1182/71, Art. 3. */
export function legalLimit(receivedAt: Date, zone: string, holidays: HolidayCalendar): Date {
  return endOfDay(limitOn(plainDateIn(receivedAt, zone), 1, holidays), zone);
}

/** The last instant after an extension by two months (Art. 12(3)): three months from receipt, not a month and then two. */
export function extendedLimit(receivedAt: Date, zone: string, holidays: HolidayCalendar): Date {
  return endOfDay(limitOn(plainDateIn(receivedAt, zone), 3, holidays), zone);
}
