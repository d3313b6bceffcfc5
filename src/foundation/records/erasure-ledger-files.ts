import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isLibraryId, NotALibrary } from '../database/scope.js';
import { unless } from '../encryption/durable-file.js';

/** One step of one erasure: ids, a step and an instant, never a name. */
export interface ErasureStep {
  erasureId: string;
  subjectId: string;
  step: string;
  /** Ids of the keys that die, in hexadecimal. */
  kids: string[];
  at: Date;
}

/** Steps before anything is erased: that an erasure waits, by who asked for it, and that it was taken back. */
export const WAITS = { reader: 'waits', library: 'waits_for_library', retention: 'waits_for_retention' };
export const TAKEN_BACK = 'taken_back';

/** Whether an entry tells of somebody who lives: nothing of theirs goes before a later one. */
export function isBeforeErasure({ step }: Pick<ErasureStep, 'step'>): boolean {
  return step === TAKEN_BACK || Object.values(WAITS).includes(step);
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

/** The files of an erasure ledger as they lie on the disk, for whoever reads them without a database. */
export class ErasureLedgerFiles {
  constructor(protected readonly directory: string) {}

  /** The last entry, which a restore has to reach; `seq` 0 where nothing was ever erased. */
  async head(libraryId: string): Promise<LedgerHead> {
    const file = await open(this.pathOf(libraryId), 'r').catch(unless('ENOENT'));
    if (!file) return START;
    try {
      const { seq, hash } = (await tailOf(file)).last;
      return { seq, hash };
    } finally {
      await file.close();
    }
  }

  /** Whether the ledger still holds an entry that somebody knew of. @throws BrokenErasureLedger */
  async holds(libraryId: string, known: LedgerHead): Promise<boolean> {
    if (known.seq === 0) return true;
    for await (const { seq, hash } of this.entries(libraryId))
      if (seq === known.seq) return hash === known.hash;
    return false;
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

  protected pathOf(libraryId: string): string {
    if (!isLibraryId(libraryId)) throw new NotALibrary();
    return join(this.directory, `${libraryId}.jsonl`);
  }
}

/** The last line that was written whole, and where it ends: what follows it was never answered for. */
export async function tailOf(file: FileHandle): Promise<{ last: LedgerHead; end: number; size: number }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const tail = buffer.subarray(0, bytesRead);
  const end = tail.lastIndexOf(10) + 1;
  const line = tail.toString('utf8', 0, end).trimEnd().split('\n').at(-1) ?? '';
  if (!line) return { last: START, end: start + end, size };
  const last = read(line);
  if (!last) throw new BrokenErasureLedger('The last line of the erasure ledger cannot be read.');
  return { last, end: start + end, size };
}

function read(line: string): LedgerEntry | undefined {
  try {
    return JSON.parse(line) as LedgerEntry;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** SHA-256 over the line before and an entry's content, in hexadecimal. */
export function hashOf(entry: Omit<LedgerEntry, 'hash'>, previous: string): string {
  const { seq, libraryId, erasureId, subjectId, step, kids, at } = entry;
  const content = JSON.stringify([previous, seq, libraryId, erasureId, subjectId, step, kids, at]);
  return createHash('sha256').update(content).digest('hex');
}
