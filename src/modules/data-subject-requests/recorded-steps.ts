import type { Scope } from '../../foundation/database/scope.js';
import type { ErasureState } from './erasure.entity.js';

/**
 * Notes in the transaction that writes a step into the erasure ledger that it stands there; false where it did. The note
 * need not reach the disk: where a crash loses it, the step is entered twice, which whoever replays the ledger takes for one.
 */
export async function markRecorded(scope: Scope, id: string, step: ErasureState): Promise<boolean> {
  const isDue = step === 'requested' ? 'recorded is null' : 'recorded is distinct from $3';
  const { rowCount } = await scope.tell({
    text: `update erasure set recorded = $3 where library_id = $1 and id = $2 and ${isDue}`,
    values: [scope.libraryId, id, step],
  });
  return rowCount === 1;
}
