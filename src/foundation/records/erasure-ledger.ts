import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { inScope, isLibraryId, NotALibrary, type Scope } from '../database/scope.js';
import { syncDirectory, unless } from '../encryption/durable-file.js';

/** One step of one erasure: ids, a step and an instant, never a name. */
export interface ErasureStep {
  erasureId: string;
  subjectId: string;
  step: string;
  /** Ids of the keys that die, in hexadecimal. */
  kids: string[];
  at: Date;
}

/** A line of the ledger. `hash` is SHA-256 over the line before it and this one's content. */
export interface LedgerEntry extends Omit<ErasureStep, 'at'> {
  seq: number;
  libraryId: string;
  at: string;
  previous: string;
  hash: string;
}

export interface LedgerHead {
  seq: number;
  hash: string;
}

/** The ledger on disk is shorter than the database knows, or a line does not follow the one before it. */
export class BrokenErasureLedger extends Error {
  override name = 'BrokenErasureLedger';
}

const START: LedgerHead = { seq: 0, hash: '0'.repeat(64) };
const TAIL_BYTES = 65_536;

/**
 * What was erased, kept outside the database so that a restored backup can be made to forget again: one file of JSON
 * lines for each library, each line chained to the one before it and on the disk before `append` answers. After a kill
 * a step may stand in it twice; whoever replays it takes that for one.
 */
export class ErasureLedger {
  constructor(
    private readonly pool: Pool,
    private readonly directory: string,
  ) {}

  /** Appends a step and gives the new head. @throws BrokenErasureLedger */
  async append(libraryId: string, step: ErasureStep): Promise<LedgerHead> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    return inScope(this.pool, libraryId, async (scope) => {
      // A row lock, because a lock file would outlive a killed process. One line takes a few milliseconds.
      const known = await lockHead(scope);
      const head = await this.write(libraryId, step, known);
      await scope.tell({
        text: 'update erasure_ledger_head set seq = $2, hash = $3, at = $4 where library_id = $1',
        values: [libraryId, head.seq, Buffer.from(head.hash, 'hex'), step.at],
      });
      return head;
    });
  }

  /** The last entry, which a restore has to reach; `seq` 0 where nothing was ever erased. */
  async head(libraryId: string): Promise<LedgerHead> {
    let head = START;
    for await (const { seq, hash } of this.entries(libraryId)) head = { seq, hash };
    return head;
  }

  /** Every entry from the first. @throws BrokenErasureLedger at a line that was changed or does not follow */
  async *entries(libraryId: string): AsyncGenerator<LedgerEntry> {
    const file = await open(this.pathOf(libraryId), 'r').catch(unless('ENOENT'));
    if (!file) return;
    let before = START;
    try {
      for await (const line of file.readLines({ autoClose: false })) {
        const entry = read(line);
        if (!entry) return; // the last line was being written when the process died
        if (entry.seq !== before.seq + 1 || entry.hash !== hashOf(entry, before.hash))
          throw new BrokenErasureLedger(`Line ${before.seq + 1} of the erasure ledger does not follow.`);
        before = entry;
        yield entry;
      }
    } finally {
      await file.close();
    }
  }

  private async write(libraryId: string, { at, ...step }: ErasureStep, known: number): Promise<LedgerHead> {
    const file = await open(this.pathOf(libraryId), 'a+', 0o600);
    try {
      const last = await lastWhole(file);
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

  private pathOf(libraryId: string): string {
    if (!isLibraryId(libraryId)) throw new NotALibrary();
    return join(this.directory, `${libraryId}.jsonl`);
  }
}

async function lockHead(scope: Scope): Promise<number> {
  await scope.tell({
    text: `insert into erasure_ledger_head (library_id, seq, hash, at) values ($1, 0, $2, now()) on conflict (library_id) do nothing`,
    values: [scope.libraryId, Buffer.alloc(32)],
  });
  const { rows } = await scope.tell<{ seq: string }>({
    text: 'select seq from erasure_ledger_head where library_id = $1 for update',
    values: [scope.libraryId],
  });
  return Number(rows[0]?.seq ?? 0);
}

/** The last line that was written whole; what follows it was never answered for and is cut off. */
async function lastWhole(file: FileHandle): Promise<LedgerHead> {
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const tail = buffer.toString('utf8', 0, bytesRead);
  const end = tail.lastIndexOf('\n') + 1;
  if (end < tail.length) await file.truncate(start + Buffer.byteLength(tail.slice(0, end)));
  const line = tail.slice(0, end).trimEnd().split('\n').at(-1) ?? '';
  if (!line) return START;
  const entry = read(line);
  if (!entry) throw new BrokenErasureLedger('The last line of the erasure ledger cannot be read.');
  return entry;
}

function read(line: string): LedgerEntry | undefined {
  try {
    return JSON.parse(line) as LedgerEntry;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function hashOf(entry: Omit<LedgerEntry, 'hash'>, previous: string): string {
  const { seq, libraryId, erasureId, subjectId, step, kids, at } = entry;
  const content = JSON.stringify([previous, seq, libraryId, erasureId, subjectId, step, kids, at]);
  return createHash('sha256').update(content).digest('hex');
}
