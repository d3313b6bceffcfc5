import type { DataMap } from '../data-map/data-map.js';
import type { PersonalRecordOptions } from '../data-map/decorators.js';
import type { EntityClass, Page } from '../data-map/shapes.js';
import { PLATFORM } from '../database/scope.js';
import type { Rows } from './rows.js';
import type { Values } from './statements.js';
import type { Table, Tables } from './tables.js';

/** As many rows as `Rows.all` gives. */
const MOST_AT_ONCE = 1_000;

/** An id before every other. */
const FIRST = '00000000-0000-0000-0000-000000000000';

/** A table of which a reader may be the subject. */
export interface SubjectTable {
  name: string;
  entity: EntityClass<object>;
  personal: PersonalRecordOptions;
  shape: Table;
  /** True where a reader has one row at most, so that its columns are data by themselves. */
  isSingle: boolean;
  /** True where a row names many people, as a line of the access log does. */
  isShared: boolean;
  /** Properties whose values would tell of somebody else. */
  redacted: readonly string[];
}

/** What stands in a copy where another person was left out; the reason stands in its legend. */
export const REDACTED = '[redacted]';

/** Which of a reader's rows, from where on, and in which order. */
export interface PageOfRows {
  after?: string | undefined;
  limit?: number;
  order?: 'oldest' | 'newest';
  where?: Values;
}

/** Some of a reader's rows that are to be deleted: about so many after one of them, or up to an end that was found before. */
export interface SomeRows {
  most: number;
  after?: string | undefined;
  end?: string | null | undefined;
}

/** Everything held of one reader, table by table, by the data map alone: nobody has to know another's tables. */
export class SubjectRows {
  readonly tables: SubjectTable[];
  /** Those of people who work for libraries. */
  private readonly staff: SubjectTable[];

  constructor(map: DataMap, tables: Tables) {
    const all = map.personal().map(({ table: name, entity, personal, data }) => {
      const shape = tables.of(entity);
      const isShared = shape.column(personal.subject).isArray;
      const isSingle = !isShared && shape.keys.every((key) => key.property === personal.subject);
      const redacted = data.flatMap(({ property, ofOthers }) =>
        typeof ofOthers === 'string' ? [property] : [],
      );
      return { name, entity, personal, shape, isSingle, isShared, redacted };
    });
    this.tables = all.filter(({ personal }) => personal.purpose !== 'staff');
    this.staff = all.filter(({ personal }) => personal.purpose === 'staff');
  }

  /** Tables whose rows go when their subject is erased. In the platform's library those are members of staff. */
  erasable(libraryId?: string): SubjectTable[] {
    const tables = libraryId === PLATFORM ? [...this.tables, ...this.staff] : this.tables;
    return tables.filter(({ personal }) => personal.onErasure === 'delete');
  }

  /** One page of a reader's rows, opened; nobody else is named in them. */
  async page(
    db: Rows,
    table: SubjectTable,
    subjectId: string,
    options: PageOfRows = {},
  ): Promise<Page<Values>> {
    const { items, next } = await this.whole(db, table, subjectId, options);
    return { items: items.map((row) => withoutOthers(table, row, subjectId)), next };
  }

  /** The instants between which a reader's rows lie, by one of their columns; null where there are none. */
  async span(
    db: Rows,
    table: SubjectTable,
    subjectId: string,
    property: string,
  ): Promise<{ first: Date; last: Date } | null> {
    const { name } = table.shape.column(property);
    const { rows } = await db.tell(
      `select min(${name}) as first, max(${name}) as last from ${table.name} where library_id = $1 and ${isOf(table)}`,
      [db.me.libraryId, subjectId],
    );
    const { first, last } = rows[0] ?? {};
    return first instanceof Date && last instanceof Date ? { first, last } : null;
  }

  /** Which values a column of a reader's rows holds, such as the purposes of their interactions. */
  async kinds(db: Rows, table: SubjectTable, subjectId: string, property: string): Promise<string[]> {
    const { name } = table.shape.column(property);
    const { rows } = await db.tell(
      `select distinct ${name} as value from ${table.name} where library_id = $1 and ${isOf(table)} order by 1 limit 100`,
      [db.me.libraryId, subjectId],
    );
    return rows.map(({ value }) => String(value));
  }

  private async whole(
    db: Rows,
    table: SubjectTable,
    subjectId: string,
    { where: only, ...options }: PageOfRows,
  ): Promise<Page<Values>> {
    const { entity, personal, shape } = table;
    const where: Values = { ...only, [personal.subject]: subjectId };
    if (table.isSingle) return { items: await db.all(entity, where), next: null };
    if (!shape.has('id')) return keyed(db, table, where, options.after);
    return db.page(entity, where, options);
  }

  /** How many rows a reader has in a table, counted no further than `most`. */
  async count(db: Rows, table: SubjectTable, subjectId: string, most: number): Promise<number> {
    const { rows } = await db.tell(
      `select count(*)::int as count from (select 1 from ${table.name} where library_id = $1 and ${isOf(table)} limit $3) held`,
      [db.me.libraryId, subjectId, most],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Which of some tables hold anything of a reader, in one look. */
  async holding(db: Rows, tables: SubjectTable[], subjectId: string): Promise<SubjectTable[]> {
    const looks = tables.map(
      (table) =>
        `select '${table.name}' as name where exists (select 1 from ${table.name} where library_id = $1 and ${isOf(table)})`,
    );
    const { rows } = await db.tell(looks.join(' union all '), [db.me.libraryId, subjectId]);
    const found = new Set(rows.map(({ name }) => name));
    return tables.filter(({ name }) => found.has(name));
  }

  /** How many of a reader's rows the library brought along from elsewhere. */
  async broughtAlong(db: Rows, { entity, personal }: SubjectTable, subjectId: string): Promise<number> {
    const { subject, broughtAlong } = personal;
    return broughtAlong
      ? db.count<Values>(entity as EntityClass<Values>, { [subject]: subjectId, ...broughtAlong })
      : 0;
  }

  /**
   * The row at which the next `most` of a reader's rows after one of them end, in the order in which `deleteSome` takes
   * them; null where there are fewer, or no such order.
   */
  async endOfSome(
    db: Rows,
    { name, personal, shape }: SubjectTable,
    subjectId: string,
    { most, after = FIRST }: SomeRows,
  ): Promise<string | null> {
    if (!shape.isOrderedBySubject) return null;
    const subject = shape.column(personal.subject).name;
    const { rows } = await toldOnce(
      db,
      `select id from ${name} where library_id = $1 and ${subject} = $2 and id > $3 order by id offset $4 limit 1`,
      [db.me.libraryId, subjectId, after, most - 1],
    );
    return rows[0] ? String(rows[0].id) : null;
  }

  /**
   * Deletes about `most` rows of a reader, after the row where the call before ended, and tells how many and where it
   * ended; null when they were the last. A blind index of theirs is removed by subject.
   */
  async deleteSome(
    db: Rows,
    table: SubjectTable,
    subjectId: string,
    some: SomeRows,
  ): Promise<{ deleted: number; next: string | null }> {
    const { name, personal, shape } = table;
    const isTheirs = `library_id = $1 and ${shape.column(personal.subject).name} = $2`;
    const { libraryId } = db.me;
    const { most, after = FIRST } = some;
    if (!shape.isOrderedBySubject) {
      const { rowCount } = await toldOnce(
        db,
        `delete from ${name} where library_id = $1 and ctid = any(array(select ctid from ${name} where ${isTheirs} limit $3))`,
        [libraryId, subjectId, most],
      );
      const deleted = rowCount ?? 0;
      return { deleted, next: deleted === most ? FIRST : null };
    }
    // In the order of an index, so that each row is looked at once.
    const next = some.end === undefined ? await this.endOfSome(db, table, subjectId, some) : some.end;
    const { rowCount } = await toldOnce(
      db,
      `delete from ${name} where ${isTheirs} and id > $3${next === null ? '' : ' and id <= $4'}`,
      [libraryId, subjectId, after, ...(next === null ? [] : [next])],
    );
    return { deleted: rowCount ?? 0, next };
  }
}

/** Planned for each reader: of one who has a million rows another plan is good than of one who has three. */
function toldOnce(db: Rows, text: string, values: unknown[]) {
  return db.scope.tell<Values>({ text, values });
}

/** A row as its subject may have it: of a shared one only their part, and nobody who is somebody else (Art. 15(4)). */
function withoutOthers({ personal, isShared, redacted }: SubjectTable, row: Values, subjectId: string) {
  const own = isShared ? { ...row, [personal.subject]: [subjectId] } : { ...row };
  for (const property of redacted) if ((own[property] ?? null) !== null) own[property] = REDACTED;
  return own;
}

/** A page of a table without ids, in the order of the key beside the subject. */
async function keyed(
  db: Rows,
  { name, entity, personal, shape }: SubjectTable,
  where: Values,
  after?: string,
): Promise<Page<Values>> {
  const [key, ...more] = shape.keys.filter(({ property }) => property !== personal.subject);
  if (!key || more.length) throw new Error(`${name} has no id to page by: give it one.`);
  const items: Values[] = await db.all(entity, {
    ...where,
    ...(after === undefined ? {} : { [key.property]: { after } }),
  });
  const last = items.at(-1);
  // `all` gives a short list whole; one that is longer goes on behind its last row.
  return { items, next: items.length >= MOST_AT_ONCE && last ? String(last[key.property]) : null };
}

/** The condition that a row is about the person in `$2`. */
function isOf({ personal, shape, isShared }: SubjectTable): string {
  const { name } = shape.column(personal.subject);
  return isShared ? `${name} @> array[$2::uuid]` : `${name} = $2`;
}
