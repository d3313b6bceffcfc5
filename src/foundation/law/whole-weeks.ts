import { DateTime } from 'luxon';
import { plainDate, type PlainDate } from './plain-date.js';

/** A row of whole ISO weeks in one time zone. */
export interface Weeks {
  /** The first Monday and the last Sunday. */
  from: PlainDate;
  to: PlainDate;
  /** The first moment of the first, and the first after the last. */
  start: Date;
  end: Date;
  count: number;
}

/**
 * The ISO weeks that two days fall in and all between, without the one that is under way; null when none is over yet.
 * @throws RangeError for a zone that does not exist
 */
export function wholeWeeks(first: PlainDate, last: PlainDate, zone: string, now: Date): Weeks | null {
  const start = DateTime.fromISO(first, { zone }).startOf('week');
  const asked = DateTime.fromISO(last, { zone }).startOf('week').plus({ weeks: 1 });
  const over = DateTime.fromJSDate(now, { zone }).startOf('week');
  if (!start.isValid) throw new RangeError(`Unknown time zone: ${zone}.`);
  const end = asked < over ? asked : over;
  if (end <= start) return null;
  return {
    from: dateOf(start),
    to: dateOf(end.minus({ days: 1 })),
    start: start.toJSDate(),
    end: end.toJSDate(),
    count: Math.round(end.diff(start, 'weeks').weeks),
  };
}

function dateOf(at: DateTime): PlainDate {
  return plainDate(at.toISODate() ?? '');
}
