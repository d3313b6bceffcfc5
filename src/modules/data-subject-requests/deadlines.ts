import { zoneOf } from '../../foundation/law/countries.js';
import { legalLimit, promisedBy } from '../../foundation/law/deadlines.js';
import { publicHolidays } from '../../foundation/law/holidays.js';

/** When a request was received and by when it is answered, by the calendar of the library's country (Art. 12(3)). */
export function deadlinesOf(receivedAt: Date, country: string) {
  const zone = zoneOf(country);
  return {
    receivedAt,
    promisedBy: promisedBy(receivedAt, zone),
    legalLimit: legalLimit(receivedAt, zone, publicHolidays(country)),
  };
}
