import type { Scope } from '../database/scope.js';
import type { SealedColumn } from '../data-map/decorators.js';
import { blindToken, normaliseEmail } from '../encryption/blind-index.js';
import type { KeyStore, LibraryKeys } from '../encryption/key-store.js';
import { Taken } from './errors.js';
import type { Values } from './statements.js';
import type { Table } from './tables.js';

const MOST_FOUND = 1_000;

/** Where an address is held: in which column, of whom. */
export interface HeldAt {
  table: Table;
  property: string;
  subjectId: string;
}

/** Keeps the blind index beside the rows: one token for each live epoch, so that look-ups find a row during a tick. */
export class Lookups {
  constructor(
    private readonly scope: Scope,
    private readonly keys: KeyStore,
  ) {}

  static has(table: Table): boolean {
    return table.sealed.some((column) => column.sealed?.lookup);
  }

  /** Replaces the tokens of the values given. @throws Taken when a unique value belongs to another row. */
  async keep(table: Table, identity: Values, values: Values, { isNew = false } = {}): Promise<void> {
    const given = table.sealed.filter(
      ({ sealed }) => sealed?.lookup && values[sealed.property] !== undefined,
    );
    if (!given.length) return;
    // Before any token is touched: an epoch tick locks keys first and tokens then, and so must everybody.
    const { index } = await this.keys.library(this.scope, true);
    for (const { sealed } of given) {
      if (!sealed) continue;
      const rowId = table.rowIdOf(identity);
      if (!isNew) await this.remove(sealed.fieldId, [rowId]);
      const value = lookedUpBy(sealed, values[sealed.property]);
      if (value === undefined) continue;
      const added = await this.add(
        sealed,
        rowId,
        table.subjectOf(identity) ?? rowId,
        tokensOf(sealed, value, index),
      );
      if (!added) throw new Taken(sealed.fieldId);
    }
  }

  async drop(table: Table, rowIds: string[]): Promise<void> {
    if (!rowIds.length) return;
    for (const { sealed } of table.sealed) if (sealed?.lookup) await this.remove(sealed.fieldId, rowIds);
  }

  /** Ids of the rows whose sealed column has this value. */
  async find(table: Table, property: string, value: string): Promise<string[]> {
    const { sealed } = table.column(property);
    if (!sealed?.lookup) throw new Error(`${table.name}.${property} keeps no blind index.`);
    const remembered = await this.keys.library(this.scope);
    const found = await this.search(sealed, tokensOf(sealed, value, remembered.index));
    if (found.length) return found;
    // Nothing found may mean that another instance moved the index to a newer epoch since the keys were read.
    const fresh = await this.keys.library(this.scope, true);
    if (fresh.current === remembered.current) return [];
    this.keys.forget(this.scope.libraryId);
    return this.search(sealed, tokensOf(sealed, value, fresh.index));
  }

  /** Every row that is found by an address, whatever table it is of: for those who ask what is held of them. */
  async everywhere(tables: Table[], address: string): Promise<HeldAt[]> {
    const { index } = await this.keys.library(this.scope, true);
    const fields = new Map<string, Omit<HeldAt, 'subjectId'>>();
    const tokens: Buffer[] = [];
    for (const table of tables)
      for (const { sealed } of table.sealed) {
        if (!sealed?.lookup || sealed.normalise !== 'email') continue;
        fields.set(sealed.fieldId, { table, property: sealed.property });
        tokens.push(...tokensOf(sealed, address, index).values());
      }
    // A token is of one field, so that it finds no row of another.
    const { rows } = await this.scope.tell<{ field_id: string; subject_id: string }>({
      text: `select distinct field_id, row_id, subject_id from blind_index
             where library_id = $1 and field_id = any($2::text[]) and token = any($3::bytea[]) limit ${MOST_FOUND}`,
      values: [this.scope.libraryId, [...fields.keys()], tokens],
    });
    return rows.flatMap(({ field_id, subject_id }) => {
      const field = fields.get(field_id);
      return field ? [{ ...field, subjectId: subject_id }] : [];
    });
  }

  /** Gives a row its token of one epoch, where it is missing. */
  async addEpoch(sealed: SealedColumn, row: { id: string; subjectId: string }, value: string, epoch: number) {
    const { index } = await this.keys.library(this.scope, true);
    const tokens = [...tokensOf(sealed, value, index)].filter(([of]) => of === epoch);
    await this.add(sealed, row.id, row.subjectId, tokens);
  }

  private async search(sealed: SealedColumn, tokens: Map<number, Buffer>): Promise<string[]> {
    const { rows } = await this.scope.tell<{ row_id: string }>({
      name: 'lookup',
      text: `select distinct row_id from blind_index where library_id = $1 and field_id = $2 and token = any($3::bytea[]) limit 100`,
      values: [this.scope.libraryId, sealed.fieldId, [...tokens.values()]],
    });
    return rows.map((row) => row.row_id);
  }

  /** False when a token that must be unique belongs to another row. */
  private async add(
    sealed: SealedColumn,
    rowId: string,
    subjectId: string,
    tokens: Iterable<[epoch: number, token: Buffer]>,
  ): Promise<boolean> {
    for (const [epoch, token] of tokens) {
      const { rowCount } = await this.scope.tell({
        name: 'lookup_add',
        text: `insert into blind_index (library_id, field_id, epoch, token, row_id, subject_id, is_unique)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        values: [
          this.scope.libraryId,
          sealed.fieldId,
          epoch,
          token,
          rowId,
          subjectId,
          sealed.lookup === 'unique',
        ],
      });
      if (!rowCount) return false;
    }
    return true;
  }

  private remove(fieldId: string, rowIds: string[]) {
    return this.scope.tell({
      name: 'lookup_remove',
      text: `delete from blind_index where library_id = $1 and field_id = $2 and row_id = any($3::uuid[])`,
      values: [this.scope.libraryId, fieldId, rowIds],
    });
  }
}

/** The text that a sealed value is looked up by; undefined where it holds none. */
export function lookedUpBy({ lookupAt }: SealedColumn, value: unknown): string | undefined {
  const found = lookupAt ? lookupAt.map((path) => at(value, path)) : [value];
  return found.find((one) => typeof one === 'string');
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)).get(key) : undefined,
      value,
    );
}

function tokensOf(sealed: SealedColumn, value: string, index: LibraryKeys['index']): Map<number, Buffer> {
  const normal = sealed.normalise === 'email' ? normaliseEmail(value) : value.normalize('NFKC');
  return new Map([...index].map(([epoch, key]) => [epoch, blindToken(key, sealed.fieldId, normal)]));
}
