import type { ActionContext, CurrentAdmin } from 'adminjs';
import type { Staff } from '../foundation/access/signed-in.js';

const me = new WeakMap<object, Staff>();

/** Who is signed in, as AdminJS passes them about. It writes this into its pages, so it holds a role and a slug only. */
export function currentAdmin(staff: Staff, librarySlug: string): CurrentAdmin {
  const admin: CurrentAdmin = { email: librarySlug, title: staff.role, id: librarySlug };
  me.set(admin, staff);
  return admin;
}

/** The staff member behind an action. */
export function staffIn({ currentAdmin: admin }: Pick<ActionContext, 'currentAdmin'>): Staff {
  const staff = admin && me.get(admin);
  if (!staff) throw new Error('An action of the panel ran for nobody.');
  return staff;
}
