import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { plainDateIn, plusDays } from '../../foundation/law/plain-date.js';
import { shortId, type Deadline } from './deadline.js';

const DAY_SECONDS = 86_400;
const SOONER = [3, 1];

/**
 * Deadlines as a calendar (RFC 5545): each on its promised day, with an alarm three days and one day before. The name
 * of an event never changes; one that is closed is cancelled. It holds kinds, numbers and days, and nobody's name.
 */
export function deadlineCalendar(deadlines: Deadline[], now: Date): string {
  const calendar = ical({
    name: 'Carrel: deadlines',
    prodId: { company: 'Carrel', product: 'deadlines', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3_600,
  });
  for (const deadline of deadlines) calendar.createEvent(eventOf(deadline, now));
  return calendar.toString();
}

function eventOf(deadline: Deadline, now: Date) {
  const { source, id, kind, promisedBy, legalLimit, timeZone, isOpen } = deadline;
  const day = plainDateIn(promisedBy, timeZone);
  return {
    id: `${source}-${id}@carrel`,
    sequence: sequenceOf(deadline),
    stamp: now,
    allDay: true,
    start: new Date(`${day}T00:00:00Z`),
    end: new Date(`${plusDays(day, 1)}T00:00:00Z`),
    timezone: 'UTC',
    summary: `Answer: ${kind} ${shortId(id)}`,
    description: `Promised by ${day}. Legal limit: ${plainDateIn(legalLimit, timeZone)} (${timeZone}).`,
    status: isOpen ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    alarms: isOpen
      ? SOONER.map((days) => ({ type: ICalAlarmType.display, trigger: days * DAY_SECONDS }))
      : [],
  };
}

/** Grows with every change: each day that a deadline moves is one, and its end is the last. */
function sequenceOf({ startsAt, promisedBy, isOpen }: Deadline): number {
  const days = Math.round((promisedBy.getTime() - startsAt.getTime()) / (DAY_SECONDS * 1_000));
  return isOpen ? days : days + 1_000;
}
