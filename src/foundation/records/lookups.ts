import type { Scope } from '../database/scope.js';
import type { SealedColumn } from '../data-map/decorators.js';
import { blindToken, normaliseEmail } from '../encryption/blind-index.js';
import type { KeyStore } from '../encryption/key-store.js';
import { Taken } from './errors.js';
import type { Values } from './statements.js';
import type { Table } from './tables.js';

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
  async keep(table: Table, identity: Values, values: Values): Promise<void> {
    for (const { sealed } of table.sealed) {
      if (!sealed?.lookup || values[sealed.property] === undefined) continue;
      const rowId = table.rowIdOf(identity);
      await this.remove(sealed.fieldId, [rowId]);
      const value = values[sealed.property];
      if (typeof value === 'string') await this.add(sealed, rowId, table.subjectOf(identity) ?? rowId, value);
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
    const { rows } = await this.scope.tell<{ row_id: string }>({
      name: 'lookup',
      text: `select distinct row_id from blind_index where library_id = $1 and field_id = $2 and token = any($3::bytea[]) limit 100`,
      values: [this.scope.libraryId, sealed.fieldId, [...(await this.tokens(sealed, value)).values()]],
    });
    return rows.map((row) => row.row_id);
  }

  private async add(sealed: SealedColumn, rowId: string, subjectId: string, value: string) {
    for (const [epoch, token] of await this.tokens(sealed, value, true)) {
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
      if (!rowCount) throw new Taken(sealed.fieldId);
    }
  }

  private remove(fieldId: string, rowIds: string[]) {
    return this.scope.tell({
      name: 'lookup_remove',
      text: `delete from blind_index where library_id = $1 and field_id = $2 and row_id = any($3::uuid[])`,
      values: [this.scope.libraryId, fieldId, rowIds],
    });
  }

  private async tokens(sealed: SealedColumn, value: string, fresh = false): Promise<Map<number, Buffer>> {
    const normal = sealed.normalise === 'email' ? normaliseEmail(value) : value.normalize('NFKC');
    const { index } = await this.keys.library(this.scope, fresh);
    return new Map([...index].map(([epoch, key]) => [epoch, blindToken(key, sealed.fieldId, normal)]));
  }
}
