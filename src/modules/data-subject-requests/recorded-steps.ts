import type { Rows } from '../../foundation/records/rows.js';
import { Erasure, type ErasureState } from './erasure.entity.js';

/**
 * Notes that a step stands in the erasure ledger. It need not reach the disk before anything follows: where a crash loses
 * the note, the step is entered twice, which whoever replays the ledger takes for one.
 */
export async function markRecorded(db: Rows, id: string, step: ErasureState): Promise<void> {
  await db.tell('set local synchronous_commit = off', []);
  const before = step === 'requested' ? { id, recorded: null } : { id };
  await db.update(Erasure, before, { recorded: step });
}
