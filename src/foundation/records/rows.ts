import type { QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import type { Changes, EntityClass, Given, Where } from '../data-map/shapes.js';
import type { Queue } from '../database/queue.js';
import { prepared } from '../database/prepared.js';
import type { Scope } from '../database/scope.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { Leaf } from '../leaves/leaf.js';
import { Correction } from './correction.entity.js';
import { Fact } from './fact.entity.js';
import { Facts, isFact } from './facts.js';
import { Lookups } from './lookups.js';
import { Reading } from './reading.js';
import { corrections, historical } from './rectification.js';
import { condition, insertion, list, Parameters, type Conflict, type Values } from './statements.js';
import { Subject, type AgeRule, type SubjectState } from './subject.entity.js';
import type { Table, Tables } from './tables.js';

export { PAGE, type PageOptions } from './reading.js';

/** Rows of one statement: Postgres takes 65,535 values. */
const AT_ONCE = 1_000;

/** Rows of one shape for one table. */
interface Group {
  entity: EntityClass<object>;
  rows: Values[];
  conflict: Conflict | undefined;
}

/** The verbs of one transaction in one library: what it writes is sealed, what it reads comes back plain. */
export class Rows extends Reading {
  readonly facts: Facts;
  /** Names of data that this transaction corrected, by whose they are. */
  readonly rectified = new Map<string, Set<string>>();

  constructor(
    scope: Scope,
    me: SignedIn,
    tables: Tables,
    keys: KeyStore,
    private readonly queue: Queue,
  ) {
    super(scope, me, tables, keys);
    this.facts = new Facts(scope.libraryId);
  }

  /** Adds a row and gives back its id. @throws SubjectErased, Taken (a unique look-up value is in use). */
  async insert<T extends object>(
    entity: EntityClass<T>,
    given: Given<T>,
    conflict?: Conflict,
  ): Promise<string> {
    const table = this.tables.of(entity);
    const row = this.identified(table, given);
    const { leaves, statement } = await this.sealedInsertion(table, [row], conflict);
    const stored = this.scope.tell<Values>(statement);
    // What is kept for certain does not wait for the row.
    if (!conflict) await Promise.all([stored, this.lookups.keep(table, row, row, { isNew: true })]);
    const { rows, rowCount } = await stored;
    if (conflict && rowCount) await this.lookups.keep(table, row, row);
    this.leave(table, leaves, rows);
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
    const { leaves, statement } = await this.sealedInsertion(table, rows, conflict);
    const stored = await this.scope.tell<Values>(statement);
    this.leave(table, leaves, stored.rows);
    return rows.map(idOf);
  }

  /**
   * Adds rows of several tables as the transaction's last act: they travel together with its commit. Facts among them
   * open their own entries of the ledger.
   */
  async insertLast(groups: Group[]): Promise<void> {
    const tables = groups.map(({ entity, rows, conflict }) => {
      const table = this.tables.of(entity);
      return { table, rows: rows.map((row) => this.identified(table, row)), conflict };
    });
    // All keys at once, so that subjects are locked in one order.
    await this.keyring.allForWriting(tables.flatMap(({ table, rows }) => doomed(table, rows)));
    const sealed = await Promise.all(
      tables.map(({ table, rows, conflict }) => this.sealedInsertion(table, rows, conflict)),
    );
    this.facts.leave(sealed.flatMap(({ leaves }) => leaves));
    const { insertion: entries, openings } = this.facts.take();
    if (openings.length) throw new Error('Rows that are written last open their entries themselves.');
    await this.scope.commitWith([...sealed.map(({ statement }) => statement), ...entries]);
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
    const kept = historical(table, changes);
    const needed = [...new Set([...this.identityColumns(table), ...kept])];
    const text = `select ${list(needed)} from ${table.name} where ${condition(table, this.scope.libraryId, where, parameters)} for update`;
    const { rows } = await this.scope.tell<Values>({ text, values: parameters.values });
    // For the history alone, whoever it is that corrects.
    const before = kept.length ? await this.forRights().opened(table, rows, needed) : [];
    for (const row of rows) {
      const key = Object.fromEntries(table.keys.map((column) => [column.property, row[column.property]]));
      await this.updatePlain(table, key, changes, row);
      await this.lookups.keep(table, row, changes);
    }
    await this.keepHistory(
      before.flatMap((row) => corrections(table, kept, { before: row, after: changes }, new Date())),
    );
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
  async createSubject(
    kind: 'reader' | 'staff',
    state: SubjectState,
    ageRule: AgeRule,
    id: string = uuidv7(),
  ): Promise<string> {
    const values = [this.scope.libraryId, id, kind, state, ageRule];
    const [keys] = await Promise.all([
      this.keys.create(this.scope, id, ['main', 'evidence']),
      this.tell(
        `insert into subject (library_id, id, kind, state, age_rule) values ($1, $2, $3, $4, $5)`,
        values,
      ),
    ]);
    this.keyring.remember(id, keys);
    return id;
  }

  /** Changes a subject's state, age rule, whether its address is confirmed or whether it may sign in; its keys stay. */
  async changeSubject(
    id: string,
    changes: {
      state?: SubjectState;
      ageRule?: AgeRule;
      addressUnconfirmed?: boolean;
      leavingAt?: Date | null;
      quarantinedAt?: Date | null;
      passwordDueAt?: Date | null;
    },
  ): Promise<number> {
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

  /** The state of a subject that is written to; it costs no query where a row of theirs is sealed in this transaction. @throws SubjectErased */
  async stateOf(subjectId: string): Promise<SubjectState> {
    return (await this.keyring.forWriting(subjectId)).state;
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
    return this.scope.tell<Values>(values.length ? prepared(text, values) : { text });
  }

  private async sealedInsertion(table: Table, rows: Values[], conflict?: Conflict) {
    if (table.logged && conflict)
      throw new Error(`${table.name} is logged: a fact is written once, or fails.`);
    await this.keyring.allForWriting(doomed(table, rows));
    const leaves = this.facts.ofRows(table, rows);
    const closed = await Promise.all(rows.map((row) => this.seals.close(table, row, row)));
    return { leaves, statement: insertion(table, closed, conflict, this.facts.returning(table)) };
  }

  /** What writes the entries of facts, and the rows that open those which no row of theirs opens; to travel with the commit. */
  async lastOfFacts(): Promise<QueryConfig[]> {
    const { insertion: statements, openings } = this.facts.take();
    const table = this.tables.of(Fact);
    const rows = openings.map((opening) => this.identified(table, opening));
    for (let i = 0; i < rows.length; i += AT_ONCE)
      statements.push((await this.sealedInsertion(table, rows.slice(i, i + AT_ONCE))).statement);
    return statements;
  }

  private leave(table: Table, leaves: Leaf[], stored: Values[]) {
    this.facts.leave(leaves);
    this.facts.after(table, stored);
  }

  private async keepHistory(made: ReturnType<typeof corrections>): Promise<void> {
    const { kind: byKind, id: byId } = this.me;
    await this.insertMany(
      Correction,
      made.map((one) => ({ ...one, byKind, byId })),
    );
    for (const { subjectId, datum } of made)
      this.rectified.set(subjectId, (this.rectified.get(subjectId) ?? new Set()).add(datum));
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
    const facts = isFact(table, Object.keys(changes));
    const text =
      `update ${table.name} set ${sets} where ${condition(table, this.scope.libraryId, where, parameters)}` +
      (facts ? this.facts.returning(table) : '');
    const { rows, rowCount } = await this.scope.tell<Values>(prepared(text, parameters.values));
    if (facts) this.facts.after(table, rows);
    return rowCount ?? 0;
  }
}

/** The id of a row that has one; rows keyed otherwise have none to give back. */
function idOf(row: Values): string {
  return typeof row.id === 'string' ? row.id : '';
}

/** Subjects whose erasure would take these rows: nothing may be added for them once it has begun. */
function doomed(table: Table, rows: Values[]): string[] {
  if (table.personal?.onErasure !== 'delete' && !table.sealed.length) return [];
  return rows.flatMap((row) => table.subjectOf(row) ?? []);
}
