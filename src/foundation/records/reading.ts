import type { SignedIn } from '../access/signed-in.js';
import type { EntityClass, Opened, Page, SecretOf, Where } from '../data-map/shapes.js';
import { prepared } from '../database/prepared.js';
import type { Scope } from '../database/scope.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { Look } from './access-log.js';
import { NoSuchRow } from './errors.js';
import { Lookups, type HeldAt } from './lookups.js';
import { Seals } from './seals.js';
import { condition, list, Parameters, type Values } from './statements.js';
import { SubjectKeyring } from './subject-keys.js';
import type { Column, Table, Tables } from './tables.js';

/** How much of a list to open, from where and in which order. Lists are ordered by id, which is by time. */
export interface PageOptions {
  after?: string | undefined;
  limit?: number | undefined;
  order?: 'oldest' | 'newest';
  /** Rows to leave out before the page, for lists with page numbers; at most a thousand, beyond which one searches. */
  skip?: number | undefined;
}

export const PAGE = 50;
const MOST_SKIPPED = 1_000;

const SHORT = 1_000;

/** The verbs that only read: every row comes back plain, and every look at a person is noted. */
export class Reading {
  readonly looks: Look[];
  protected readonly keyring: SubjectKeyring;
  protected readonly seals: Seals;
  protected readonly lookups: Lookups;

  constructor(
    /** For foundation code; modules use the verbs. */
    readonly scope: Scope,
    readonly me: SignedIn,
    protected readonly tables: Tables,
    protected readonly keys: KeyStore,
    { looks = [], forRights = false }: { looks?: Look[]; forRights?: boolean } = {},
  ) {
    this.looks = looks;
    this.keyring = new SubjectKeyring(scope, keys, me);
    this.seals = new Seals(scope, keys, this.keyring, forRights ? undefined : me);
    this.lookups = new Lookups(scope, keys);
  }

  /**
   * The same verbs for readers' own rights, such as writing to one about a request: they open restricted data too (Art.
   * 18(2)). What is read so is shown to nobody but the reader.
   */
  forRights(): Reading {
    const { scope, me, tables, keys, looks } = this;
    return new Reading(scope, me, tables, keys, { looks, forRights: true });
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

  /** All rows that match, for lists that are short by nature. @throws Error above a thousand: page through those. */
  async all<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<Opened<T>[]> {
    const table = this.tables.of(entity);
    const order = table.keys.map((key) => key.name).join(', ');
    const rows = await this.select(table, where, `order by ${order} limit ${SHORT + 1}`);
    if (rows.length > SHORT) throw new Error(`${table.name} is no short list here: page through it.`);
    return rows as Opened<T>[];
  }

  /** One page in the order of ids, and the cursor of the next. */
  async page<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    options: PageOptions = {},
  ): Promise<Page<Opened<T>>> {
    const { after, limit = PAGE, order = 'oldest', skip = 0 } = options;
    const table = this.tables.of(entity);
    const cursor = after === undefined ? {} : { id: order === 'oldest' ? { after } : { before: after } };
    const tail = `order by id ${order === 'oldest' ? 'asc' : 'desc'} limit ${limit + 1}${skip ? ` offset ${Math.min(skip, MOST_SKIPPED)}` : ''}`;
    const found = await this.raw(
      table,
      { ...(where as Values), ...('id' in cursor ? { id: { ...exceptionsIn(where), ...cursor.id } } : {}) },
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

  /** Every row, of whatever table, that holds an address by which it can be looked up. */
  heldAt(address: string): Promise<HeldAt[]> {
    return this.lookups.everywhere(this.tables.all(), address);
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

  /** One value of each of the rows with these ids, by id, with nothing else of them opened; of whoever is being erased none. */
  async values<T extends { id: string }, P extends keyof Opened<T> & string>(
    entity: EntityClass<T>,
    ids: readonly string[],
    property: P,
  ): Promise<Map<string, Opened<T>[P]>> {
    const table = this.tables.of(entity);
    const needed = [...new Set([table.column('id'), table.column(property), ...this.identityColumns(table)])];
    const parameters = new Parameters();
    const text = `select ${list(needed)} from ${table.name} where ${condition(table, this.scope.libraryId, { id: ids }, parameters)}`;
    const { rows } = await this.scope.tell<Values>(prepared(text, parameters.values));
    const opened = await this.seals.openAll(table, rows, needed);
    this.noteLook(table, rows, opened);
    return new Map(opened.map((row) => [String(row.id), row[property] as Opened<T>[P]]));
  }

  /** A page of a logged table's rows with what opens their entries, for whoever holds them against the ledger. */
  async logged(table: Table, after?: string, limit = 500): Promise<Page<Values>> {
    const where = after === undefined ? {} : { id: { after } };
    const columns = table.has('opening') ? [...table.visible, table.column('opening')] : table.visible;
    const parameters = new Parameters();
    const wanted = [...new Set([...columns, ...this.identityColumns(table)])];
    const text = `select ${list(wanted)} from ${table.name}
      where ${condition(table, this.scope.libraryId, where, parameters)} order by id limit ${limit}`;
    const { rows } = await this.scope.tell<Values>({ text, values: parameters.values });
    const last = rows.at(-1);
    const items = await this.seals.openAll(table, rows, columns);
    return { items, next: rows.length === limit && last ? String(last.id) : null };
  }

  /** Rows that a statement of foundation code gave, in plain. */
  opened(table: Table, rows: Values[], columns: Column[]): Promise<Values[]> {
    return this.seals.openAll(table, rows, columns);
  }

  async count<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<number> {
    const table = this.tables.of(entity);
    const parameters = new Parameters();
    const text = `select count(*)::int as count from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)}`;
    const { rows } = await this.scope.tell<{ count: number }>(prepared(text, parameters.values));
    return rows[0]?.count ?? 0;
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

  protected identityColumns(table: Table): Column[] {
    const subject = table.personal ? [table.column(table.personal.subject)] : [];
    return [...new Set([...table.keys, ...subject])];
  }
}

/** The ids that a list leaves out, which a cursor does not bring back. */
function exceptionsIn({ id }: Values): Values {
  return typeof id === 'object' && id !== null && 'noneOf' in id ? { noneOf: id.noneOf } : {};
}

function sizeOf(value: unknown): number {
  return Buffer.isBuffer(value) ? value.length : 0;
}
