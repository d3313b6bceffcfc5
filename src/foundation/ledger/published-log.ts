import type { Pool } from 'pg';
import { inScope, type Scope } from '../database/scope.js';
import { notFound } from '../http/problem.js';
import { allLogs, latestCheckpoint, type LogRow } from './logs.js';
import { TILE_WIDTH, type Place } from './merkle.js';

const HASH_BYTES = 32;

/** What everybody may read of a log: keys, checkpoints, tiles and entries (C2SP tlog-tiles). */
export class PublishedLog {
  constructor(private readonly pool: Pool) {}

  /** Every generation with its verifier key and its latest checkpoint, the first one first. */
  async generations(libraryId: string) {
    return inScope(this.pool, libraryId, async (scope) => {
      const found = [];
      for (const { generation, origin, key, size } of await allLogs(scope)) {
        const checkpoint = (await latestCheckpoint(scope, generation))?.note ?? null;
        found.push({ generation, origin, key, size, checkpoint });
      }
      return found;
    });
  }

  /** The generation asked for, or the one that goes on. @throws 404 */
  async log<T>(
    libraryId: string,
    generation: number | undefined,
    read: (scope: Scope, log: LogRow) => Promise<T>,
  ): Promise<T> {
    return inScope(this.pool, libraryId, async (scope) => {
      const logs = await allLogs(scope);
      const log = generation === undefined ? logs.at(-1) : logs.find((one) => one.generation === generation);
      if (!log) throw notFound();
      return read(scope, log);
    });
  }

  /** The latest signed tree head. @throws 404 before the first */
  async checkpoint(libraryId: string, generation?: number): Promise<string> {
    return this.log(libraryId, generation, async (scope, log) => {
      const found = await latestCheckpoint(scope, log.generation);
      if (!found) throw notFound();
      return found.note;
    });
  }

  /** The first `width` hashes of a tile, or all 256. @throws 404 for more than was published */
  async tile(libraryId: string, place: Place, width: number, generation?: number): Promise<Buffer> {
    return this.log(libraryId, generation, async (scope, log) => {
      const { rows } = await scope.tell<{ hashes: Buffer }>({
        text: `select hashes from ledger_tile where library_id = $1 and generation = $2 and level = $3 and position = $4`,
        values: [libraryId, log.generation, place.level, place.position],
      });
      const hashes = rows[0]?.hashes;
      if (!hashes || hashes.length < width * HASH_BYTES) throw notFound();
      return hashes.subarray(0, width * HASH_BYTES);
    });
  }

  /** A bundle of entries, each with its length before it. @throws 404 for more than was published */
  async bundle(libraryId: string, position: number, width: number, generation?: number): Promise<Buffer> {
    return this.log(libraryId, generation, async (scope, log) => {
      const leaves = await leavesOf(scope, log.generation, position * TILE_WIDTH, width);
      if (leaves.length < width) throw notFound();
      return bundleOf(leaves);
    });
  }
}

/** Entries of a log from a number on, in order. */
export async function leavesOf(
  scope: Scope,
  generation: number,
  from: number,
  count: number,
): Promise<Buffer[]> {
  const { rows } = await scope.tell<{ leaf: Buffer }>({
    name: 'ledger_leaves',
    text: `select leaf from ledger_entry
           where library_id = $1 and generation = $2 and seq >= $3 and seq < $4 order by seq`,
    values: [scope.libraryId, generation, from, from + count],
  });
  return rows.map((row) => row.leaf);
}

/** Entries as a bundle holds them. */
export function bundleOf(leaves: Buffer[]): Buffer {
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );
}
