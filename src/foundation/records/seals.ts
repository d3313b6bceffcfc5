import type { SignedIn } from '../access/signed-in.js';
import type { SealedColumn } from '../data-map/decorators.js';
import type { DataKey } from '../encryption/data-key.js';
import { open, seal } from '../encryption/envelope.js';
import { KeysMissing } from '../encryption/errors.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { Scope } from '../database/scope.js';
import { fromPostgres, toPostgres, type Values } from './statements.js';
import { opensRestricted, restricted, RESTRICTED } from './restricted.js';
import { isGone, type SubjectKeyring, type SubjectKeys } from './subject-keys.js';
import type { Column, Table } from './tables.js';

/** Seals rows on their way in and opens them on their way out. */
export class Seals {
  constructor(
    private readonly scope: Scope,
    private readonly store: KeyStore,
    private readonly keyring: SubjectKeyring,
    /** Who sees restricted data as restricted; absent for what opens them for the readers' own rights. */
    private readonly me?: SignedIn,
  ) {}

  /** The row's columns as Postgres keeps them. Columns that `values` does not name are left out. */
  async close(table: Table, identity: Values, values: Values): Promise<Map<Column, unknown>> {
    const out = new Map<Column, unknown>();
    for (const [property, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const column = table.column(property);
      out.set(
        column,
        column.sealed ? await this.sealOne(table, identity, column.sealed, value) : toPostgres(column, value),
      );
    }
    return out;
  }

  /**
   * Rows in plain, in order; rows of subjects that are being erased are left out, as if they had never been. Where a
   * subject's data are restricted, whoever may not open them gets the row with `RESTRICTED` for each sealed text.
   */
  async openAll(table: Table, rows: Values[], columns = table.visible): Promise<Values[]> {
    const wanted = columns.some((column) => column.sealed && column.sealed.under !== 'content');
    const subjectIds =
      wanted || table.opensUnderMain
        ? [...new Set(rows.map((row) => table.subjectOf(row)).filter((id) => id !== undefined))]
        : [];
    const subjects = await this.keyring.forReading(subjectIds);
    const opened: Values[] = [];
    for (const row of rows) {
      const subjectId = table.subjectOf(row);
      const subject = subjectId === undefined ? undefined : subjects.get(subjectId);
      if (table.opensUnderMain && subjectId !== undefined && (!subject || isGone(subject.state))) continue;
      opened.push(await this.openOne(table, row, subject, columns));
    }
    return opened;
  }

  private async openOne(
    table: Table,
    row: Values,
    subject: SubjectKeys | undefined,
    columns: Column[],
  ): Promise<Values> {
    const out: Values = {};
    const isShut = this.isShut(table, row, subject);
    for (const column of columns) {
      const value = row[column.property];
      if (isShut && column.sealed && column.sealed.under !== 'content' && value !== null) {
        out[column.property] = column.sealed.as === 'text' ? RESTRICTED : null;
        continue;
      }
      out[column.property] =
        column.sealed && Buffer.isBuffer(value)
          ? decode(
              column.sealed,
              open(await this.keyOf(column.sealed, subject), this.context(table, row, column.sealed), value),
            )
          : fromPostgres(column, value);
    }
    return out;
  }

  /** What readers ask for and how it is answered stays open: rights are exercised while data are restricted. */
  private isShut(table: Table, row: Values, subject: SubjectKeys | undefined): boolean {
    const subjectId = table.subjectOf(row);
    if (!this.me || subject?.state !== 'restricted' || subjectId === undefined) return false;
    return table.personal?.purpose !== 'accountability' && !opensRestricted(this.me, subjectId, subject);
  }

  private async sealOne(
    table: Table,
    identity: Values,
    sealed: SealedColumn,
    value: unknown,
  ): Promise<Buffer | null> {
    if (value === null) return null;
    if (value === RESTRICTED) throw restricted();
    const subjectId = table.subjectOf(identity);
    const subject =
      sealed.under === 'content' || subjectId === undefined
        ? undefined
        : await this.keyring.forWriting(subjectId);
    return seal(
      await this.keyOf(sealed, subject),
      this.context(table, identity, sealed),
      encode(sealed, value),
    );
  }

  private async keyOf(sealed: SealedColumn, subject: SubjectKeys | undefined): Promise<DataKey> {
    if (sealed.under === 'content') return this.store.contentKey(this.scope);
    const key = subject?.keys.get(sealed.under);
    if (!key) throw new KeysMissing(`no ${sealed.under} key for ${sealed.fieldId}`);
    return key;
  }

  private context(table: Table, row: Values, sealed: SealedColumn) {
    const { libraryId } = this.scope;
    const subjectId = sealed.under === 'content' ? libraryId : (table.subjectOf(row) ?? libraryId);
    return { libraryId, subjectId, fieldId: sealed.fieldId, rowId: table.rowIdOf(row) };
  }
}

function encode(sealed: SealedColumn, value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(sealed.as === 'json' ? JSON.stringify(value) : String(value), 'utf8');
}

function decode(sealed: SealedColumn, plain: Buffer): unknown {
  if (sealed.as === 'bytes') return plain;
  return sealed.as === 'json' ? (JSON.parse(plain.toString('utf8')) as unknown) : plain.toString('utf8');
}
