import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import { allLogs, type LogRow } from './logs.js';
import { TILE_WIDTH } from './merkle.js';
import { bundleOf, leavesOf } from './published-log.js';

const AT_ONCE = 1_000;

/** A whole log as lines, for whoever verifies it offline: docs/ledger.md, Exports. It names nobody. */
export class LogExport {
  constructor(private readonly pool: Pool) {}

  /** Every generation, in order. `told` hears how many entries of how many are written. */
  async *lines(libraryId: string, told: (done: number, of: number) => void = () => undefined) {
    const logs = await inScope(this.pool, libraryId, (scope) => allLogs(scope));
    const of = logs.reduce((sum, log) => sum + log.size, 0);
    let done = 0;
    for (const log of logs) {
      const { generation, origin, key } = log;
      yield line({ format: 'carrel-log/1', library: libraryId, origin, generation, key });
      yield* this.checkpoints(libraryId, log);
      yield* this.timeStamps(libraryId, log);
      for (let from = 0; from < log.size; from += TILE_WIDTH) {
        yield* await this.bundle(libraryId, log, from);
        told((done += Math.min(TILE_WIDTH, log.size - from)), of);
      }
      yield* this.upperTiles(libraryId, log);
      yield line({ end: log.size });
    }
  }

  private async *checkpoints(libraryId: string, { generation, size }: LogRow) {
    let after = -1;
    for (;;) {
      const notes = await this.ask<{ note: string; size: number }>(
        libraryId,
        `select note, size::float8 as size from ledger_checkpoint
         where library_id = $1 and generation = $2 and size > $3 and size <= $4 order by size limit ${AT_ONCE}`,
        [generation, after, size],
      );
      for (const { note } of notes) yield line({ checkpoint: note });
      if (notes.length < AT_ONCE) return;
      after = notes.at(-1)?.size ?? size;
    }
  }

  /** What authorities signed over checkpoints of the generation; one a day as a rule, so that all fit in memory. */
  private async *timeStamps(libraryId: string, { generation, size }: LogRow) {
    const stamps = await this.ask<{ token: Buffer; size: number; at: Date }>(
      libraryId,
      `select token, size::float8 as size, at from ledger_anchor
       where library_id = $1 and generation = $2 and size <= $3 and kind = 'time-stamp' order by size, at, id`,
      [generation, size],
    );
    for (const stamp of stamps)
      yield line({ 'time-stamp': stamp.token.toString('base64'), size: stamp.size, at: stamp.at });
  }

  /** One bundle with its tile of level 0, as far as the log reached when the export began. */
  private bundle(libraryId: string, { generation, size }: LogRow, from: number): Promise<string[]> {
    return inScope(this.pool, libraryId, async (scope) => {
      const count = Math.min(TILE_WIDTH, size - from);
      const leaves = await leavesOf(scope, generation, from, count);
      const position = from / TILE_WIDTH;
      const { rows } = await scope.tell<{ hashes: Buffer }>({
        name: 'ledger_tile_bottom',
        text: `select substr(hashes, 1, $4 * 32) as hashes from ledger_tile
               where library_id = $1 and generation = $2 and level = 0 and position = $3`,
        values: [libraryId, generation, position, count],
      });
      return [
        line({ entries: from, bundle: bundleOf(leaves).toString('base64') }),
        ...rows.map(({ hashes }) => line({ tile: [0, position], hashes: hashes.toString('base64') })),
      ];
    });
  }

  private async *upperTiles(libraryId: string, { generation, size }: LogRow) {
    for (let level = 1, count = Math.floor(size / TILE_WIDTH); count > 0; level += 1) {
      for (let position = 0; position * TILE_WIDTH < count; position += AT_ONCE) {
        const tiles = await this.ask<{ hashes: Buffer; position: number }>(
          libraryId,
          `select position::float8 as position, hashes from ledger_tile
           where library_id = $1 and generation = $2 and level = $3 and position >= $4 and position < $5 order by position`,
          [generation, level, position, position + AT_ONCE],
        );
        for (const tile of tiles) {
          const width = Math.min(TILE_WIDTH, count - tile.position * TILE_WIDTH);
          if (width > 0)
            yield line({
              tile: [level, tile.position],
              hashes: tile.hashes.subarray(0, width * 32).toString('base64'),
            });
        }
      }
      count = Math.floor(count / TILE_WIDTH);
    }
  }

  private ask<R extends object>(libraryId: string, text: string, values: unknown[]): Promise<R[]> {
    return inScope(this.pool, libraryId, async (scope) => {
      const { rows } = await scope.tell<R & Record<string, unknown>>({
        text,
        values: [libraryId, ...values],
      });
      return rows;
    });
  }
}

function line(content: object): string {
  return `${JSON.stringify(content)}\n`;
}
