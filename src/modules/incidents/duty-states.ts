/** How a duty may stand. */
export const BREACH_DUTY_STATES = ['waiting', 'open', 'overdue', 'done', 'not-required'] as const;
export type DutyState = (typeof BREACH_DUTY_STATES)[number];
