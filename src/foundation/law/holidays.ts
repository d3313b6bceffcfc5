import Holidays from 'date-holidays';
import type { HolidayCalendar } from './deadlines.js';
import { plainDate, plusDays, type PlainDate } from './plain-date.js';

const HOUR = 3_600_000;
const calendars = new Map<string, HolidayCalendar>();

/**
 * The days designated as public holidays in a country, or in a region of it (ISO 3166-2 without the country's prefix)
 * where one is given (Regulation 1182/71, Art. 2(1)). A holiday that is not known, half days included, only makes a limit
 * earlier: an unknown region counts as none, an unknown country as one without holidays.
 */
export function publicHolidays(country: string, region?: string): HolidayCalendar {
  const known = isRegion(country, region) ? region : undefined;
  const place = `${country}-${known ?? ''}`;
  const calendar = calendars.get(place) ?? calendarOf(country, known);
  calendars.set(place, calendar);
  return calendar;
}

/** Whether a country has a region whose holidays are known (ISO 3166-2 without the country's prefix). */
export function isRegion(country: string, region: string | undefined): region is string {
  if (region === undefined) return false;
  const regions = new Holidays().getStates(country) as Record<string, string> | undefined; // none: undefined, for all its type says
  return regions !== undefined && Object.hasOwn(regions, region);
}

function calendarOf(country: string, region?: string): HolidayCalendar {
  const holidays = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const years = new Map<number, ReadonlySet<PlainDate>>();
  return (date) => {
    const year = Number(date.slice(0, 4));
    const days = years.get(year) ?? daysOf(holidays, year);
    years.set(year, days);
    return days.has(date);
  };
}

function daysOf(holidays: Holidays, year: number): ReadonlySet<PlainDate> {
  const found = holidays.getHolidays(year).filter((holiday) => holiday.type === 'public');
  return new Set(found.flatMap(wholeDays));
}

function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): PlainDate[] {
  const length = Math.floor((end.getTime() - start.getTime() + HOUR) / (24 * HOUR)); // a spring day has 23 hours
  const first = plainDate(date.slice(0, 10));
  return Array.from({ length }, (_, day) => plusDays(first, day));
}
