import type { Rows } from '../../../foundation/records/rows.js';
import { countriesInWords } from './country-counts.js';
import { BreachScopeCountries } from './scope-countries.entity.js';
import { BreachScope } from './scope.entity.js';

/** What the authority is told of the countries of the readers, by the latest scope; nothing while it is not counted. */
export async function countriesAnswer(db: Rows, incidentId: string): Promise<string | undefined> {
  const scopes = await db.all(BreachScope, { incidentId });
  const latest = scopes.toSorted((a, b) => a.version - b.version).at(-1);
  const counted = latest && (await db.find(BreachScopeCountries, { scopeId: latest.id }));
  if (!counted) return undefined;
  const told = countriesInWords(counted.countries);
  return `Scope version ${latest.version} of ${latest.answeredAt.toISOString()}, readers by country: ${told}`;
}
