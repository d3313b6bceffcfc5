import type { EntityMetadata } from 'typeorm';
import { snake } from '../database/naming.js';
import { notesOf, type PersonalRecordOptions } from './decorators.js';

/** A table of the map, as far as its columns are asked about. */
interface Told {
  table: string;
  entity: new () => object;
  personal?: PersonalRecordOptions;
}

/** Types that hold no name and no id. */
const NOBODY = /^(timestamp|int|bigint|smallint|boolean)/;

/** How a column is called that tells who did something, or to whom. */
const SOMEONE =
  /^by[A-Z]|(By|To)$|actor|assignee|author|credential|guardian|recipient|representative|sender|staff|writer/i;

/**
 * Columns of a reader's copy that may name another person and do not say so: one that is called after somebody, or an id
 * that is no row's of the map. `@Personal({ ofOthers })` says why it is left out or shown, `plain` that an id
 * called after nobody names nobody.
 */
export function undeclaredOthers(
  { table, entity, personal }: Told,
  metadata: EntityMetadata | undefined,
  rows: readonly string[],
): string[] {
  if (!personal || !metadata || personal.purpose === 'staff' || personal.exported) return [];
  const { columns } = notesOf(entity);
  const listed = metadata.checks.map(({ expression }) => expression).join(' ');
  return metadata.columns
    .filter(({ propertyName: name, databaseName, type }) => {
      const own = columns.get(name);
      if (['libraryId', 'id', personal.subject].includes(name)) return false;
      if (own?.ofOthers ?? own?.withheld ?? own?.codes) return false;
      if (listed.includes(`${databaseName} in (`)) return false;
      if (typeof type === 'string' && NOBODY.test(type)) return false;
      const isSomeone = SOMEONE.test(name);
      if (type !== 'uuid') return isSomeone;
      return !namesRow(name, rows) && (isSomeone || own?.plain === undefined);
    })
    .map(
      ({ propertyName }) =>
        `${table}.${propertyName} may name another person in a reader’s copy: say so (@Personal({ ofOthers })), or that it names nobody (@Personal({ plain })).`,
    );
}

/** `conversationId` and `requestId` name a conversation and a data_subject_request; a reader or a colleague is no such row. */
function namesRow(property: string, rows: readonly string[]): boolean {
  const name = snake(property.replace(/Id$/, ''));
  return property.endsWith('Id') && rows.some((row) => row === name || row.endsWith(`_${name}`));
}
