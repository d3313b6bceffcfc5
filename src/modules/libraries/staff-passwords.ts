import { invalid, Problem } from '../../foundation/http/problem.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { StaffMember } from './staff.entity.js';

/**
 * Sets the new password of a staff member who must change theirs and has proved who they are, inside the caller's
 * transaction of the platform. False: it is not due, and nothing was changed. @throws 401 where the one that was proved has
 * been changed since; 403 where it is due and none is given; 422 where one is given and none is due
 */
export async function renewDuePassword(
  db: Rows,
  { id, passwordHash: proved }: { id: string; passwordHash: string | null },
  newHash: string | null,
): Promise<boolean> {
  const { passwordDueAt } = await db.get(Subject, { id }, 'for update');
  if ((await db.secret(StaffMember, { id }, 'passwordHash')) !== proved) throw wrongSignIn();
  if (passwordDueAt === null && newHash === null) return false;
  if (passwordDueAt === null) throw notDue();
  if (newHash === null) throw passwordDue();
  await db.update(StaffMember, { id }, { passwordHash: newHash });
  await db.changeSubject(id, { passwordDueAt: null });
  return true;
}

/** The one answer to a wrong address and a wrong password. */
export const wrongSignIn = () =>
  new Problem(401, 'wrong-sign-in', 'The address or the password is wrong. Try again.');

const notDue = () =>
  invalid('/newPassword', 'Your password need not be changed. Leave this out: nothing was changed.');

const passwordDue = () => {
  const detail = 'Your password has to be changed. Sign in once more, with a new password beside it.';
  return new Problem(403, 'password-change-due', detail, [
    { pointer: '/newPassword', detail: 'Choose a new password of 10 to 200 characters.' },
  ]);
};
