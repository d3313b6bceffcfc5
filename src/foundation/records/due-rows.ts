import { purposeOf } from '../data-map/purposes.js';
import type { Event, PurposeKey, Retention } from '../data-map/vocabulary.js';
import { dueBefore } from '../law/kept-months.js';
import type { Parameters } from './statements.js';
import type { SubjectRows, SubjectTable } from './subject-rows.js';

/** Rows of one table that end by one purpose's period. */
export interface DueRule {
  table: SubjectTable;
  purpose: PurposeKey;
  retention: Retention;
  /** The property by which each row names its purpose, where they differ. */
  each?: string;
}

/** How long a library keeps the data of its purposes, as it has published it. */
export type Periods = ReadonlyMap<PurposeKey, Retention>;

/** A library's period counts from an event whose instant a table does not know: nothing can be deleted by it. */
export class NoInstant extends Error {
  override name = 'NoInstant';
  constructor(table: string, { purpose, retention }: Pick<DueRule, 'purpose' | 'retention'>) {
    super(`${table} does not know from when ${purpose} is kept (${retention.from}).`);
  }
}

/** Last of all what proves and names, so that nothing is ever left that points to what is gone. */
const LAST = ['fact', 'subject'];

/** Which rows of which readers have been kept for as long as their purpose says: by the data map alone. */
export class DueRows {
  constructor(private readonly rows: SubjectRows) {}

  /** What ends in a library by its periods, in the order in which it goes. @throws NoInstant */
  rules(periods: Periods): DueRule[] {
    const rules = this.rows.tables.flatMap((table) => this.rulesOf(table, periods));
    for (const rule of rules) demandInstant(this.timed(rule));
    return rules.sort((a, b) => rankOf(a) - rankOf(b));
  }

  /** The condition that a row, called `row`, has been kept long enough; `$1` is the library. */
  isDue(rule: DueRule, row: string, now: Date, given: Parameters): string {
    const { ends, subject } = rule.table.personal;
    if (ends && 'with' in ends) {
      const parent = this.timed(rule);
      const by = rule.table.shape.column(ends.with.by).name;
      return `exists (select 1 from ${parent.table.name} whole where whole.library_id = $1 and whole.id = ${row}.${by}
        and ${this.isDue(parent, 'whole', now, given)})`;
    }
    const { months, from } = rule.retention;
    const before = given.add(dueBefore(now, months));
    const column = (property: string) => `${row}.${rule.table.shape.column(property).name}`;
    const each = rule.each ? ` and ${column(rule.each)} = ${given.add(rule.purpose)}` : '';
    if (from === 'account-end')
      return `exists (select 1 from subject ended where ended.library_id = $1 and ended.id = ${column(subject)}
        and ended.state = 'erased' and ended.erased_at < ${before})`;
    if (from === 'withdrawal') return `${this.isWithdrawn(rule, column(subject), before, given)}${each}`;
    return `coalesce(${instantsOf(rule, from).map(column).join(', ')}) < ${before}${each}`;
  }

  /** The condition that no row of another table belongs to a row any more. */
  isEmpty({ table: { name } }: DueRule, row: string): string {
    const parts = this.rows.tables.flatMap(({ name: part, personal: { ends }, shape }) =>
      ends && 'with' in ends && ends.with.table === name
        ? [
            `not exists (select 1 from ${part} part where part.library_id = $1
              and part.${shape.column(ends.with.by).name} = ${row}.id)`,
          ]
        : [],
    );
    return parts.join(' and ') || 'true';
  }

  private isWithdrawn({ table, purpose }: DueRule, subject: string, before: string, given: Parameters) {
    const { ends } = table.personal;
    const named = ends && 'from' in ends ? ends.from.withdrawal : undefined;
    const teller = this.named(String(named));
    const { withdrawals } = teller.personal;
    if (!withdrawals) throw new Error(`${teller.name} tells of no withdrawals.`);
    const column = (property: string) => `told.${teller.shape.column(property).name}`;
    return `exists (select 1 from ${teller.name} told where told.library_id = $1
      and ${column(teller.personal.subject)} = ${subject} and ${column(withdrawals.purpose)} = ${given.add(purpose)}
      and told.state = any(${given.add(withdrawals.states)}::text[]) and ${column(withdrawals.at)} < ${before})`;
  }

  /** The rule by which time counts: of the table itself, or of the one whose rows it goes with. */
  private timed(rule: DueRule): DueRule {
    const { ends } = rule.table.personal;
    return ends && 'with' in ends ? { ...rule, table: this.named(ends.with.table) } : rule;
  }

  private rulesOf(table: SubjectTable, periods: Periods): DueRule[] {
    const { ends, purpose, purposeBy: each, onErasure } = table.personal;
    if (ends && ('by' in ends || 'at' in ends)) return [];
    if (each !== undefined) {
      return [...periods].flatMap(([key, retention]) =>
        retention.from === 'account-end' ? [] : [{ table, purpose: key, retention, each }],
      );
    }
    const retention = periods.get(purpose) ?? purposeOf(purpose).retention;
    // What goes when its reader is erased ends with the account, whatever months are named beside.
    if (retention.from === 'account-end' && onErasure === 'delete') return [];
    return [{ table, purpose, retention }];
  }

  private named(table: string): SubjectTable {
    const found = this.rows.tables.find(({ name }) => name === table);
    if (!found) throw new Error(`No personal table is called ${table}.`);
    return found;
  }
}

function demandInstant(rule: DueRule) {
  const { from } = rule.retention;
  if (from === 'account-end') return;
  if (!instantsOf(rule, from).length) throw new NoInstant(rule.table.name, rule);
}

function instantsOf({ table }: DueRule, from: Event): string[] {
  const { ends } = table.personal;
  return ends && 'from' in ends ? [ends.from[from] ?? []].flat() : [];
}

function rankOf({ table: { name, personal } }: DueRule): number {
  if (LAST.includes(name)) return 2 + LAST.indexOf(name);
  return personal.ends && 'with' in personal.ends ? 0 : 1;
}
