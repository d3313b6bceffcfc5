import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import { librariesOf } from '../encryption/epochs.js';
import type { ErasureLedger } from '../records/erasure-ledger.js';
import { isBeforeErasure, type LedgerHead } from '../records/erasure-ledger-files.js';
import { NotRestored } from './backup-errors.js';

const AT_ONCE = 1_000;

/**
 * Before anybody is served: a database that was put back without `carrel restore` knows less than the erasure ledger,
 * and would show people who were erased. A process that died between the ledger's line and the database's leaves the
 * database behind too, but there the erasure has begun.
 * @throws NotRestored naming the command that erases them again
 */
export async function refuseUnknownErasures(pool: Pool, ledger: ErasureLedger): Promise<void> {
  for (const libraryId of await librariesOf(pool)) {
    // The file second: whoever erases meanwhile writes it first.
    const known = await ledger.known(libraryId);
    const head = await ledger.head(libraryId);
    if (head.seq === known.seq && head.hash === known.hash) continue;
    if (!(await ledger.holds(libraryId, known)))
      throw new NotRestored(
        `The erasure ledger is shorter than the database knows, or another one: of library ${libraryId}, ` +
          `${known.seq} entries were known. Put the newest copy of ERASURE_LEDGER_URL back.`,
      );
    const living = await livingIn(pool, libraryId, ledger, known);
    if (living)
      throw new NotRestored(
        `The database was restored from a backup: ${living} people who were erased are in it again. ` +
          'Run carrel restore --after-base-backup, which erases them again; until then nobody is served.',
      );
  }
}

/** How many of those whose erasure the database does not know live in it. */
async function livingIn(
  pool: Pool,
  libraryId: string,
  ledger: ErasureLedger,
  known: LedgerHead,
): Promise<number> {
  let living = 0;
  let ids = new Set<string>();
  const count = async () => {
    living += await countLiving(pool, libraryId, [...ids]);
    ids = new Set();
  };
  for await (const entry of ledger.entries(libraryId)) {
    if (entry.seq > known.seq && !isBeforeErasure(entry)) ids.add(entry.subjectId);
    if (ids.size >= AT_ONCE) await count();
  }
  await count();
  return living;
}

function countLiving(pool: Pool, libraryId: string, ids: string[]): Promise<number> {
  return inScope(pool, libraryId, async (scope) => {
    const { rows } = await scope.tell<{ count: number }>({
      text: `select count(*)::int as count from subject
             where library_id = $1 and id = any($2::uuid[]) and state not in ('erasing', 'erased')`,
      values: [libraryId, ids],
    });
    return rows[0]?.count ?? 0;
  });
}
