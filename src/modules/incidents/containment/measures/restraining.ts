import type { Restraint, Restraints } from '../../../../foundation/access/restraints.js';
import { conflict } from '../../../../foundation/http/problem.js';
import type { Effect, Target } from '../measure.js';

/** A measure that sets a restraint on a library, or on all, and lifts it when it ends. */
export abstract class Restraining {
  readonly reach = ['platform', 'library'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly restraints: Restraints,
    private readonly restraint: (target: Target) => Restraint,
  ) {}

  async apply(target: Target): Promise<Effect> {
    await this.restraints.set(target.libraryId, this.restraint(target));
    return {};
  }

  async revert(target: Target): Promise<void> {
    await this.restraints.lift(target.libraryId, this.restraint(target));
  }

  /** @throws 409 where it stands already: the end of one action must not lift what another set */
  protected async refuseStanding(target: Target): Promise<void> {
    if (await this.restraints.stands(target.libraryId, this.restraint(target)))
      throw conflict('stands-already', 'This stands already. Read the actions, and revert the other first.');
  }
}
