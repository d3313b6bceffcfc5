import { mkdir, open, type FileHandle } from 'node:fs/promises';
import type { Pool } from 'pg';
import { inScope, type Scope } from '../database/scope.js';
import { syncDirectory, unless } from '../encryption/durable-file.js';
import {
  BrokenErasureLedger,
  ErasureLedgerFiles,
  hashOf,
  tailOf,
  type ErasureStep,
  type LedgerHead,
} from './erasure-ledger-files.js';

/**
 * What was erased, kept outside the database so that a restored backup can be made to forget again: one file of JSON
 * lines for each library, each line chained to the one before it and on the disk before `append` answers. After a kill
 * a step may stand in it twice; whoever replays it takes that for one.
 */
export class ErasureLedger extends ErasureLedgerFiles {
  constructor(
    private readonly pool: Pool,
    directory: string,
  ) {
    super(directory);
  }

  /** Appends a step and gives the new head. @throws BrokenErasureLedger */
  async append(libraryId: string, step: ErasureStep): Promise<LedgerHead> {
    return this.inTurn(libraryId, async (scope) => this.enter(scope, step, await lockHead(scope)));
  }

  /**
   * Appends a step unless `settle` finds that nobody owes it any more; what `settle` notes is kept with the line. A kill
   * before that is kept may have left the line on the disk: it is owed still, and stands there twice.
   */
  async appendOwed(libraryId: string, step: ErasureStep, settle: (scope: Scope) => Promise<boolean>) {
    await this.inTurn(libraryId, async (scope) => {
      const [isOwed, known] = await Promise.all([settle(scope), lockHead(scope)]);
      if (isOwed) await this.enter(scope, step, known);
    });
  }

  /** The last entry that the database knows of. */
  async known(libraryId: string): Promise<LedgerHead> {
    return inScope(this.pool, libraryId, async (scope) => {
      const { rows } = await scope.tell<LedgerHead>({
        text: `select seq::float8 as seq, encode(hash, 'hex') as hash from erasure_ledger_head where library_id = $1`,
        values: [libraryId],
      });
      return rows[0] ?? { seq: 0, hash: '0'.repeat(64) };
    });
  }

  /** Lets the database know the ledger as far as it goes: after a replay, which brings it there. */
  async catchUp(libraryId: string, now: Date): Promise<void> {
    const { seq, hash } = await this.head(libraryId);
    await inScope(this.pool, libraryId, async (scope) => {
      await lockHead(scope);
      await scope.tell({
        text: 'update erasure_ledger_head set seq = $2, hash = $3, at = $4 where library_id = $1 and seq < $2',
        values: [libraryId, seq, Buffer.from(hash, 'hex'), now],
      });
    });
  }

  private async inTurn<T>(libraryId: string, work: (scope: Scope) => Promise<T>): Promise<T> {
    return inScope(this.pool, libraryId, async (scope) => {
      // The file is the truth, and on the disk: what a crash loses of the database's mark only sets it back.
      const set = scope.tell({ text: 'set local synchronous_commit = off' });
      const [result] = await Promise.all([work(scope), set]);
      return result;
    });
  }

  /** Writes a line as the transaction's last act, which has locked the head: a few milliseconds in which others wait. */
  private async enter(scope: Scope, step: ErasureStep, known: number): Promise<LedgerHead> {
    const { libraryId } = scope;
    const head = await this.write(libraryId, step, known);
    await scope.commitWith([
      {
        name: 'erasure_ledger_head_move',
        text: 'update erasure_ledger_head set seq = $2, hash = $3, at = $4 where library_id = $1',
        values: [libraryId, head.seq, Buffer.from(head.hash, 'hex'), step.at],
      },
    ]);
    return head;
  }

  private async opened(libraryId: string): Promise<FileHandle> {
    const path = this.pathOf(libraryId);
    const file = await open(path, 'a+', 0o600).catch(unless('ENOENT'));
    if (file) return file;
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    return open(path, 'a+', 0o600);
  }

  private async write(libraryId: string, { at, ...step }: ErasureStep, known: number): Promise<LedgerHead> {
    const file = await this.opened(libraryId);
    try {
      const { last, end, size } = await tailOf(file);
      if (end < size) await file.truncate(end);
      if (last.seq < known)
        throw new BrokenErasureLedger(
          `The erasure ledger ends at ${last.seq}; the database knows ${known} entries.`,
        );
      const content = { seq: last.seq + 1, libraryId, ...step, at: at.toISOString(), previous: last.hash };
      const entry = { ...content, hash: hashOf(content, last.hash) };
      await file.appendFile(`${JSON.stringify(entry)}\n`);
      await file.sync();
      if (last.seq === 0) await syncDirectory(this.directory);
      return { seq: entry.seq, hash: entry.hash };
    } finally {
      await file.close();
    }
  }
}

/** A row lock, because a lock file would outlive a killed process. Gives the number of the last line that is known of. */
async function lockHead(scope: Scope): Promise<number> {
  const known = await lockedHead(scope);
  if (known !== null) return known;
  await scope.tell({
    text: `insert into erasure_ledger_head (library_id, seq, hash, at) values ($1, 0, $2, now()) on conflict (library_id) do nothing`,
    values: [scope.libraryId, Buffer.alloc(32)],
  });
  return (await lockedHead(scope)) ?? 0;
}

async function lockedHead(scope: Scope): Promise<number | null> {
  const { rows } = await scope.tell<{ seq: string }>({
    name: 'erasure_ledger_head_lock',
    text: 'select seq from erasure_ledger_head where library_id = $1 for update',
    values: [scope.libraryId],
  });
  return rows[0] ? Number(rows[0].seq) : null;
}
