import type { QueryConfig } from 'pg';
import type { Scope } from '../database/scope.js';
import { entryIdText, openLeaf, payloadOf, type Leaf } from './leaf.js';

type Waiting = (libraryId: string, leaves: number) => void;

/** Where facts leave their entries, in the transaction that makes them facts, for the sequencer to number. */
export class Leaves {
  private readonly listeners: Waiting[] = [];

  /** Calls `listener` whenever a transaction that left entries has committed. */
  onWaiting(listener: Waiting) {
    this.listeners.push(listener);
  }

  /** Tells that a transaction which left entries has committed. Untold ones are found by a sweep. */
  tellWaiting(libraryId: string, leaves: number) {
    if (leaves) for (const listener of this.listeners) listener(libraryId, leaves);
  }
}

/** Leaves a fact that is nobody's personal data, for everybody to read. */
export async function keepOpen(scope: Scope, kind: string, told: Record<string, unknown>): Promise<void> {
  await scope.tell(insertionOf(scope.libraryId, [openLeaf(payloadOf(kind, scope.libraryId, told))]));
}

/** One statement for any number of entries; an entry that is there already stays as it is. */
export function insertionOf(libraryId: string, leaves: Leaf[]): QueryConfig {
  return {
    name: 'ledger_entries',
    text: `insert into ledger_entry (library_id, id, leaf)
           select $1, id, leaf from unnest($2::uuid[], $3::bytea[]) as e(id, leaf) on conflict do nothing`,
    values: [libraryId, leaves.map((leaf) => entryIdText(leaf.entryId)), leaves.map((leaf) => leaf.bytes)],
  };
}
