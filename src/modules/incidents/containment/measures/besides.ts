import { PLATFORM } from '../../../../foundation/database/scope.js';
import { ContainmentAction } from '../action.entity.js';
import type { ActionKind, ActionState } from '../kinds.js';
import type { Target } from '../measure.js';
import type { Places } from '../places.service.js';

const STANDING: ActionState[] = ['applying', 'applied', 'verified', 'failed'];

/** Whether another action of the kind stands on the same accounts, so that the end of this one undoes nothing. */
export async function standsBesides(
  places: Places,
  kind: ActionKind,
  { actionId, libraryId, subjectId }: Target,
): Promise<boolean> {
  const where = {
    kind,
    mode: 'live',
    aboutLibrary: libraryId,
    aboutSubject: subjectId,
    state: STANDING,
    id: { noneOf: [actionId] },
  } as const;
  return (await places.in(PLATFORM, (db) => db.count(ContainmentAction, where))) > 0;
}
