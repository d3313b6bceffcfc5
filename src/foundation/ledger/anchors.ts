import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { inScope, PLATFORM } from '../database/scope.js';
import { openLeaf, payloadOf } from '../leaves/leaf.js';
import { insertionOf, type Leaves } from '../leaves/leaves.js';
import { latestCheckpoint, openLog } from './logs.js';

const ID_BYTES = 16;

/** Enters the checkpoints of all logs in the platform's own, so that one signed head stands for them all. */
export class Anchors {
  constructor(
    private readonly pool: Pool,
    private readonly leaves: Leaves,
  ) {}

  /** Anchors a library's newest checkpoint when the platform's log does not know it; tells whether it did. */
  async anchor(libraryId: string): Promise<boolean> {
    if (libraryId === PLATFORM) return false;
    const newest = await inScope(this.pool, libraryId, async (scope) => {
      const log = await openLog(scope);
      return log && log.size > log.anchored ? latestCheckpoint(scope, log.generation) : null;
    });
    if (!newest) return false;
    await inScope(this.pool, PLATFORM, async (scope) => {
      // The id comes from the checkpoint, so that a kill before the next statement does not anchor it twice.
      const entryId = hash('sha256', newest.note, 'buffer').subarray(0, ID_BYTES);
      const leaf = openLeaf(payloadOf('anchor', PLATFORM, { checkpoint: newest.note }), entryId);
      await scope.tell(insertionOf(PLATFORM, [leaf]));
    });
    this.leaves.tellWaiting(PLATFORM, 1);
    await inScope(this.pool, libraryId, (scope) =>
      scope.tell({
        text: `update ledger_log set anchored = $3 where library_id = $1 and generation = $2 and anchored < $3`,
        values: [libraryId, newest.generation, newest.size],
      }),
    );
    return true;
  }
}
