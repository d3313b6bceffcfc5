import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { Queue } from '../database/queue.js';
import type { Scope } from '../database/scope.js';
import { NoSuchRow } from './errors.js';
import type { Look } from './access-log.js';
import { Lookups } from './lookups.js';
import { Seals } from './seals.js';
import type { Changes, EntityClass, Given, Opened, Page, SecretOf, Where } from '../data-map/shapes.js';
import { condition, insertion, Parameters, prepared, type Conflict, type Values } from './statements.js';
import { Subject, type AgeRule, type SubjectState } from './subject.entity.js';
import { SubjectKeyring } from './subject-keys.js';
import type { Column, Table, Tables } from './tables.js';

/** How much of a list to open, from where and in which order. Lists are ordered by id, which is by time. */
export interface PageOptions {
  after?: string | undefined;
  limit?: number | undefined;
  order?: 'oldest' | 'newest';
}

export const PAGE = 50;

/** The verbs of one transaction in one library: every row comes back plain, and every look at a person is noted. */
export class Rows {
  readonly looks: Look[] = [];
  private readonly keyring: SubjectKeyring;
  private readonly seals: Seals;
  private readonly lookups: Lookups;

  constructor(
    private readonly scope: Scope,
    readonly me: SignedIn,
    private readonly tables: Tables,
    private readonly keys: KeyStore,
    private readonly queue: Queue,
  ) {
    this.keyring = new SubjectKeyring(scope, keys);
    this.seals = new Seals(scope, keys, this.keyring);
    this.lookups = new Lookups(scope, keys);
  }

  /** Adds a row and gives back its id. @throws SubjectErased, Taken (a unique look-up value is in use). */
  async insert<T extends object>(
    entity: EntityClass<T>,
    given: Given<T>,
    conflict?: Conflict,
  ): Promise<string> {
    const table = this.tables.of(entity);
    const row = this.identified(table, given);
    const closed = await this.seals.close(table, row, row);
    const { rowCount } = await this.scope.tell(insertion(table, [closed], conflict));
    if (rowCount) await this.lookups.keep(table, row, row);
    return idOf(row);
  }

  /** Adds many rows of one shape in one statement; for tables without look-ups. */
  async insertMany<T extends object>(
    entity: EntityClass<T>,
    given: Given<T>[],
    conflict?: Conflict,
  ): Promise<string[]> {
    if (!given.length) return [];
    const table = this.tables.of(entity);
    const rows = given.map((one) => this.identified(table, one as Values));
    await this.keyring.allForWriting(
      rows.flatMap((row) => (table.sealed.length ? (table.subjectOf(row) ?? []) : [])),
    );
    const closed = await Promise.all(rows.map((row) => this.seals.close(table, row, row)));
    await this.scope.tell(insertion(table, closed, conflict));
    return rows.map(idOf);
  }

  /** The one row that matches, or null. */
  async find<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    lock?: 'for update',
  ): Promise<Opened<T> | null> {
    const [row] = await this.select(this.tables.of(entity), where, `limit 1${lock ? ' for update' : ''}`);
    return (row as Opened<T> | undefined) ?? null;
  }

  /** The one row that matches. @throws NoSuchRow, which the API answers with 404. */
  async get<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    lock?: 'for update',
  ): Promise<Opened<T>> {
    const row = await this.find(entity, where, lock);
    if (!row) throw new NoSuchRow(entity.name);
    return row;
  }

  /** All rows that match, for lists that are short by nature; others use `page` or `each`. */
  async all<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<Opened<T>[]> {
    const table = this.tables.of(entity);
    const order = table.keys.map((key) => key.name).join(', ');
    return (await this.select(table, where, `order by ${order} limit 1000`)) as Opened<T>[];
  }

  /** One page in the order of ids, and the cursor of the next. */
  async page<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    options: PageOptions = {},
  ): Promise<Page<Opened<T>>> {
    const { after, limit = PAGE, order = 'oldest' } = options;
    const table = this.tables.of(entity);
    const cursor = after === undefined ? {} : { id: order === 'oldest' ? { after } : { before: after } };
    const tail = `order by id ${order === 'oldest' ? 'asc' : 'desc'} limit ${limit + 1}`;
    const found = await this.raw(
      table,
      { ...(where as Values), ...('id' in cursor ? { id: cursor.id } : {}) },
      tail,
    );
    const items = await this.open(table, found.slice(0, limit));
    const last = found[limit - 1];
    return { items: items as Opened<T>[], next: found.length > limit && last ? String(last.id) : null };
  }

  /** Every row that matches, a page in memory at a time. */
  async *each<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    limit = 500,
  ): AsyncGenerator<Opened<T>> {
    let after: string | undefined;
    for (;;) {
      const { items, next }: Page<Opened<T>> = await this.page(entity, where, { after, limit });
      yield* items;
      if (next === null) return;
      after = next;
    }
  }

  /** The row whose sealed column has this value, through the blind index; null when there is none. */
  async lookup<T extends object>(
    entity: EntityClass<T>,
    property: keyof T & string,
    value: string,
  ): Promise<Opened<T> | null> {
    const rowIds = await this.lookups.find(this.tables.of(entity), property, value);
    return rowIds[0] ? this.find(entity, { id: rowIds[0] } as unknown as Where<T>) : null;
  }

  /** Ids of the rows whose sealed column has this value, at most a hundred. */
  lookupIds<T extends object>(
    entity: EntityClass<T>,
    property: keyof T & string,
    value: string,
  ): Promise<string[]> {
    return this.lookups.find(this.tables.of(entity), property, value);
  }

  /** How many rows with this sealed value match; for limits that count by person without opening anything. */
  async countLookup<T extends object>(
    entity: EntityClass<T>,
    property: keyof T & string,
    value: string,
    where: Where<T>,
  ): Promise<number> {
    const rowIds = await this.lookups.find(this.tables.of(entity), property, value);
    return rowIds.length ? this.count(entity, { ...where, id: rowIds }) : 0;
  }

  /** One value that never leaves with its row, such as a password's hash. */
  async secret<T extends object, P extends SecretOf<T> & string>(
    entity: EntityClass<T>,
    where: Where<T>,
    property: P,
  ): Promise<T[P] | null> {
    const table = this.tables.of(entity);
    const column = table.column(property);
    const parameters = new Parameters();
    const needed = [...new Set([column, ...this.identityColumns(table)])];
    const text = `select ${list(needed)} from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)} limit 1`;
    const { rows } = await this.scope.tell<Values>(prepared(text, parameters.values));
    const [opened] = await this.seals.openAll(table, rows, [column]);
    return (opened?.[property] as T[P] | undefined) ?? null;
  }

  async count<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<number> {
    const table = this.tables.of(entity);
    const parameters = new Parameters();
    const text = `select count(*)::int as count from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)}`;
    const { rows } = await this.scope.tell<{ count: number }>(prepared(text, parameters.values));
    return rows[0]?.count ?? 0;
  }

  /** Changes the rows that match and tells how many; the state to leave belongs in `where`. */
  async update<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    changes: Changes<T>,
  ): Promise<number> {
    const table = this.tables.of(entity);
    const sealing = Object.keys(changes).some((property) => table.column(property).sealed);
    if (!sealing) return this.updatePlain(table, where, changes);
    const parameters = new Parameters();
    const identity = this.identityColumns(table);
    const text = `select ${list(identity)} from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)} for update`;
    const { rows } = await this.scope.tell<Values>({ text, values: parameters.values });
    for (const row of rows) {
      const key = Object.fromEntries(table.keys.map((column) => [column.property, row[column.property]]));
      await this.updatePlain(table, key, changes, row);
      await this.lookups.keep(table, row, changes);
    }
    return rows.length;
  }

  /** Deletes the rows that match, with their look-ups, and tells how many. */
  async delete<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<number> {
    const table = this.tables.of(entity);
    const parameters = new Parameters();
    const text = `delete from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)}`;
    const returning = Lookups.has(table) ? ` returning ${table.column('id').name} as id` : '';
    const { rows, rowCount } = await this.scope.tell<{ id: string }>(
      prepared(text + returning, parameters.values),
    );
    await this.lookups.drop(
      table,
      rows.map((row) => row.id),
    );
    return rowCount ?? 0;
  }

  /** Makes a data subject with its keys. Its id becomes the reader's or the staff member's. */
  async createSubject(kind: 'reader' | 'staff', state: SubjectState, ageRule: AgeRule): Promise<string> {
    const id = uuidv7();
    await this.scope.tell({
      text: `insert into subject (library_id, id, kind, state, age_rule) values ($1, $2, $3, $4, $5)`,
      values: [this.scope.libraryId, id, kind, state, ageRule],
    });
    this.keyring.remember(id, await this.keys.create(this.scope, id, ['main', 'evidence']));
    return id;
  }

  /** Changes a subject's state or age rule; its keys stay. */
  async changeSubject(id: string, changes: { state?: SubjectState; ageRule?: AgeRule }): Promise<number> {
    return this.update(Subject, { id }, changes);
  }

  /** Removes a subject that never became anyone, with its keys. */
  async forgetSubject(id: string): Promise<void> {
    await this.scope.tell({
      text: 'delete from blind_index where library_id = $1 and subject_id = $2',
      values: [this.scope.libraryId, id],
    });
    await this.scope.tell({
      text: 'delete from sealing_key where library_id = $1 and holder_id = $2',
      values: [this.scope.libraryId, id],
    });
    await this.scope.tell({
      text: 'delete from subject where library_id = $1 and id = $2',
      values: [this.scope.libraryId, id],
    });
  }

  /** Gives a new library its keys; the first row of its life. */
  foundLibrary(): Promise<void> {
    return this.keys.found(this.scope);
  }

  /** Wakes a job about a row when this transaction commits; the row's state stays the truth. */
  wake(queue: string, id: string, after?: Date): Promise<void> {
    return this.queue.send(this.scope, queue, { libraryId: this.scope.libraryId, id }, after);
  }

  /** A statement of foundation code, in this transaction and library. Modules use the verbs. */
  tell(text: string, values: unknown[]) {
    return this.scope.tell<Values>({ text, values });
  }

  private identified(table: Table, given: Values): Values {
    const row: Values = { ...given, libraryId: this.scope.libraryId };
    if (table.has('id')) row.id ??= uuidv7();
    return row;
  }

  private async updatePlain(
    table: Table,
    where: Values,
    changes: Values,
    identity: Values = where,
  ): Promise<number> {
    const closed = await this.seals.close(table, identity, changes);
    if (!closed.size) return this.scope.tell({ text: 'select 1' }).then(() => 0);
    const parameters = new Parameters();
    const sets = [...closed].map(([column, value]) => `${column.name} = ${parameters.add(value)}`).join(', ');
    const text = `update ${table.name} set ${sets} where ${condition(table, this.scope.libraryId, where, parameters)}`;
    return (await this.scope.tell(prepared(text, parameters.values))).rowCount ?? 0;
  }

  private async select(table: Table, where: Values, tail: string): Promise<Values[]> {
    return this.open(table, await this.raw(table, where, tail));
  }

  private async raw(table: Table, where: Values, tail: string): Promise<Values[]> {
    const parameters = new Parameters();
    const text = `select ${list(table.visible)} from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)} ${tail}`;
    return (await this.scope.tell<Values>(prepared(text, parameters.values))).rows;
  }

  private async open(table: Table, rows: Values[]): Promise<Values[]> {
    const opened = await this.seals.openAll(table, rows);
    this.noteLook(table, rows, opened);
    return opened;
  }

  private noteLook(table: Table, rows: Values[], opened: Values[]) {
    if (!table.personal || !opened.length || table.personal.purpose === 'security-log') return;
    const subjectIds = [
      ...new Set(opened.map((row) => table.subjectOf(row)).filter((id) => id !== undefined)),
    ];
    const bytes = rows.reduce(
      (sum, row) => sum + table.sealed.reduce((size, column) => size + sizeOf(row[column.property]), 0),
      0,
    );
    this.looks.push({ entity: table.name, subjectIds, count: opened.length, bytes });
  }

  private identityColumns(table: Table): Column[] {
    const subject = table.personal ? [table.column(table.personal.subject)] : [];
    return [...new Set([...table.keys, ...subject])];
  }
}

function list(columns: Column[]): string {
  return columns
    .map((column) =>
      column.name === column.property ? column.name : `${column.name} as "${column.property}"`,
    )
    .join(', ');
}

function sizeOf(value: unknown): number {
  return Buffer.isBuffer(value) ? value.length : 0;
}

/** The id of a row that has one; rows keyed otherwise have none to give back. */
function idOf(row: Values): string {
  return typeof row.id === 'string' ? row.id : '';
}
