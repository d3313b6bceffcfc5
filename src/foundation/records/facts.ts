import { v7 as uuidv7 } from 'uuid';
import type { QueryConfig } from 'pg';
import { closedLeaf, openLeaf, payloadOf, type Leaf } from '../leaves/leaf.js';
import { insertionOf } from '../leaves/leaves.js';
import type { LoggedOptions } from '../data-map/decorators.js';
import { fromPostgres, list, type Values } from './statements.js';
import type { Table } from './tables.js';

/** Entries that a transaction leaves for the ledger, and the rows that keep what opens them. */
export class Facts {
  /** How many entries were left so far. */
  left = 0;

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

  /** The statement that leaves entries. */
  insertion(leaves: Leaf[]): QueryConfig[] {
    this.left += leaves.length;
    return leaves.length ? [insertionOf(this.libraryId, leaves)] : [];
  }

  /** What a statement on rows that do not open their own entries gives back for `after`. */
  returning({ logged, ...table }: Table): string {
    if (!logged || logged.openedBy === 'row') return '';
    const subject = table.personal?.subject;
    const named = [...new Set(['id', ...(subject ? [subject] : []), ...logged.states])];
    return ` returning ${list(named.map((property) => byProperty(table.columns, property)))}`;
  }

  /** Entries about rows as a statement left them, with the `fact` rows that open them where they are closed. */
  after(table: Table, rows: Values[]): { leaves: Leaf[]; facts: Values[] } {
    const { logged } = table;
    if (!logged || logged.openedBy === 'row') return { leaves: [], facts: [] };
    const payloads = rows.map((row) => this.payload(table, logged, stored(table, row)));
    if (logged.openedBy === 'nobody')
      return { leaves: payloads.map((payload) => openLeaf(payload)), facts: [] };
    const leaves = payloads.map((payload) => closedLeaf(payload));
    const facts = rows.map((row, i) => ({
      id: uuidv7(),
      subjectId: table.subjectOf(row),
      kind: logged.kind,
      about: row.id,
      opening: leaves[i]?.opening,
    }));
    return { leaves, facts };
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
