import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import type { Rows } from '../records/rows.js';
import { isDue } from './anchor-due.js';
import { latestCheckpoint, openLog } from './logs.js';
import { OutsideAnchor, type AnchorKind } from './outside-anchor.entity.js';

const PAGE = 50;

/** A checkpoint that is to leave this installation, and the key that verifies it. */
export interface Departing {
  generation: number;
  size: number;
  note: string;
  key: string;
}

/** An anchor as everybody may read it. */
export interface ShownAnchor {
  id: string;
  kind: AnchorKind;
  at: Date;
  generation: number;
  size: number;
  checkpoint: string;
  token: string | null;
}

/** Where checkpoints are kept by somebody else: what is due to go there, and what went. */
export class OutsideAnchors {
  constructor(private readonly pool: Pool) {}

  /** The library's newest checkpoint, if it is to go to an address now. */
  async due(
    db: Rows,
    kind: AnchorKind,
    address: string,
    now: Date,
    atOnce: boolean,
  ): Promise<Departing | null> {
    const log = await openLog(db.scope);
    const newest = log && (await latestCheckpoint(db.scope, log.generation));
    if (!newest) return null;
    const { rows } = await db.scope.tell<{ generation: number; size: number; at: Date }>({
      name: 'ledger_anchor_last',
      text: `select generation, size::float8 as size, at from ledger_anchor
             where library_id = $1 and kind = $2 and sent_to = $3 order by generation desc, size desc limit 1`,
      values: [db.scope.libraryId, kind, hashOf(address)],
    });
    return isDue(kind, rows[0] ?? null, newest, now, atOnce) ? { ...newest, key: log.key } : null;
  }

  /** Keeps that a checkpoint went to an address; false where it had gone there already. */
  async keep(
    db: Rows,
    { generation, size }: Departing,
    anchor: { kind: AnchorKind; address: string; at: Date; token: Buffer | null },
  ): Promise<boolean> {
    const { kind, address, at, token } = anchor;
    const row = { generation, size, kind, sentTo: hashOf(address), at, token };
    const id = await db.insert(OutsideAnchor, row, {
      do: 'ignore',
      on: ['kind', 'sentTo', 'generation', 'size'],
    });
    return (await db.count(OutsideAnchor, { id })) === 1;
  }

  /** Anchors of a library's log, the latest first, and the cursor of the next page. */
  async page(libraryId: string, { after, limit = PAGE }: { after?: string | undefined; limit?: number }) {
    return inScope(this.pool, libraryId, async (scope) => {
      const { rows } = await scope.tell<ShownAnchor & Record<string, unknown>>({
        name: 'ledger_anchors',
        text: `select a.id, a.kind, a.at, a.generation, a.size::float8 as size, c.note as checkpoint,
                 translate(encode(a.token, 'base64'), E'\\n', '') as token
               from ledger_anchor a
                 join ledger_checkpoint c using (library_id, generation, size)
               where a.library_id = $1 and ($2::uuid is null or a.id < $2) order by a.id desc limit $3`,
        values: [libraryId, after ?? null, limit + 1],
      });
      const items: ShownAnchor[] = rows.slice(0, limit);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    });
  }
}

function hashOf(address: string): Buffer {
  return hash('sha256', address, 'buffer');
}
