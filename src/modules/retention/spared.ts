import type { Rows } from '../../foundation/records/rows.js';
import { isAnswerDue } from '../data-subject-requests/spared-rows.service.js';

/** Whom of these readers nobody may erase for want of a sign of life: held, restricted, leaving already, or owed an answer. */
export async function sparedAmong(db: Rows, ids: string[], now: Date): Promise<Set<string>> {
  const { rows } = await db.tell(
    `select person.id from subject person where person.library_id = $1 and person.id = any($2::uuid[])
       and (person.state <> 'active' or person.leaving_at is not null or ${isAnswerDue('person.id', '$3')}
         or exists (select 1 from legal_hold hold where hold.library_id = $1 and hold.subject_id = person.id
           and hold.lifted_at is null))`,
    [db.me.libraryId, ids, now],
  );
  return new Set(rows.map(({ id }) => String(id)));
}
