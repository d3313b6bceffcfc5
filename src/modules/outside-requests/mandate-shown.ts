import type { Opened } from '../../foundation/data-map/shapes.js';
import type { Mandate } from './mandate.entity.js';

/** A mandate as the owner reads it. */
export function mandateShown(mandate: Opened<Mandate>) {
  const { id, subjectId, isKnown, kind, state, mandated, hadPaper, paper, ...rest } = mandate;
  const { name, email, of, mandate: text, statement = null, deliverTo } = mandated;
  return {
    ...{ id, kind, state, reader: isKnown ? subjectId : null, of, representative: { name, email } },
    ...{ mandate: text, statement, deliverTo, hadPaper, paper: paper && paper.name },
    ...{ receivedAt: rest.receivedAt, decidedAt: rest.decidedAt, reason: rest.reason },
    paperCheckedAt: rest.paperCheckedAt,
  };
}
