import type { DataMap } from '../../foundation/data-map/data-map.js';
import { PURPOSES } from '../../foundation/data-map/purposes.js';
import type { PurposeKey, Source } from '../../foundation/data-map/vocabulary.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';
import type { Values } from '../../foundation/records/statements.js';
import type { Column } from '../../foundation/records/tables.js';

/** A table of which a person may take rows elsewhere: which rows, and which of their columns. */
export interface PortableTable {
  table: SubjectTable;
  columns: Column[];
  where: Values;
}

/** Why a table stays behind when a person takes their data elsewhere (Art. 20(1)). */
export type Behind = 'not-provided' | 'other-basis';

/** Provided by the person: knowingly, or by using the library (WP 242 rev.01, II). */
const PROVIDED: readonly Source[] = ['reader', 'observed'];
const BASES: readonly LegalBasis[] = ['consent', 'contract'];

/** On which basis each purpose rests, as a library published them or as Carrel does. */
export function basesOf(published: readonly { key: PurposeKey; legalBasis: LegalBasis }[] = []) {
  return new Map([...PURPOSES, ...published].map(({ key, legalBasis }) => [key, legalBasis]));
}

/** What of a table a person may take elsewhere, or why nothing of it. */
export function portable(
  map: DataMap,
  table: SubjectTable,
  bases: ReadonlyMap<PurposeKey, LegalBasis>,
): PortableTable | Behind {
  const { source = 'reader', sourceBy, purpose, purposeBy, subject } = table.personal;
  const isPortable = (key: PurposeKey) => BASES.includes(bases.get(key) ?? 'legal-obligation');
  const where: Values = {};
  if (sourceBy) {
    const codes = map.codes(table.name).get(sourceBy.property);
    const known = Array.isArray(codes) ? codes.map(String) : Object.keys(sourceBy.is);
    where[sourceBy.property] = known.filter((code) => PROVIDED.includes(sourceBy.is[code] ?? source));
  } else if (!PROVIDED.includes(source) || table.isShared) return 'not-provided';
  if (purposeBy) where[purposeBy] = [...bases.keys()].filter(isPortable);
  else if (!isPortable(purpose)) return 'other-basis';
  const data = new Map(
    map.data().flatMap((one) => (one.table === table.name ? [[one.property, one] as const] : [])),
  );
  const columns = table.shape.visible.filter(({ property }) => {
    const datum = data.get(property);
    if (property === subject || datum?.ofOthers !== undefined) return false;
    return datum === undefined || sourceBy !== undefined || PROVIDED.includes(datum.source);
  });
  return { table, columns, where };
}

/** Every table that can be portable under some library's purposes; the schema knows all of them. */
export function everPortable(map: DataMap, tables: readonly SubjectTable[]): PortableTable[] {
  const bases = new Map(PURPOSES.map(({ key }) => [key, 'consent' as const]));
  return tables
    .filter(({ personal }) => !personal.exported && personal.category !== 'credential')
    .map((table) => portable(map, table, bases))
    .filter((one) => typeof one !== 'string');
}
