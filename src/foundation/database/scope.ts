import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

const WRITES = /^\s*(?:insert|update|delete|with)\b/i;
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
  /** Whether anything but a question was told. */
  hasWritten = false;
  private committed: Promise<void> | undefined;
  private ended = false;
  private isCorked = false;

  constructor(
    private readonly client: PoolClient,
    readonly libraryId: string,
  ) {}

  readonly lost = () => {
    this.isLost = true;
  };

  tell<R extends QueryResultRow = QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>> {
    this.hasWritten ||= WRITES.test(statement.text);
    if (this.ended) return Promise.reject(new ScopeEnded());
    this.writeAtOnce();
    return this.client.query<R>(statement);
  }

  /** Ends the transaction; a second call waits for the first. @throws NothingWasKept when Postgres rolled back instead. */
  commit(): Promise<void> {
    this.committed ??= this.end('commit').then(({ command }) => {
      if (command !== 'COMMIT') throw new NothingWasKept();
    });
    return this.committed;
  }

  /** The last statements, in one flight with the commit: nobody waits for an answer in between. */
  async commitWith(statements: QueryConfig[]): Promise<void> {
    const told = statements.map((statement) => this.tell(statement));
    await allOf([...told, this.commit()]);
  }

  /** Undoes what was done; where a commit was sent, its answer alone says what became of the transaction. */
  async rollback() {
    if (!this.committed) await this.end('rollback').catch(this.lost);
    else
      await this.committed.catch((error: unknown) => {
        if (!(error instanceof NothingWasKept)) this.lost();
      });
  }

  private end(text: 'commit' | 'rollback') {
    const answer = this.tell({ text });
    this.ended = true;
    return answer;
  }

  /** What is told before the next turn of the event loop leaves in one write. */
  private writeAtOnce() {
    if (this.isCorked) return;
    const { stream } = (this.client as PoolClient & { connection: { stream: Duplex } }).connection;
    stream.cork();
    this.isCorked = true;
    process.nextTick(() => {
      this.isCorked = false;
      stream.uncork();
    });
  }
}

/**
 * Asks one statement in a transaction of its own: `begin`, the statement and `commit` travel in one flight. `ask` tells
 * it before it waits for anything; what it tells later meets an ended scope.
 */
export function inOneFlight<T>(pool: Pool, libraryId: string, ask: (scope: Scope) => Promise<T>): Promise<T> {
  return inScope(pool, libraryId, async (scope) => {
    const answer = ask(scope);
    await allOf([answer, scope.commit()]);
    return answer;
  });
}

/** Waits for all, also when one has failed, and then throws the first failure: the others are still on the connection. */
async function allOf(promises: Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(promises)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
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
