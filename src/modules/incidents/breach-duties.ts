import {
  breachClock,
  breachRule,
  needsReasons,
  type BreachClock,
  type BreachDuty,
} from '../../foundation/law/breach-clocks.js';
import { drillTime, outsideTime, withInstants, type DrillClock } from './drills/drill-clock.js';
import type { DutyState } from './duty-states.js';

/** What the clocks of one library's part are read from. */
export interface DutyFacts {
  /** When the platform was aware that this library's data were hit. */
  platformAwareAt: Date;
  /** When the first notice was sent to the controller. */
  toldAt: Date | null;
  controllerAwareAt: Date | null;
  decision: { notifyAuthority: boolean; communicateToSubjects: boolean; decidedAt: Date } | null;
  /** Since when it is known that the ground of the decision against letters holds no longer (Art. 34(3)). */
  groundLapsedAt: Date | null;
  /** Notifications to the authority in their order. */
  notifications: readonly {
    type: 'new' | 'follow-up' | 'withdraw';
    completeness: 'complete' | 'incomplete';
    sentAt: Date;
  }[];
  readersInformedAt: Date | null;
}

/** One duty with its own clock; it stands still for no other. */
export interface DutyClock extends Partial<Omit<BreachClock, 'startedAt'>> {
  duty: BreachDuty;
  state: DutyState;
  startedAt: Date | null;
  doneAt: Date | null;
  source: string | null;
}

/** The duties of one library's part as they stand at an instant, each by the law of when it began. */
export function dutiesOf(facts: DutyFacts, now: Date): DutyClock[] {
  const { decision, notifications, readersInformedAt } = facts;
  const owedSince = decision?.communicateToSubjects ? decision.decidedAt : facts.groundLapsedAt;
  const last = notifications.at(-1);
  const open = last && last.type !== 'withdraw' && last.completeness === 'incomplete' ? last : null;
  return [
    running('tell-controller', facts.platformAwareAt, facts.toldAt, now),
    decision && !decision.notifyAuthority && !last
      ? still('notify-authority', 'not-required')
      : running('notify-authority', facts.controllerAwareAt, notifications[0]?.sentAt ?? null, now),
    last && !open
      ? still('next-phase', 'not-required')
      : running('next-phase', open?.sentAt ?? null, null, now),
    decision && !owedSince
      ? still('communicate-to-subjects', 'not-required')
      : running('communicate-to-subjects', owedSince, readersInformedAt, now),
  ];
}

/** The same in a drill, whose clock runs faster: every instant is told as it is outside, where people wait for it. */
export function dutiesOn(clock: DrillClock, facts: DutyFacts, now: Date): DutyClock[] {
  const inside = (at: Date) => drillTime(clock, at);
  const duties = dutiesOf(withInstants(facts, inside), inside(now));
  return withInstants(duties, (at) => outsideTime(clock, at));
}

/** Whether a notification that is sent at an instant is late, so that the reasons go with it (Art. 33(1)). */
export function isLate(controllerAwareAt: Date | null, sentAt: Date): boolean {
  if (!controllerAwareAt) return false;
  return needsReasons(
    breachClock(breachRule('notify-authority', controllerAwareAt), controllerAwareAt),
    sentAt,
  );
}

function running(duty: BreachDuty, startedAt: Date | null, doneAt: Date | null, now: Date): DutyClock {
  if (!startedAt) return { ...still(duty, doneAt ? 'done' : 'waiting'), doneAt };
  const rule = breachRule(duty, startedAt);
  const clock = breachClock(rule, startedAt);
  const state = doneAt ? 'done' : now > clock.dueAt ? 'overdue' : 'open';
  return { duty, state, doneAt, source: rule.source, ...clock };
}

function still(duty: BreachDuty, state: DutyState): DutyClock {
  return { duty, state, startedAt: null, doneAt: null, source: null };
}
