import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import type { PublishedHeads } from './published-heads.js';
import type { Sequencer } from './sequencer.js';

/** Lets each log of a restored database go on under a new generation, so that verifiers see what the restore lost. */
export class AfterRestore {
  constructor(
    private readonly pool: Pool,
    private readonly sequencer: Sequencer,
    private readonly heads: PublishedHeads,
  ) {}

  /** Begins it unless this restore has, which began at `since`. Nothing to do for a log that was never published. */
  async goOn(libraryId: string, since: Date, now: Date): Promise<void> {
    const published = await this.heads.read(libraryId);
    if (published === null) return;
    if (await this.hasBegun(libraryId, since)) await this.sequencer.runAll(libraryId, now);
    else await this.sequencer.beginGeneration(libraryId, published, now);
  }

  private hasBegun(libraryId: string, since: Date): Promise<boolean> {
    return inScope(this.pool, libraryId, async (scope) => {
      const { rowCount } = await scope.tell({
        text: `select 1 from ledger_log where library_id = $1 and ended_at is null and generation > 1 and began_at >= $2`,
        values: [libraryId, since],
      });
      return rowCount !== 0;
    });
  }
}
