import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class NotALibrary extends Error {
  override name = 'NotALibrary';
}

/** A verb was used after its transaction had ended; it would run on somebody else's connection. */
export class ScopeEnded extends Error {
  override name = 'ScopeEnded';
}

/** Postgres answered COMMIT with ROLLBACK: a statement had failed and its error was swallowed. */
export class NothingWasKept extends Error {
  override name = 'NothingWasKept';
}

/** The reserved library that platform rows (staff, memberships, incidents) live in. */
export const PLATFORM = '00000000-0000-7000-8000-000000000000';

/** True for a lower-case UUID, the only thing that is ever written into `set local`. */
export function isLibraryId(text: string): boolean {
  return UUID.test(text);
}

/** The conversation with Postgres inside one transaction of one library; mute once it has ended. */
export class Scope {
  isLost = false;
  private ended = false;

  constructor(
    private readonly client: PoolClient,
    readonly libraryId: string,
  ) {}

  readonly lost = () => {
    this.isLost = true;
  };

  tell<R extends QueryResultRow = QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>> {
    return this.ended ? Promise.reject(new ScopeEnded()) : this.client.query<R>(statement);
  }

  /** @throws NothingWasKept when Postgres rolled back instead. */
  async commit() {
    const answer = this.tell({ text: 'commit' });
    this.ended = true;
    if ((await answer).command !== 'COMMIT') throw new NothingWasKept();
  }

  async rollback() {
    const answer = this.tell({ text: 'rollback' });
    this.ended = true;
    await answer.catch(this.lost);
  }
}

/**
 * Runs `work` in one transaction that sees one library only; what it throws rolls everything back.
 * `begin` and `set local` travel together; `set local` reaches Citus workers, `set_config` does not.
 * Not to be nested: on a full pool a scope inside a scope waits for itself.
 */
export async function inScope<T>(
  pool: Pool,
  libraryId: string,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  if (!isLibraryId(libraryId)) throw new NotALibrary();
  const client = await pool.connect();
  const scope = new Scope(client, libraryId);
  client.on('error', scope.lost); // the pool listens only while a client is idle: unheard, this ends the process
  try {
    const begun = scope.tell({ text: `begin; set local app.library = '${libraryId}'` });
    const [result] = await Promise.all([work(scope), begun]);
    await scope.commit();
    return result;
  } catch (error) {
    await scope.rollback();
    throw error;
  } finally {
    client.off('error', scope.lost).release(scope.isLost);
  }
}
