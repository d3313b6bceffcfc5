import type { DataSource, EntityMetadata } from 'typeorm';
import {
  notesOf,
  type PersonalOptions,
  type PersonalRecordOptions,
  type SealedColumn,
} from './decorators.js';
import type { Importer } from './bringing.js';
import { endingFaults } from './endings.js';
import { undeclaredOthers } from './others.js';
import { purposeOf } from './purposes.js';
import type { Category, PurposeKey, Source } from './vocabulary.js';
import type { Language } from './words.js';

/** One kind of datum that is held: where, of which category, why and how it can be changed. */
export interface Datum {
  table: string;
  property: string;
  fieldId: string;
  purpose: PurposeKey;
  category: Category;
  source: Source;
  sealed: boolean;
  withheld?: string;
  /** Why another person whom the value can name is left out, or why not. */
  ofOthers?: string | { shown: string };
  rectify?: string;
  /** The one way in which it is rectified (Art. 16). */
  way: RectificationWay;
}

/** By the reader at once; by the reader with proof; by the owner, whom the reader asks; or by a statement beside it. */
export type RectificationWay = 'direct' | 'confirmed' | 'reviewed' | 'statement';

/** A table of the map with what was declared on it. */
export interface MappedTable {
  table: string;
  entity: new () => object;
  /** Properties that are instants. */
  instants: Set<string>;
  properties: Set<string>;
  personal?: PersonalRecordOptions;
  notPersonal?: string;
  data: Datum[];
}

/** A place outside the tables of the map where personal data lie, for the record of processing and for erasure. */
export interface Place {
  name: string;
  where: string;
  holds: string;
  keptFor: string;
}

/** What a module does when a person is erased, beside the deletion of rows that the map knows of. Runs again after a kill. */
export type ErasureReaction = (subject: { libraryId: string; subjectId: string }) => Promise<void>;

/** What a module adds to a person's rows so that they can be understood elsewhere, such as the title behind an id. */
export interface Description {
  /** The property under which it stands beside the row's own. */
  property: string;
  of: (library: { libraryId: string }, rows: Record<string, unknown>[]) => Promise<unknown[]>;
}

const STRUCTURE = new Set([
  'uuid',
  'int',
  'integer',
  'bigint',
  'smallint',
  'boolean',
  'timestamptz',
  'timestamp with time zone',
]);

/** Everything personal that is held, declared once on the entities and read here by whoever acts on it. */
export class DataMap {
  readonly tables: MappedTable[];
  readonly places: Record<Language, Place>[] = [];
  private readonly reactions = new Map<string, ErasureReaction>();
  private readonly bringing: Importer[] = [];
  private readonly descriptions = new Map<string, Description>();

  constructor(source: DataSource) {
    this.tables = source.entityMetadatas.map(mapped).sort((a, b) => a.table.localeCompare(b.table));
  }

  /** Tables of which a person may be the subject. */
  personal(): (MappedTable & { personal: PersonalRecordOptions })[] {
    return this.tables.filter(
      (table): table is MappedTable & { personal: PersonalRecordOptions } => table.personal !== undefined,
    );
  }

  data(): Datum[] {
    return this.tables.flatMap((table) => table.data);
  }

  /** Registers a place outside the tables of the map, in the words of each language. */
  place(place: Record<Language, Place>) {
    this.places.push(place);
  }

  /** Registers what a module removes outside Postgres when a person is erased, such as files. */
  onErasure(name: string, reaction: ErasureReaction) {
    this.reactions.set(name, reaction);
  }

  /** Registers what a module takes of the data that a person brings along from another library (Art. 20). */
  onBringing(importer: Importer) {
    this.bringing.push(importer);
  }

  importers(): readonly Importer[] {
    return this.bringing;
  }

  /** Registers what makes a table's rows intelligible in a copy (Art. 12(1)). */
  describe(table: string, description: Description) {
    this.descriptions.set(table, description);
  }

  description(table: string): Description | undefined {
    return this.descriptions.get(table);
  }

  erasureReactions(): ReadonlyMap<string, ErasureReaction> {
    return this.reactions;
  }

  /** Codes that a column may hold, by property, as the table's CHECKs list them or as the column declares. */
  codes(table: string): Map<string, 'purposes' | 'tables' | readonly string[]> {
    return new Map(
      this.tables
        .filter((one) => one.table === table)
        .flatMap((one) => [...codesOf(one), ...declaredCodes(one)]),
    );
  }

  /** Columns that a panel shows as dots until someone asks for them, by table: every sealed one. */
  masked(): Map<string, string[]> {
    return new Map(
      this.personal().map(({ table, data }) => [
        table,
        data.filter((datum) => datum.sealed).map((datum) => datum.property),
      ]),
    );
  }

  /**
   * What keeps the application from starting: a table or column that nobody classified, a purpose that does not exist, a
   * text that stands unsealed without a reason, a table whose months count from an instant that it does not have. Empty
   * when the map is whole.
   */
  faults(): string[] {
    // Tables whose rows are people are not among them.
    const rows = this.tables.flatMap(({ table, personal }) => (personal?.subject === 'id' ? [] : [table]));
    return [
      ...this.tables.flatMap((table) => [
        ...faultsOf(table),
        ...undeclaredOthers(table, columnsOf.get(table), rows),
      ]),
      ...this.personal().flatMap((one) => endingFaults(one, this.tables)),
    ];
  }
}

/** The application refuses to start on an incomplete map. */
export class IncompleteDataMap extends Error {
  override name = 'IncompleteDataMap';
  constructor(faults: string[]) {
    super(`The data map is incomplete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

const columnsOf = new WeakMap<MappedTable, EntityMetadata>();

function mapped(metadata: EntityMetadata): MappedTable {
  const entity = metadata.target as new () => object;
  const { personal, notPersonal, columns, sealed } = notesOf(entity);
  const data = personal
    ? metadata.columns
        .map((column) => column.propertyName)
        .filter((property) => sealed.has(property) || columns.has(property))
        .map((property) =>
          datumOf(metadata.tableName, property, personal, columns.get(property) ?? {}, sealed.get(property)),
        )
    : [];
  const table: MappedTable = {
    table: metadata.tableName,
    entity,
    data,
    instants: new Set(
      metadata.columns.filter(({ type }) => type === 'timestamptz').map(({ propertyName }) => propertyName),
    ),
    properties: new Set(metadata.columns.map(({ propertyName }) => propertyName)),
    ...(personal ? { personal } : {}),
    ...(notPersonal ? { notPersonal } : {}),
  };
  columnsOf.set(table, metadata);
  return table;
}

function datumOf(
  table: string,
  property: string,
  personal: PersonalRecordOptions,
  own: PersonalOptions,
  sealed: SealedColumn | undefined,
): Datum {
  const rectify = own.rectify ?? personal.rectify;
  return {
    table,
    property,
    fieldId: sealed?.fieldId ?? `${table}.${property}`,
    purpose: own.purpose ?? personal.purpose,
    category: own.category ?? personal.category,
    source: own.source ?? personal.source ?? 'reader',
    sealed: sealed !== undefined,
    ...(own.withheld ? { withheld: own.withheld } : {}),
    ...(own.ofOthers ? { ofOthers: own.ofOthers } : {}),
    ...(rectify ? { rectify } : {}),
    way: own.rectifyBy ?? (rectify ? 'direct' : 'statement'),
  };
}

function codesOf(table: MappedTable): [string, string[]][] {
  const metadata = columnsOf.get(table);
  const properties = new Map(metadata?.columns.map((column) => [column.databaseName, column.propertyName]));
  return (metadata?.checks ?? []).flatMap(({ expression }): [string, string[]][] => {
    const [, column = '', listed = ''] = /^([a-z_]+) in \((.*)\)$/.exec(expression) ?? [];
    const property = properties.get(column);
    return property ? [[property, [...listed.matchAll(/'([^']+)'/g)].map(([, code = '']) => code)]] : [];
  });
}

function declaredCodes({ entity }: MappedTable) {
  return [...notesOf(entity).columns].flatMap(([property, { codes }]) =>
    codes ? [[property, codes] as const] : [],
  );
}

function faultsOf(table: MappedTable): string[] {
  const metadata = columnsOf.get(table);
  const faults: string[] = [];
  if (!table.personal && !table.notPersonal)
    faults.push(`${table.table} says neither @PersonalRecord nor @NotPersonal.`);
  if (!table.personal || !metadata) return faults;
  const { columns, sealed } = notesOf(table.entity);
  const properties = new Set(metadata.columns.map((column) => column.propertyName));
  if (!properties.has(table.personal.subject))
    faults.push(`${table.table} names a subject column "${table.personal.subject}" that it does not have.`);
  for (const key of new Set([table.personal.purpose, ...table.data.map((datum) => datum.purpose)])) {
    try {
      purposeOf(key);
    } catch (error) {
      faults.push(`${table.table}: ${(error as Error).message}`);
    }
  }
  const checked = new Set(
    metadata.checks.flatMap((check) =>
      [...check.expression.matchAll(/\b([a-z_]+) in \(/g)].map((match) => match[1]),
    ),
  );
  for (const column of metadata.columns) {
    const type = typeof column.type === 'string' ? column.type : '';
    const own = columns.get(column.propertyName);
    faults.push(...rectificationFaults(table, metadata, column.propertyName));
    const stated = sealed.has(column.propertyName) || own?.plain !== undefined || own?.withheld !== undefined;
    const isState = checked.has(column.databaseName) || column.propertyName === 'state';
    if (stated || isState || STRUCTURE.has(type)) continue;
    faults.push(
      `${table.table}.${column.propertyName} (${type}) is personal and plain: seal it, or say why it may stay so (@Personal({ plain })).`,
    );
  }
  return faults;
}

/** The route by which a reader asks the owner to correct the library's record. */
export const BY_REVIEW = 'POST /me/corrections';

/** A datum that is reviewed is a text in a row with an id, so that a proposal can name it; a confirmed one names its route. */
function rectificationFaults(table: MappedTable, metadata: EntityMetadata, property: string): string[] {
  const { columns, sealed, personal } = notesOf(table.entity);
  const { rectify, rectifyBy } = columns.get(property) ?? {};
  const name = `${table.table}.${property}`;
  const hasId = metadata.primaryColumns.some((column) => column.propertyName === 'id');
  const isText = sealed.get(property)?.as === 'text' && sealed.get(property)?.under === 'main';
  if (rectifyBy === 'reviewed' && (rectify !== BY_REVIEW || !isText || !hasId || !personal?.keepsHistory))
    return [
      `${name} is reviewed: name "${BY_REVIEW}", and seal it as a text of a row with an id that keeps history.`,
    ];
  if (rectifyBy !== 'reviewed' && rectify === BY_REVIEW)
    return [`${name} names "${BY_REVIEW}": say that it is reviewed.`];
  if (rectifyBy === 'confirmed' && !rectify) return [`${name} is confirmed: name the route that does it.`];
  return [];
}

/** Tables of the database that no entity declares, which would be outside the map. */
export async function undeclaredTables(source: DataSource): Promise<string[]> {
  const known = new Set(source.entityMetadatas.map((metadata) => metadata.tableName));
  const rows = await source.query<{ name: string }[]>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  return rows
    .map((row) => row.name)
    .filter(
      (name) =>
        !known.has(name) && name !== 'migration' && name !== 'migration_lock' && name !== 'admin_session',
    );
}
