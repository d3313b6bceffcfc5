import { endOfDay, isWeekend, plainDateIn, plusDays, plusMonths, type PlainDate } from './plain-date.js';

/** Whether a civil date is a public holiday where the library is; see `publicHolidays`. */
export type HolidayCalendar = (date: PlainDate) => boolean;

/**
 * When we promise to have answered: the end of the last day of 30 days or one month, whichever is earlier, counted from the
 * day after receipt in the library's zone. No weekend moves it, so it never falls after the limit of Art. 12(3).
 */
export function promisedBy(receivedAt: Date, zone: string): Date {
  const receivedOn = plainDateIn(receivedAt, zone);
  const afterThirtyDays = plusDays(receivedOn, 30);
  const afterOneMonth = plusMonths(receivedOn, 1);
  return endOfDay(afterThirtyDays < afterOneMonth ? afterThirtyDays : afterOneMonth, zone);
}

/** The last instant of the month of Art. 12(3), by Regulation 1182/71, Art. 3. */
export function legalLimit(receivedAt: Date, zone: string, holidays: HolidayCalendar): Date {
  return limitAfterMonths(1, receivedAt, zone, holidays);
}

/** The last instant after an extension by two months (Art. 12(3)): three months from receipt, not a month and then two. */
export function extendedLimit(receivedAt: Date, zone: string, holidays: HolidayCalendar): Date {
  return limitAfterMonths(3, receivedAt, zone, holidays);
}

function limitAfterMonths(months: number, receivedAt: Date, zone: string, holidays: HolidayCalendar): Date {
  let lastDay = plusMonths(plainDateIn(receivedAt, zone), months);
  while (isWeekend(lastDay) || holidays(lastDay)) lastDay = plusDays(lastDay, 1); // Art. 3(4)
  return endOfDay(lastDay, zone);
}
