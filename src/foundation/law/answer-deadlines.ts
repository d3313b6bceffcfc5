import { extendedLimit, legalLimit, promisedBy, type HolidayCalendar } from './deadlines.js';
import { publicHolidays } from './holidays.js';
import { zoneAt, type Place } from './place.js';
import { endOfDay, isWeekend, plainDateIn, plusDays, type PlainDate } from './plain-date.js';

/** Where a period is counted. */
export type Where = Pick<Place, 'country' | 'region' | 'timeZone'>;

/** How long the library waited to know who asks; `endedAt` is when it knew, or stopped waiting. */
export interface Wait {
  askedAt: Date;
  endedAt: Date;
}

/** For how many working days after receipt a question who it is counts as asked without undue delay. */
export const DAYS_TO_ASK = 3;

/**
 * When a request or an objection was received and by when it is answered, by the calendar of the library's region or
 * country and by its clock (Art. 12(3)).
 */
export function deadlinesOf(receivedAt: Date, place: Where) {
  const timeZone = zoneAt(place);
  return {
    receivedAt,
    promisedBy: promisedBy(receivedAt, timeZone),
    legalLimit: legalLimit(receivedAt, timeZone, holidaysAt(place)),
    timeZone,
  };
}

/** The last instant of an extended answer: three months from receipt (Art. 12(3)). */
export function extendedUntil(receivedAt: Date, place: Where): Date {
  return extendedLimit(receivedAt, zoneAt(place), holidaysAt(place));
}

/**
 * Whether the clock rests while the library waits to know who asks: only where it asked without undue delay, within
 * three working days of receipt (EDPB Guidelines 01/2022, on the time to answer). Where it asked later the clock runs on.
 */
export function doesWaitSuspend(receivedAt: Date, askedAt: Date, place: Where): boolean {
  const zone = zoneAt(place);
  const lastDay = plusWorkingDays(plainDateIn(receivedAt, zone), DAYS_TO_ASK, holidaysAt(place));
  return askedAt <= endOfDay(lastDay, zone);
}

/** The instant from which a request's periods count: its receipt, later by as long as the clock rested. */
export function countedFrom(receivedAt: Date, wait: Wait | null, place: Where): Date {
  if (!wait || !doesWaitSuspend(receivedAt, wait.askedAt, place)) return receivedAt;
  return new Date(receivedAt.getTime() + (wait.endedAt.getTime() - wait.askedAt.getTime()));
}

function holidaysAt({ country, region }: Where): HolidayCalendar {
  return publicHolidays(country, region ?? undefined);
}

function plusWorkingDays(date: PlainDate, days: number, holidays: HolidayCalendar): PlainDate {
  let day = date;
  for (let counted = 0; counted < days;) {
    day = plusDays(day, 1);
    if (!isWeekend(day) && !holidays(day)) counted += 1;
  }
  return day;
}
