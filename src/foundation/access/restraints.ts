import type { Pool } from 'pg';
import { PLATFORM } from '../database/scope.js';
import { Problem } from '../http/problem.js';
import type { Teller } from './teller.js';

/** What may stand against a library's normal working while an incident lasts, or `provider-` with a provider's key. */
export const RESTRAINTS = ['read-only', 'letters-paused', 'exports-frozen'] as const;
export type Restraint = (typeof RESTRAINTS)[number] | `provider-${string}`;

/**
 * The condition that nothing of the kind stands against the library of parameter 1, for statements in its scope: the
 * directory is the one table that every scope reads.
 */
export const unless = (restraint: Restraint) =>
  `not exists (select 1 from library_directory d where d.id in ($1, '${PLATFORM}') and '${restraint}' = any(d.restraints))`;

/** Whether restraint 2 stands in another name than 3. */
const BY_OTHERS = `exists (select 1 from unnest(restrained_by) one where starts_with(one, $2 || ' ') and one <> $3)`;

const named = (restraint: Restraint, by: string) => `${restraint} ${by}`;

/**
 * Freezes and pauses, as rows that every module reads and nobody imports a neighbour to obey. What stands against the
 * platform stands against every library, those founded later among them. `read-only` is held by policies of the database.
 */
export class Restraints {
  constructor(private readonly pool: Pool) {}

  /**
   * Sets a restraint in the name of `by`, such as an action's id; false where it stood in that name already. Names of one
   * that does not stand, since somebody lifted it by hand, count no longer.
   */
  async set(libraryId: string, restraint: Restraint, by: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update library_directory set restraints = array_append(array_remove(restraints, $2), $2),
         restrained_by = array_append(array(select one from unnest(restrained_by) one
           where one <> $3 and ($2 = any(restraints) or not starts_with(one, $2 || ' '))), $3)
       where id = $1 and not ($2 = any(restraints) and $3 = any(restrained_by))`,
      [libraryId, restraint, named(restraint, by)],
    );
    return rowCount === 1;
  }

  /**
   * Takes back what was set in the name of `by`; it stands on while anybody else has set it too. One in nobody's name, of
   * before names were kept, goes with whoever asks. False where it did not stand in that name.
   */
  async lift(libraryId: string, restraint: Restraint, by: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update library_directory set restrained_by = array_remove(restrained_by, $3),
         restraints = case when ${BY_OTHERS} then restraints else array_remove(restraints, $2) end
       where id = $1 and ($3 = any(restrained_by) or ($2 = any(restraints) and not ${BY_OTHERS}))`,
      [libraryId, restraint, named(restraint, by)],
    );
    return rowCount === 1;
  }

  /** Lifts a restraint, whoever set it. */
  async liftWhole(libraryId: string, restraint: Restraint): Promise<void> {
    await this.pool.query(
      `update library_directory set restraints = array_remove(restraints, $2),
         restrained_by = array(select one from unnest(restrained_by) one where not starts_with(one, $2 || ' '))
       where id = $1 and $2 = any(restraints)`,
      [libraryId, restraint],
    );
  }

  /** Whether it stands against the library or against all. */
  async stands(libraryId: string, restraint: Restraint): Promise<boolean> {
    const { rows } = await this.pool.query<{ stands: boolean }>(
      `select coalesce(bool_or($2 = any(restraints)), false) as stands from library_directory where id in ($1, '${PLATFORM}')`,
      [libraryId, restraint],
    );
    return rows[0]?.stands === true;
  }
}

/** Whether it stands against the transaction's library or against all. */
async function standsIn(db: Teller, restraint: Restraint): Promise<boolean> {
  const { rowCount } = await db.tell(
    `select 1 from library_directory where $1 = any(restraints)
       and id in ('${PLATFORM}', nullif(current_setting('app.library', true), '')::uuid) limit 1`,
    [restraint],
  );
  return rowCount === 1;
}

/** Whether rows of the transaction's library may change, for what is noted by the way, such as when somebody was last seen. */
export async function mayChange(db: Teller): Promise<boolean> {
  return !(await standsIn(db, 'read-only'));
}

/**
 * Whatever hands out a file that holds readers' data asks this first, in its transaction. @throws 423 while nothing of the
 * transaction's library may be taken out
 */
export async function refuseFrozenExports(db: Teller): Promise<void> {
  if (await standsIn(db, 'exports-frozen'))
    throw new Problem(
      423,
      'exports-frozen',
      'Downloads stand still while an incident is looked into. Nothing is lost, and a request stays due by the day that it names: try again later.',
    );
}
