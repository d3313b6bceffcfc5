import type { Opened } from '../../foundation/data-map/shapes.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { deadlinesOf, type Where } from '../../foundation/law/answer-deadlines.js';
import type { Objection, ObjectionState } from './objection.entity.js';

/** How a purpose stands with a reader who may object to it; `objected` tells whether the processing rests. */
export function forReader(
  { purpose, directMarketing }: { purpose: PurposeKey; directMarketing: boolean },
  objection: Opened<Objection> | undefined,
  place: Where,
) {
  const state: ObjectionState | null = objection?.state ?? null;
  const { since = null, grounds = null, reason = null, decidedAt = null } = objection ?? {};
  const answerBy = state === 'pending' && since ? deadlinesOf(since, place).legalLimit : null;
  const objected = state === 'pending' || state === 'upheld';
  return { purpose, directMarketing, objected, state, since, answerBy, grounds, reason, decidedAt };
}

/** An objection as the owner who answers it reads it; the deadlines are those of Art. 12(3). */
export function forOwner(objection: Opened<Objection>, place: Where) {
  const {
    id,
    subjectId: reader,
    purpose,
    state,
    directMarketing,
    grounds,
    reason,
    since,
    decidedAt,
  } = objection;
  const { promisedBy, legalLimit } = deadlinesOf(since, place);
  return {
    id,
    reader,
    purpose,
    state,
    directMarketing,
    grounds,
    receivedAt: since,
    promisedBy,
    legalLimit,
    reason,
    decidedAt,
  };
}
