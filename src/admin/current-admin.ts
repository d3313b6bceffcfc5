import type { ActionContext, CurrentAdmin } from 'adminjs';
import type { Staff } from '../foundation/access/signed-in.js';

interface Asking {
  me: Staff;
  /** The address that the browser calls from. */
  from: string;
  /** An access token of a session that takes the place of the one that asked. */
  renewed?: string;
}

const asking = new WeakMap<object, Asking>();

/** Who is signed in, as AdminJS passes them about. It writes this into its pages, so it holds a role and a slug only. */
export function currentAdmin(staff: Staff, librarySlug: string, from = ''): CurrentAdmin {
  const admin: CurrentAdmin = { email: librarySlug, title: staff.role, id: librarySlug };
  asking.set(admin, { me: staff, from });
  return admin;
}

/** The staff member behind an action. */
export function staffIn(context: Pick<ActionContext, 'currentAdmin'>): Staff {
  return askingIn(context).me;
}

/** The address that an action was asked for from. */
export function addressIn(context: Pick<ActionContext, 'currentAdmin'>): string {
  return askingIn(context).from;
}

/** Has the session that asked go on as another, since the action may have ended it. */
export function renew(context: Pick<ActionContext, 'currentAdmin'>, accessToken: string) {
  askingIn(context).renewed = accessToken;
}

/** The token of the session that takes the place of the one that asked, if any does. */
export function renewedFor(admin: CurrentAdmin): string | undefined {
  return askingIn({ currentAdmin: admin }).renewed;
}

function askingIn({ currentAdmin: admin }: Pick<ActionContext, 'currentAdmin'>): Asking {
  const found = admin && asking.get(admin);
  if (!found) throw new Error('An action of the panel ran for nobody.');
  return found;
}
