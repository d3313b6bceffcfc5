import { zoneOf } from './countries.js';
import { legalLimit, promisedBy } from './deadlines.js';
import { publicHolidays } from './holidays.js';

/** When a request or an objection was received and by when it is answered, by the calendar of the library's country (Art. 12(3)). */
export function deadlinesOf(receivedAt: Date, country: string) {
  const zone = zoneOf(country);
  return {
    receivedAt,
    promisedBy: promisedBy(receivedAt, zone),
    legalLimit: legalLimit(receivedAt, zone, publicHolidays(country)),
  };
}
