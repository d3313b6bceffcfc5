import { PLATFORM } from '../../../foundation/database/scope.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { ContainmentAction } from './action.entity.js';

/**
 * Actions that were applied and touch a library, as its owners read them: its own, those that reach everybody, and those on
 * accounts of its staff. In a transaction of the platform.
 */
export async function touching(db: Rows, incidentId: string, libraryId: string) {
  const aboutLibrary = [libraryId, PLATFORM];
  const actions = await db.all(ContainmentAction, { incidentId, aboutLibrary, appliedAt: { not: null } });
  const accounts = actions.filter((one) => one.aboutLibrary === PLATFORM).map((one) => one.aboutSubject);
  const staffId = accounts.filter((id) => id !== null);
  const { rows } = await db.tell(
    'select staff_id from membership where library_id = $1 and member_library_id = $2 and staff_id = any($3::uuid[])',
    [PLATFORM, libraryId, staffId],
  );
  const isOthers = ({ aboutLibrary: at, aboutSubject: id }: (typeof actions)[number]) =>
    at === PLATFORM && id !== null && !rows.some((row) => row.staff_id === id);
  return actions
    .filter((action) => !isOthers(action))
    .map(({ kind, state, plan, appliedAt, endedAt, expiresAt }) => ({
      kind,
      state,
      breaks: plan.breaks,
      from: appliedAt,
      until: endedAt ?? expiresAt,
    }));
}
