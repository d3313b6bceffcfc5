import type { Brought, BroughtFault, BroughtRow, Importer } from '../../foundation/data-map/bringing.js';
import type { FieldProblem } from '../../foundation/http/problem.js';
import type { ImportFile } from './import-file.js';
import type { ImportPlan, LeftBehind } from './portability-import.entity.js';

/** A document that has the form of the schema. */
export interface PortableDocument {
  madeAt: string;
  library: { name: string; country: string };
  data: Record<string, BroughtRow[]>;
}

const CONSENTS = /^(consent|consent_event|objection|cookie_)/;

/** What of a document the modules take, and what stays behind with the reason. */
export async function planOf(
  document: PortableDocument,
  importers: readonly Importer[],
  brought: Brought,
): Promise<ImportPlan> {
  const { library, madeAt, data } = document;
  const takes: ImportPlan['takes'] = [];
  const leaves: ImportPlan['leaves'] = [];
  for (const [table, { length: all }] of Object.entries(data)) {
    const importer = importers.find(({ tables }) => tables.includes(table));
    const count = importer ? await (importer.count?.(brought, table) ?? Promise.resolve(all)) : 0;
    if (count) takes.push({ table, count });
    else if (all) leaves.push({ table, count: all, why: whyOf(table, importer !== undefined) });
  }
  return { from: { name: library.name, country: library.country }, madeAt, takes, leaves };
}

/** What has the form and yet cannot be. */
export function faultsOf(importers: readonly Importer[], brought: Brought): FieldProblem[] {
  return importers.flatMap(({ faults }): BroughtFault[] => faults?.(brought) ?? []);
}

/** A document as the modules see it that take something of it. */
export function broughtOf(
  whose: { libraryId: string; subjectId: string },
  { library, data }: PortableDocument,
  file: ImportFile,
  now: Date,
): Brought {
  return {
    ...whose,
    from: library.name.toWellFormed(),
    now,
    rows: (table) => (Object.hasOwn(data, table) ? (data[table] ?? []) : []),
    file: (path) => file.file(path),
  };
}

function whyOf(table: string, isKnown: boolean): LeftBehind {
  if (CONSENTS.test(table)) return 'consent';
  return isKnown ? 'has-value' : 'not-taken';
}
