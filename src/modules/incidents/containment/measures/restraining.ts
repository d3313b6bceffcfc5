import type { Restraint, Restraints } from '../../../../foundation/access/restraints.js';
import { conflict } from '../../../../foundation/http/problem.js';
import type { Effect, Target } from '../measure.js';

/** A measure that sets a restraint on a library, or on all, in its action’s name, and lifts it when it ends. */
export abstract class Restraining {
  readonly reach = ['platform', 'library'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly restraints: Restraints,
    private readonly restraint: (target: Target) => Restraint,
  ) {}

  async apply(target: Target): Promise<Effect> {
    await this.restraints.set(target.libraryId, this.restraint(target), target.actionId);
    return {};
  }

  /** Takes back what this action set, and no more: again after a kill, when another may have set the same meanwhile. */
  async revert(target: Target): Promise<void> {
    await this.restraints.lift(target.libraryId, this.restraint(target), target.actionId);
  }

  /** @throws 409 where it stands already: there is nothing to do */
  protected async refuseStanding(target: Target): Promise<void> {
    if (await this.restraints.stands(target.libraryId, this.restraint(target)))
      throw conflict('stands-already', 'This stands already. Read the actions, and revert the other first.');
  }
}
