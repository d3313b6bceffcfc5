/** Who does what in an incident. */
export const ROLES = ['commander', 'deputy', 'scribe', 'containment-lead', 'privacy-lead'] as const;
export type IncidentRole = (typeof ROLES)[number];

/** One step of the plan: what it does, whose it is and within how many hours of the platform's awareness. */
export interface PlanStep {
  readonly key: string;
  readonly title: string;
  readonly what: string;
  readonly owner: IncidentRole;
  readonly dueHours: number;
}

/** The plan, in its order: evidence first, then what is silent, then who is told; nothing waits for a score. */
export const plan: readonly PlanStep[] = [
  { key: 'take-roles', title: 'Take roles', what: 'Name a commander, a deputy and a scribe. From now on every finding goes into the timeline.', owner: 'commander', dueHours: 1 },
  { key: 'preserve-evidence', title: 'Preserve evidence', what: 'Take a snapshot before anything is changed. Delete nothing, switch nothing off.', owner: 'scribe', dueHours: 1 },
  { key: 'name-libraries', title: 'Name the libraries hit', what: 'Add every library whose data may be hit. Who may be hit counts as hit until it is ruled out.', owner: 'privacy-lead', dueHours: 4 },
  { key: 'contain', title: 'Contain', what: 'Stop what goes on, and write down what was done and how it was checked.', owner: 'containment-lead', dueHours: 8 },
  { key: 'tell-controllers', title: 'Tell the controllers', what: 'Send each library its notice. Neither a severity nor a number is needed (Art. 33(2)).', owner: 'privacy-lead', dueHours: 24 },
  { key: 'assess', title: 'Assess with each library', what: 'Score what is known; what is not known counts as the worst. The library decides (Art. 33, 34).', owner: 'privacy-lead', dueHours: 48 },
  { key: 'support-notification', title: 'Support the notifications', what: 'Give each library what its authority asks for, in phases where need be (Art. 28(3)(f), 33(4)).', owner: 'privacy-lead', dueHours: 72 },
  { key: 'recover', title: 'Recover', what: 'Remove the cause, bring back what was lost, and check it.', owner: 'containment-lead', dueHours: 168 },
  { key: 'review', title: 'Review', what: 'Write what happened, what worked and what changes. Then close.', owner: 'commander', dueHours: 336 },
]; // prettier-ignore

const HOUR_MS = 3_600_000;

/** When a step is due. */
export function dueOf({ dueHours }: PlanStep, awareAt: Date): Date {
  return new Date(awareAt.getTime() + dueHours * HOUR_MS);
}
