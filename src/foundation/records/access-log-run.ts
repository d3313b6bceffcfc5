import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inScope, PLATFORM } from '../database/scope.js';

/** How often a process says how far its looks are written. */
export const BEAT_MS = 5_000;
/** Lines older than the log itself tell of nothing. */
const KEPT_MS = 14 * 31 * 86_400_000;

/** What one process says of the looks it gathers, so that a kill leaves a gap that is known rather than one that is not. */
export class OwnRun {
  private readonly id = uuidv7();
  private readonly startedAt = new Date();
  private lost: { from: Date; to: Date } | null = null;
  private isKnown = false;

  constructor(private readonly pool: Pool) {}

  /** Notes that looks of these instants will never be written. */
  lose(from: Date, to: Date) {
    const before = this.lost ?? { from, to };
    this.lost = { from: before.from < from ? before.from : from, to: before.to > to ? before.to : to };
  }

  /** Says that every look before this instant is in the log; at the last word, that none follows. */
  async say(writtenTo: Date, isLast = false): Promise<void> {
    const { from = null, to = null } = this.lost ?? {};
    const values = [PLATFORM, this.id, writtenTo, isLast ? writtenTo : null, from, to];
    await inScope(this.pool, PLATFORM, async (scope) => {
      if (!this.isKnown) {
        await scope.tell({
          text: `insert into access_log_run (library_id, id, started_at, written_to) values ($1, $2, $3, $3) on conflict (library_id, id) do nothing`,
          values: [PLATFORM, this.id, this.startedAt],
        });
        const old = new Date(writtenTo.getTime() - KEPT_MS);
        await scope.tell({
          text: 'delete from access_log_run where library_id = $1 and written_to < $2',
          values: [PLATFORM, old],
        });
      }
      await scope.tell({
        text: `update access_log_run set written_to = $3, ended_at = $4, lost_from = $5, lost_to = $6 where library_id = $1 and id = $2`,
        values,
      });
    });
    this.isKnown = true;
  }
}
