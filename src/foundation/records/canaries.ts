import { Canary } from './canary.entity.js';
import type { Reading } from './reading.js';

const known = new WeakMap<Reading, Promise<string[]>>();

/** Ids of readers of the transaction's library that are nobody: never mailed, never counted. Asked once a transaction. */
export function canariesOf(db: Reading): Promise<string[]> {
  const asked = known.get(db) ?? db.all(Canary, {}).then((all) => all.map(({ account }) => account.readerId));
  known.set(db, asked);
  return asked;
}
