import { aJob } from '../access/signed-in.js';
import type { SealedColumn } from '../data-map/decorators.js';
import type { Scope } from '../database/scope.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { AccessLog } from './access-log.js';
import { lookedUpBy, Lookups } from './lookups.js';
import { Seals } from './seals.js';
import type { Values } from './statements.js';
import { SubjectKeyring } from './subject-keys.js';
import type { Column, Table, Tables } from './tables.js';

const BATCH = 500;

interface Indexed {
  table: Table;
  column: Column;
  sealed: SealedColumn;
}

/** Gives every row that can be looked up its tokens of a new epoch. It has to open the values, and that is logged. */
export class Reindex {
  private readonly fields: Indexed[];

  constructor(
    tables: Tables,
    private readonly keys: KeyStore,
    private readonly log: AccessLog,
  ) {
    this.fields = tables
      .all()
      .flatMap((table) =>
        table.sealed.flatMap((column) =>
          column.sealed?.lookup ? [{ table, column, sealed: column.sealed }] : [],
        ),
      );
  }

  /** Gives the next batch of rows their tokens; rows that somebody works on are left for a later call. Tells how many. */
  async batch(scope: Scope, epoch: number, after: string): Promise<{ done: number; last: string | null }> {
    let done = 0;
    const lasts: string[] = [];
    for (const field of this.fields) {
      const { ids, last } = await lacking(scope, field.sealed.fieldId, epoch, after);
      if (ids.length) done += await this.add(scope, field, ids, epoch);
      if (last) lasts.push(last);
    }
    // The fields advance together: the slowest decides where to go on.
    return { done, last: lasts.sort()[0] ?? null };
  }

  /** How many rows of living subjects still lack a token of the epoch. */
  async count(scope: Scope, epoch: number): Promise<number> {
    let count = 0;
    for (const { table, sealed } of this.fields) {
      const { rows } = await scope.tell<{ count: number }>({
        text: `select count(*)::int as count from ${table.name} t
               join blind_index b on b.library_id = t.library_id and b.row_id = t.id
               where t.library_id = $1 and ${LACKING}`,
        values: [scope.libraryId, sealed.fieldId, epoch],
      });
      count += rows[0]?.count ?? 0;
    }
    return count;
  }

  private async add(scope: Scope, { table, column, sealed }: Indexed, ids: string[], epoch: number) {
    const identity = [...table.keys, ...(table.personal ? [table.column(table.personal.subject)] : [])];
    const needed = [...new Set([column, ...identity])];
    const { rows } = await scope.tell<Values>({
      text: `select ${needed.map((one) => `${one.name} as "${one.property}"`).join(', ')} from ${table.name}
             where library_id = $1 and id = any($2::uuid[]) for share skip locked`,
      values: [scope.libraryId, ids],
    });
    const seals = new Seals(scope, this.keys, new SubjectKeyring(scope, this.keys));
    const opened = await seals.openAll(table, rows, needed);
    const lookups = new Lookups(scope, this.keys);
    for (const row of opened) {
      const value = lookedUpBy(sealed, row[column.property]);
      const id = table.rowIdOf(row);
      if (value !== undefined)
        await lookups.addEpoch(sealed, { id, subjectId: table.subjectOf(row) ?? id }, value, epoch);
    }
    this.note(scope, table, opened);
    return opened.length;
  }

  private note(scope: Scope, table: Table, opened: Values[]) {
    if (!table.personal || !opened.length) return;
    const subjectIds = opened.map((row) => table.subjectOf(row)).filter((id) => id !== undefined);
    const look = { entity: table.name, subjectIds, count: opened.length, bytes: 0 };
    this.log.gather(aJob('epoch-tick', scope.libraryId), [look]);
  }
}

const LACKING = `b.field_id = $2 and b.epoch < $3
  and not exists (select 1 from blind_index n where n.library_id = b.library_id and n.field_id = b.field_id
                  and n.epoch = $3 and n.row_id = b.row_id)
  and not exists (select 1 from subject s where s.library_id = b.library_id and s.id = b.subject_id
                  and s.state in ('erasing', 'erased'))`;

async function lacking(scope: Scope, fieldId: string, epoch: number, after: string) {
  const { rows } = await scope.tell<{ id: string }>({
    text: `select distinct b.row_id as id from blind_index b
           where b.library_id = $1 and ${LACKING} and b.row_id > $4 order by id limit ${BATCH}`,
    values: [scope.libraryId, fieldId, epoch, after],
  });
  const ids = rows.map((row) => row.id);
  return { ids, last: ids.length === BATCH ? (ids.at(-1) ?? null) : null };
}
