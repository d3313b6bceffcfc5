import type { Given } from '../data-map/shapes.js';
import { Correction } from './correction.entity.js';
import type { Values } from './statements.js';
import type { Column, Table } from './tables.js';

/** Data of a table whose corrections are kept: what the reader can read and have corrected. */
export function historical(table: Table, changes: Values): Column[] {
  if (!table.personal?.keepsHistory) return [];
  return table.sealed.filter(({ property, isSecret }) => !isSecret && changes[property] !== undefined);
}

/** The corrections that a change makes of a row; a datum that stays as it was is none. */
export function corrections(
  table: Table,
  columns: Column[],
  { before, after }: { before: Values; after: Values },
  now: Date,
): Omit<Given<Correction>, 'byKind' | 'byId'>[] {
  const subjectId = table.subjectOf(before);
  if (subjectId === undefined) return [];
  const rowId = table.rowIdOf(before);
  return columns.flatMap(({ property, sealed }) => {
    const [old, changed] = [before[property] ?? null, after[property] ?? null];
    if (!sealed || JSON.stringify(old) === JSON.stringify(changed)) return [];
    const made = { subjectId, datum: sealed.fieldId, rowId, correctedAt: now };
    return [{ ...made, old: boxed(old), new: boxed(changed) }];
  });
}

/** A value on its way into the history, whatever its shape. */
const boxed = (value: unknown) => (value === null ? null : { value });
