import type { PersonalRecordOptions } from './decorators.js';
import { PURPOSES } from './purposes.js';
import type { Ends, Event } from './vocabulary.js';

/** A table of the map, as far as its end goes. */
interface Table {
  table: string;
  instants: Set<string>;
  properties: Set<string>;
  personal?: PersonalRecordOptions;
}

type Personal = Table & { personal: PersonalRecordOptions };

/** What is wrong with how a table ends: an event without its instant, a property or a table that does not exist. */
export function endingFaults(table: Personal, all: Table[]): string[] {
  const { ends, purpose } = table.personal;
  const from = PURPOSES.find(({ key }) => key === purpose)?.retention.from;
  const missing =
    from && from !== 'account-end' && !canEnd(ends, from)
      ? [
          `${table.table}: "${purpose}" is kept from ${from}; name the instant it counts from (ends), or what else ends the rows.`,
        ]
      : [];
  return [...missing, ...(ends ? wrongNames(table, ends, all) : [])];
}

/** Whether the rows end by an event, with another row or by a mechanism of their own. */
export function canEnd(ends: Ends | undefined, from: Event): boolean {
  if (!ends) return false;
  return !('from' in ends) || ends.from[from] !== undefined;
}

function wrongNames({ table, instants, properties }: Personal, ends: Ends, all: Table[]): string[] {
  if ('at' in ends)
    return instants.has(ends.at) ? [] : [`${table} ends by "${ends.at}", which is no instant of it.`];
  const known = (name: string) => all.find((one) => one.table === name)?.personal;
  if ('with' in ends) {
    const { with: parent } = ends;
    const fits = known(parent.table)?.ends && properties.has(parent.by);
    return fits ? [] : [`${table} ends with rows of ${parent.table} by "${parent.by}", which cannot be.`];
  }
  if (!('from' in ends)) return [];
  const { withdrawal, ...others } = ends.from;
  const named = Object.values(others).flat();
  return [
    ...named
      .filter((one) => !instants.has(one))
      .map((one) => `${table} ends by "${one}", which is no instant of it.`),
    ...(withdrawal === undefined || known(String(withdrawal))?.withdrawals
      ? []
      : [`${table} ends by withdrawals that ${String(withdrawal)} does not tell of.`]),
  ];
}

/** The instant of a row by which its end can be told: that of the end itself, or the one from which months count. */
export function instantOf(ends: Ends): string | undefined {
  if ('at' in ends) return ends.at;
  if (!('from' in ends)) return undefined;
  const { 'last-message': last, 'loan-end': end, recorded } = ends.from;
  return [last ?? end ?? recorded ?? []].flat().at(-1);
}
