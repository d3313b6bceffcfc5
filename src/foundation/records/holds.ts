import type { PurposeKey } from '../data-map/vocabulary.js';
import type { HoldGround } from './legal-hold.entity.js';
import type { Rows } from './rows.js';

/** A hold in force, without its words: what it holds and until when it is looked at again. */
export interface Hold {
  id: string;
  ground: HoldGround;
  purposes: PurposeKey[];
  tables: string[];
  reviewAt: Date;
}

/** A table as a hold knows one. */
interface Held {
  name: string;
  personal: { purpose: PurposeKey };
}

/** The legal holds in force on a reader: what may not be deleted for now. Whoever deletes asks them in the same transaction. */
export class Holds {
  private constructor(readonly all: readonly Hold[]) {}

  /** Those that stand now; none can be placed until the caller's transaction ends where it has locked the subject. */
  static async of(db: Rows, subjectId: string): Promise<Holds> {
    const { rows } = await db.tell(
      `select id, ground, purposes, tables, review_at as "reviewAt" from legal_hold
       where library_id = $1 and subject_id = $2 and lifted_at is null order by id`,
      [db.me.libraryId, subjectId],
    );
    return new Holds(rows as unknown as Hold[]);
  }

  get isAny(): boolean {
    return this.all.length > 0;
  }

  /** Whether the rows of a table have to stay. */
  cover({ name, personal: { purpose } }: Held): boolean {
    return this.all.some(
      (hold) => isWhole(hold) || hold.tables.includes(name) || hold.purposes.includes(purpose),
    );
  }
}

/**
 * The condition that no hold keeps the rows of a table, for statements that delete many readers' rows at once. `subject`
 * is the column, with its alias; the library is `$1`, `table` and `purpose` are names of the data map.
 */
export function notHeld(subject: string, { name, personal: { purpose } }: Held): string {
  return `not exists (select 1 from legal_hold hold where hold.library_id = $1 and hold.subject_id = ${subject}
    and hold.lifted_at is null and ((hold.purposes = '{}' and hold.tables = '{}')
      or '${name}' = any(hold.tables) or '${purpose}' = any(hold.purposes)))`;
}

/** A hold that names neither a purpose nor a table keeps everything. */
export function isWhole({ purposes, tables }: Pick<Hold, 'purposes' | 'tables'>): boolean {
  return !purposes.length && !tables.length;
}
