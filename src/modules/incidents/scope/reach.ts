import type { DataMap } from '../../../foundation/data-map/data-map.js';
import { snake } from '../../../foundation/database/naming.js';
import type { Rows } from '../../../foundation/records/rows.js';
import type { Asked } from './matches.js';

/** What a question is about beside the log. */
export interface Reach {
  /** Readers whom the question itself names. */
  named: string[];
  /** Whom alone the one asked about could reach; null: every reader of the library. */
  only: string[] | null;
  /** True for what goes past the door, of which no log can tell. */
  isUnlogged: boolean;
}

/** Whom what is asked about could reach: a reader's session the reader, an export its reader, the rest everybody. */
export async function reachOf(db: Rows, map: DataMap, { kind, of }: Asked): Promise<Reach> {
  const everybody = { named: [], only: null, isUnlogged: false };
  switch (kind) {
    case 'credential':
    case 'session':
      return { ...everybody, only: await readerOfSession(db, String(of)) };
    case 'export': {
      const readers = await readersOfExport(db, map, String(of));
      return { named: readers, only: readers, isUnlogged: false };
    }
    case 'database':
      return { ...everybody, isUnlogged: true };
    case 'api-key':
    case 'staff':
    case 'address':
    case 'window':
      return everybody;
    default:
      return kind satisfies never;
  }
}

async function readerOfSession(db: Rows, id: string): Promise<string[] | null> {
  const { rows } = await db.tell(
    `select subject_id from session where library_id = $1 and id = $2 and kind = 'reader'`,
    [db.me.libraryId, id],
  );
  return rows[0] ? [String(rows[0].subject_id)] : null;
}

/** Whose request or file has this id, as the data map knows tables that name one reader to a row. */
async function readersOfExport(db: Rows, map: DataMap, id: string): Promise<string[]> {
  const tables = map
    .personal()
    .filter(
      ({ table, properties, personal }) =>
        personal.subject !== 'id' &&
        properties.has('id') &&
        (personal.file !== undefined || table === 'data_subject_request'),
    );
  const found = new Set<string>();
  for (const { table, personal } of tables) {
    const text = `select ${snake(personal.subject)} as reader from ${table} where library_id = $1 and id = $2`;
    const { rows } = await db.tell(text, [db.me.libraryId, id]);
    for (const { reader } of rows) if (typeof reader === 'string') found.add(reader);
  }
  return [...found];
}
