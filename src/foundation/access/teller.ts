import type { QueryResult } from 'pg';

/** Anything that runs a statement in a library's transaction. */
export interface Teller {
  tell(text: string, values: unknown[]): Promise<QueryResult<Record<string, unknown>>>;
}
