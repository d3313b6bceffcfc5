import { plainDateIn, plusDays, plusMonths, type PlainDate } from './plain-date.js';

/**
 * The first instant at which what began at an instant is kept no longer: the day of the event is not counted, and the last
 * day ends with its last hour (Regulation 1182/71, Art. 3(1), (2)(c)). By UTC.
 */
export function keptUntilInstant(at: Date, months: number): Date {
  return midnight(plusDays(plusMonths(plainDateIn(at, 'UTC'), months), 1));
}

/** What began before this instant has been kept for so many months by now, and nothing that began later. */
export function dueBefore(now: Date, months: number): Date {
  const today = plainDateIn(now, 'UTC');
  let first = plusMonths(today, -months);
  // Several days may end on the last day of a short month.
  while (plusMonths(plusDays(first, -1), months) >= today) first = plusDays(first, -1);
  while (plusMonths(first, months) < today) first = plusDays(first, 1);
  return midnight(first);
}

function midnight(day: PlainDate): Date {
  return new Date(`${day}T00:00:00Z`);
}
