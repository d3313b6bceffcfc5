import type { QueryConfig } from 'pg';

const MOST = 500;
const names = new Map<string, string>();

/** Gives equal texts one statement name, so that Postgres prepares each once a connection. */
export function prepared(text: string, values: unknown[]): QueryConfig {
  let name = names.get(text);
  if (!name && names.size < MOST) {
    name = `carrel_${names.size}`;
    names.set(text, name);
  }
  return name ? { name, text, values } : { text, values };
}
