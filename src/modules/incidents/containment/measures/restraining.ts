import type { Restraint, Restraints } from '../../../../foundation/access/restraints.js';
import { conflict } from '../../../../foundation/http/problem.js';
import type { Target } from '../measure.js';

/** A restraint that an action sets on a library, or on all, and lifts when it ends. */
export class Restraining {
  constructor(
    private readonly restraints: Restraints,
    private readonly restraint: (target: Target) => Restraint,
  ) {}

  /** @throws 409 where it stands already: the end of one action must not lift what another set */
  async refuseStanding(target: Target): Promise<void> {
    if (await this.restraints.stands(target.libraryId, this.restraint(target)))
      throw conflict('stands-already', 'This stands already. Read the actions, and revert the other first.');
  }

  async set(target: Target): Promise<void> {
    await this.restraints.set(target.libraryId, this.restraint(target));
  }

  async lift(target: Target): Promise<void> {
    await this.restraints.lift(target.libraryId, this.restraint(target));
  }
}
