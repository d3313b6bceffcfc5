import { KEY_MEASURES, type ActionKind, type ActionState } from '../containment/kinds.js';

/** The queue, and the job of the calendar, of grounds that may hold no longer. */
export const LAPSED_GROUNDS = 'lapsed-grounds';

const ENDS: readonly ActionState[] = ['failed', 'reverted', 'expired'];

/** Whether a ground of Art. 34(3) may hold no longer once a measure is in this state: it ended, or replaces keys. */
export function mayEndGrounds(kind: ActionKind, state: ActionState | undefined): boolean {
  if (state === undefined) return false;
  return ENDS.includes(state) || (state === 'approved' && KEY_MEASURES.includes(kind));
}
