import type { Json } from './json.js';

/** The canonical form of JSON (RFC 8785): no space, fields in the order of their UTF-16 code units. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** JSON without space, its fields in the order in which they stand. */
export function asWritten(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(asWritten).join(',')}]`;
  return `{${[...value].map(([name, field]) => `${JSON.stringify(name)}:${asWritten(field)}`).join(',')}}`;
}

// Array.isArray does not tell a read-only list from an object.
function isList(value: Exclude<Json, null | boolean | number | string>): value is readonly Json[] {
  return Array.isArray(value);
}
