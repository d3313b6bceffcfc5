import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import type { AnchorKind } from './outside-anchor.entity.js';
import { headOf } from './note.js';
import type { PublishedHeads } from './published-heads.js';

/** How a library's log stands, for an operator. */
export interface LogState {
  origin: string | null;
  size: number;
  /** Entries that have no number yet. */
  waiting: number;
  checkpointAt: Date | null;
  /** Entries that the last published checkpoint covers, as the file beside the erasure ledger says. */
  published: { origin: string; size: number } | null;
  anchors: { kind: AnchorKind; size: number; at: Date }[];
}

/** Tells operators how far each log is and who else knows of it. */
export class LogStates {
  constructor(
    private readonly pool: Pool,
    private readonly heads: PublishedHeads,
  ) {}

  /** How a library's log stands; the platform's own too. */
  async of(libraryId: string): Promise<LogState> {
    const note = await this.heads.read(libraryId);
    const head = note === null ? null : headOf(note.slice(0, note.indexOf('\n\n') + 1));
    return inScope(this.pool, libraryId, async (scope) => {
      const { rows } = await scope.tell<Omit<LogState, 'published' | 'anchors'>>({
        text: `select l.origin, coalesce(l.size, 0)::float8 as size, w.waiting,
                 (select max(c.signed_at) from ledger_checkpoint c
                  where c.library_id = $1 and c.generation = l.generation) as "checkpointAt"
               from (select count(*)::int as waiting from ledger_entry where library_id = $1 and seq is null) w
                 left join ledger_log l on l.library_id = $1 and l.ended_at is null`,
        values: [libraryId],
      });
      const { rows: anchors } = await scope.tell<LogState['anchors'][number]>({
        text: `select distinct on (kind) kind, size::float8 as size, at from ledger_anchor
               where library_id = $1 order by kind, at desc`,
        values: [libraryId],
      });
      const [log = { origin: null, size: 0, waiting: 0, checkpointAt: null }] = rows;
      return { ...log, published: head && { origin: head.origin, size: head.size }, anchors };
    });
  }
}
