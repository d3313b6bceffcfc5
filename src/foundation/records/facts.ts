import { v7 as uuidv7 } from 'uuid';
import type { QueryConfig } from 'pg';
import { closedLeaf, openLeaf, payloadOf, type Leaf } from '../leaves/leaf.js';
import { insertionOf } from '../leaves/leaves.js';
import type { LoggedOptions } from '../data-map/decorators.js';
import { fromPostgres, list, type Values } from './statements.js';
import type { Table } from './tables.js';

/** Entries that a transaction leaves for the ledger, and the rows that keep what opens them: written together, at its end. */
export class Facts {
  /** How many entries were left so far. */
  left = 0;
  private leaves: Leaf[] = [];
  private openings: Values[] = [];

  constructor(private readonly libraryId: string) {}

  /** For rows that open their own entries: puts the opening into each row and gives the entries. */
  ofRows(table: Table, rows: Values[]): Leaf[] {
    const { logged } = table;
    if (logged?.openedBy !== 'row') return [];
    return rows.map((row) => {
      const leaf = closedLeaf(this.payload(table, logged, row));
      row.opening = leaf.opening;
      return leaf;
    });
  }

  /** Keeps entries until they are taken. */
  leave(leaves: Leaf[]) {
    this.left += leaves.length;
    this.leaves.push(...leaves);
  }

  /** What was left since it was last taken: the statement that leaves the entries, and `fact` rows that open some of them. */
  take(): { insertion: QueryConfig[]; openings: Values[] } {
    const { leaves, openings } = this;
    [this.leaves, this.openings] = [[], []];
    return { insertion: leaves.length ? [insertionOf(this.libraryId, leaves)] : [], openings };
  }

  /** What a statement on rows that do not open their own entries gives back for `after`. */
  returning({ logged, ...table }: Table): string {
    if (!logged || logged.openedBy === 'row') return '';
    const subject = table.personal?.subject;
    const named = [...new Set(['id', ...(subject ? [subject] : []), ...logged.states])];
    return ` returning ${list(named.map((property) => byProperty(table.columns, property)))}`;
  }

  /** Keeps entries about rows as a statement left them, with the `fact` rows that open them where they are closed. */
  after(table: Table, rows: Values[]) {
    const { logged } = table;
    if (!logged || logged.openedBy === 'row') return;
    for (const row of rows) {
      const payload = this.payload(table, logged, stored(table, row));
      if (logged.openedBy === 'nobody') {
        this.leave([openLeaf(payload)]);
        continue;
      }
      const leaf = closedLeaf(payload);
      this.leave([leaf]);
      const of = { subjectId: table.subjectOf(row), kind: logged.kind, about: row.id };
      this.openings.push({ id: uuidv7(), ...of, opening: leaf.opening });
    }
  }

  private payload(table: Table, { kind, states }: LoggedOptions, row: Values): string {
    const told = states.map((property) => {
      if (row[property] === undefined)
        throw new Error(`${table.name}.${property} is stated in the ledger: give it.`);
      return [property, row[property]] as const;
    });
    return payloadOf(kind, this.libraryId, { fact: Object.fromEntries(told) });
  }
}

/** Whether a change of these properties is a fact of its own. */
export function isFact({ logged }: Table, properties: string[]): boolean {
  return logged?.on?.some((property) => properties.includes(property)) ?? false;
}

function byProperty(columns: Table['columns'], property: string) {
  const column = columns.find((one) => one.property === property);
  if (!column) throw new Error(`No column "${property}" to state in the ledger.`);
  return column;
}

function stored(table: Table, row: Values): Values {
  return Object.fromEntries(
    Object.entries(row).map(([property, value]) => [property, fromPostgres(table.column(property), value)]),
  );
}
