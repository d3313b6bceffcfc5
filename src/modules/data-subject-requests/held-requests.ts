import type { Opened } from '../../foundation/data-map/shapes.js';
import { Holds } from '../../foundation/records/holds.js';
import type { Rows } from '../../foundation/records/rows.js';
import type { DataSubjectRequest } from './request.entity.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { dayOf } from './waiting-erasures.service.js';

/** What an erasure waits for where legal holds keep something (Art. 17(3)): each ground, and when it is looked at again. */
export async function holdsOn(db: Rows, { id, subjectId, kind, state }: Opened<DataSubjectRequest>) {
  if (kind !== 'erasure' || state !== 'in-progress') return null;
  if (!(await db.count(WaitingErasure, { id, reason: 'hold' }))) return null;
  const { all } = await Holds.of(db, subjectId);
  return all.map(({ ground, reviewAt }) => ({ ground, reviewOn: dayOf(reviewAt) }));
}
