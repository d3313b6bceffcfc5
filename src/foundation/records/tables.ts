import type { DataSource } from 'typeorm';
import {
  notesOf,
  type LoggedOptions,
  type PersonalRecordOptions,
  type SealedColumn,
} from '../data-map/decorators.js';
import type { EntityClass } from '../data-map/shapes.js';

/** A column as the door's statements need it. */
export interface Column {
  property: string;
  name: string;
  type: string;
  isArray: boolean;
  sealed?: SealedColumn;
  isSecret: boolean;
  isNullable: boolean;
}

/** A table as the door sees it: built once from the entity's metadata, so that no statement is written twice. */
export class Table {
  readonly columns: Column[];
  private readonly byProperty: Map<string, Column>;
  readonly keys: Column[];
  readonly sealed: Column[];
  readonly visible: Column[];
  /** True when the rows die with the subject's main key. */
  readonly opensUnderMain: boolean;

  constructor(
    readonly name: string,
    readonly entity: EntityClass<object>,
    columns: Column[],
    keyProperties: string[],
    readonly personal: PersonalRecordOptions | undefined,
    readonly logged: LoggedOptions | undefined,
    /** True where an index has a subject's rows in the order of their ids. */
    readonly isOrderedBySubject: boolean,
  ) {
    this.columns = columns;
    this.byProperty = new Map(columns.map((column) => [column.property, column]));
    this.keys = keyProperties.filter((key) => key !== 'libraryId').map((key) => this.column(key));
    this.sealed = columns.filter((column) => column.sealed);
    this.visible = columns.filter((column) => !column.isSecret && column.property !== 'libraryId');
    this.opensUnderMain = this.sealed.some((column) => column.sealed?.under === 'main');
  }

  /** @throws Error naming the table, for a property that it does not have. */
  column(property: string): Column {
    const found = this.byProperty.get(property);
    if (!found) throw new Error(`${this.name} has no column "${property}".`);
    return found;
  }

  has(property: string): boolean {
    return this.byProperty.has(property);
  }

  /** The data subject's id in a row, or undefined for rows of the library itself. */
  subjectOf(row: Record<string, unknown>): string | undefined {
    const value = this.personal && row[this.personal.subject];
    return typeof value === 'string' ? value : undefined;
  }

  /** What the AAD binds a ciphertext to: the row's key within its library. */
  rowIdOf(row: Record<string, unknown>): string {
    return this.keys.map((key) => String(row[key.property])).join('/');
  }
}

/** All tables by entity class. */
export class Tables {
  private readonly tables: Map<EntityClass<object>, Table>;

  constructor(source: DataSource) {
    this.tables = new Map(
      source.entityMetadatas.map((metadata) => {
        const entity = metadata.target as EntityClass<object>;
        const notes = notesOf(entity);
        const columns = metadata.columns.map((column): Column => {
          const sealed = notes.sealed.get(column.propertyName);
          return {
            property: column.propertyName,
            name: column.databaseName,
            type: source.driver.normalizeType(column),
            isArray: column.isArray,
            isNullable: column.isNullable,
            isSecret: notes.columns.get(column.propertyName)?.withheld !== undefined,
            ...(sealed ? { sealed } : {}),
          };
        });
        const keys = metadata.primaryColumns.map((column) => column.propertyName);
        const ordered = ['libraryId', notes.personal?.subject, 'id'].join();
        const isOrdered = metadata.indices.some(
          ({ columns: of, where }) => !where && of.map((column) => column.propertyName).join() === ordered,
        );
        const table = [metadata.tableName, entity, columns, keys, notes.personal, notes.logged] as const;
        return [entity, new Table(...table, isOrdered)];
      }),
    );
  }

  of(entity: EntityClass<object>): Table {
    const found = this.tables.get(entity);
    if (!found) throw new Error(`${entity.name} is not an entity of this application.`);
    return found;
  }

  all(): Table[] {
    return [...this.tables.values()];
  }
}
