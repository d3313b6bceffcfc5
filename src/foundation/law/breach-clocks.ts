import { plainDate, plainDateIn, type PlainDate } from './plain-date.js';

/** What has to be done about a personal data breach, each with a clock of its own. */
export type BreachDuty = 'tell-controller' | 'notify-authority' | 'next-phase' | 'communicate-to-subjects';

/** How likely a risk a duty begins with; `any` where none has to be known. */
export type RiskFloor = 'any' | 'risk' | 'high-risk';

/** One duty as the law has it between two dates. */
export interface BreachRule {
  readonly duty: BreachDuty;
  /** Hours from what starts the clock; null: without undue delay, and no number. */
  readonly hours: number | null;
  /** Hours within which Carrel wants it done where the law gives none. */
  readonly goalHours: number;
  readonly floor: RiskFloor;
  /** Null: proposed, not in force; it is never chosen. */
  readonly validFrom: PlainDate | null;
  /** The first day on which the row no longer holds. */
  readonly validTo: PlainDate;
  readonly source: string;
}

/** When a duty is due and when its reminders go out. All instants; a clock set back by an hour moves none of them. */
export interface BreachClock {
  startedAt: Date;
  /** What is counted down to: the hours as they pass. */
  dueAt: Date;
  /** The latest that can be defended: the hour of the event is not counted. Null where the law gives no hours. */
  latestAt: Date | null;
  /** 50, 75 and 90 % of the way, and four hours before the end. */
  remindAt: Date[];
}

const HOUR_MS = 3_600_000;
const GDPR = plainDate('2018-05-25');
const FOREVER = plainDate('9999-12-31');

/** The duties of Art. 33 and 34. What is only proposed stands among them without a date. */
export const breachRules: readonly BreachRule[] = [
  { duty: 'tell-controller', hours: null, goalHours: 24, floor: 'any', validFrom: GDPR, validTo: FOREVER, source: 'Art. 33(2): without undue delay; EDPB 9/2022: promptly, with more to follow in phases' },
  { duty: 'notify-authority', hours: 72, goalHours: 72, floor: 'risk', validFrom: GDPR, validTo: FOREVER, source: 'Art. 33(1)' },
  { duty: 'notify-authority', hours: 96, goalHours: 96, floor: 'high-risk', validFrom: null, validTo: FOREVER, source: 'COM(2025) 837, Digital Omnibus, proposal of 19 November 2025: not law' },
  { duty: 'next-phase', hours: null, goalHours: 72, floor: 'risk', validFrom: GDPR, validTo: FOREVER, source: 'Art. 33(4): without undue further delay' },
  { duty: 'communicate-to-subjects', hours: null, goalHours: 24, floor: 'high-risk', validFrom: GDPR, validTo: FOREVER, source: 'Art. 34(1): without undue delay' },
]; // prettier-ignore

/**
 * The rule that held when somebody became aware: a breach is judged by the law of its own time.
 * @throws RangeError for an instant before the Regulation
 */
export function breachRule(duty: BreachDuty, awareAt: Date): BreachRule {
  const on = plainDateIn(awareAt, 'UTC');
  const rule = breachRules.find(
    (row) => row.duty === duty && row.validFrom !== null && row.validFrom <= on && on < row.validTo,
  );
  if (!rule) throw new RangeError(`No rule for ${duty} held then.`);
  return rule;
}

/**
 * The clock of a duty. By Regulation 1182/71, Art. 3(1), the hour in which the event falls is not counted: 12:17 and
 * 12:59 both run from 13:00. That is kept as the latest that can be defended, and the hours as they pass are counted
 * down to. Weekends and holidays are included (3(3)), and no working day moves an end given in hours (3(4)).
 */
export function breachClock({ hours, goalHours }: BreachRule, startedAt: Date): BreachClock {
  const length = (hours ?? goalHours) * HOUR_MS;
  const start = startedAt.getTime();
  const due = start + length;
  const nextHour = Math.floor(start / HOUR_MS) * HOUR_MS + HOUR_MS;
  const reminders = [start + length * 0.5, start + length * 0.75, start + length * 0.9, due - 4 * HOUR_MS];
  return {
    startedAt,
    dueAt: new Date(due),
    latestAt: hours === null ? null : new Date(nextHour + length),
    remindAt: [...new Set(reminders)]
      .filter((at) => at > start)
      .sort((a, b) => a - b)
      .map((at) => new Date(at)),
  };
}

/** Whether reasons for the delay have to go with it (Art. 33(1)). Sending stays possible all the same. */
export function needsReasons({ dueAt, latestAt }: BreachClock, sentAt: Date): boolean {
  return latestAt !== null && sentAt > dueAt;
}
