import type { Staff } from '../foundation/access/signed-in.js';
import { forbidden } from '../foundation/http/problem.js';

/** @throws 403 for whoever is not the owner: what visitors are told is the controller's to say */
export function ownersOnly({ role }: Staff) {
  if (role !== 'owner') throw forbidden('Only the owner of the library changes this.');
}
