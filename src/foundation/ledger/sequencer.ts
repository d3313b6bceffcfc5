import type { Pool } from 'pg';
import { inScope, type Scope } from '../database/scope.js';
import { entryIdText, openLeaf, payloadOf } from '../leaves/leaf.js';
import { countSequenced } from '../metrics/metrics.js';
import type { LogKeys } from './log-keys.js';
import { beginLog, BrokenLog, fetchTiles, openLog, type LogRow } from './logs.js';
import { edgeOf, grow, keyOf, leafHash, rootOf, type Tiles } from './merkle.js';
import { checkpointText, headOf } from './note.js';
import type { PublishedHeads } from './published-heads.js';

/** How many entries are numbered in one transaction. */
export const BATCH = 1_000;

/** The database knows less of a log than was published: it was restored from a backup. */
export class LogBehind extends Error {
  override name = 'LogBehind';
}

interface Waiting {
  id: string;
  leaf: Buffer;
}

/**
 * Numbers the entries that facts have left and signs what comes of it. Any number of instances may run it at once: the
 * log's row is locked, and whoever does not get it comes again. A kill at any point leaves the batch waiting, whole.
 */
export class Sequencer {
  constructor(
    private readonly pool: Pool,
    private readonly keys: LogKeys,
    private readonly heads: PublishedHeads,
    /** The deployment's name, which begins the origin of every log. */
    private readonly deployment: string,
  ) {}

  /**
   * Numbers one batch of a library's entries; null where another instance is at it.
   * @returns how many were numbered
   * @throws LogBehind after a restore, BrokenLog when tiles do not fit what was signed
   */
  async run(libraryId: string, now: Date): Promise<number | null> {
    const published = await this.heads.read(libraryId);
    const done = await inScope(this.pool, libraryId, async (scope) => {
      const log =
        (await openLog(scope, true)) ??
        (await beginLog(scope, this.keys, `${this.deployment}/${libraryId}`, 1));
      if (!log) return null;
      this.refuseFork(log, published);
      const waiting = await waitingIn(scope);
      if (!waiting.length) return { count: 0, note: null };
      return { count: waiting.length, note: await this.append(scope, log, waiting, now) };
    });
    if (done?.note) await this.heads.write(libraryId, done.note);
    if (done?.count) countSequenced(done.count);
    return done?.count ?? null;
  }

  /** Numbers all that waits, batch by batch. */
  async runAll(libraryId: string, now: Date): Promise<number> {
    let all = 0;
    for (;;) {
      const count = await this.run(libraryId, now);
      all += count ?? 0;
      if (count === null || count < BATCH) return all;
    }
  }

  /**
   * Ends the generation that a restored database cannot continue and begins the next, whose first entry holds the last
   * checkpoint that was published. Gives the new origin.
   * @throws BrokenLog when `previous` is no checkpoint of this library's log, or another instance is at it
   */
  async beginGeneration(libraryId: string, previous: string, now: Date): Promise<string> {
    const origin = await inScope(this.pool, libraryId, async (scope) => {
      const log =
        (await openLog(scope, true)) ??
        (await beginLog(scope, this.keys, `${this.deployment}/${libraryId}`, 1));
      if (!log)
        throw new BrokenLog('There is no log here that could end, or another instance is at it: try again.');
      const last = this.publishedBy(log.origin, previous);
      if (!last) throw new BrokenLog(`This is no checkpoint of the log that ${log.origin} belongs to.`);
      await scope.tell({
        text: 'update ledger_log set ended_at = $3 where library_id = $1 and generation = $2',
        values: [libraryId, log.generation, now],
      });
      const next = await beginLog(
        scope,
        this.keys,
        nameOf(log.origin),
        Math.max(log.generation, last.generation) + 1,
      );
      if (!next) throw new BrokenLog('The next generation is there already.');
      // Before whatever waits, so that it has the number 0.
      const { entryId, bytes } = openLeaf(payloadOf('generation', libraryId, { previous }));
      await scope.tell({
        text: `insert into ledger_entry (library_id, id, leaf, queued_at) values ($1, $2, $3, '-infinity')`,
        values: [libraryId, entryIdText(entryId), bytes],
      });
      return next.origin;
    });
    await this.runAll(libraryId, now);
    return origin;
  }

  private async append(scope: Scope, log: LogRow, waiting: Waiting[], now: Date): Promise<string> {
    const { libraryId } = scope;
    const { generation, origin } = log;
    const signer = this.keys.signerOf(origin);
    if (signer.key !== log.key)
      throw new BrokenLog(`The key at hand is not the one that ${origin} was begun with.`);
    const edge = await fetchTiles(
      scope,
      generation,
      edgeOf(log.size).filter(({ width }) => width > 0),
    );
    const changed = grow(
      log.size,
      waiting.map(({ leaf }) => leafHash(leaf)),
      edge,
    );
    const size = log.size + waiting.length;
    const tiles: Tiles = (place) => changed.get(keyOf(place))?.hashes ?? edge(place);
    const note = signer.sign(checkpointText({ origin, size, root: rootOf(size, tiles) }));
    const { rowCount } = await scope.tell({
      name: 'ledger_number',
      text: `update ledger_entry e set generation = $2, seq = v.seq
             from unnest($3::uuid[], $4::bigint[]) as v(id, seq)
             where e.library_id = $1 and e.id = v.id and e.seq is null`,
      values: [libraryId, generation, waiting.map(({ id }) => id), waiting.map((_, i) => log.size + i)],
    });
    if (rowCount !== waiting.length) throw new BrokenLog('Entries were numbered by somebody else.');
    await this.keep(scope, log, { size, note, now, changed: [...changed.values()] });
    return note;
  }

  /** The last statements of a batch, in one flight with its commit. */
  private async keep(
    scope: Scope,
    { generation }: LogRow,
    made: {
      size: number;
      note: string;
      now: Date;
      changed: { level: number; position: number; hashes: Buffer }[];
    },
  ): Promise<void> {
    const { libraryId } = scope;
    const { size, note, now, changed } = made;
    await scope.commitWith([
      {
        name: 'ledger_tiles_keep',
        text: `insert into ledger_tile (library_id, generation, level, position, hashes)
               select $1, $2, * from unnest($3::int[], $4::bigint[], $5::bytea[])
               on conflict (library_id, generation, level, position) do update set hashes = excluded.hashes`,
        values: [
          libraryId,
          generation,
          changed.map((tile) => tile.level),
          changed.map((tile) => tile.position),
          changed.map((tile) => tile.hashes),
        ],
      },
      {
        name: 'ledger_checkpoint_keep',
        text: `insert into ledger_checkpoint (library_id, generation, size, note, signed_at) values ($1, $2, $3, $4, $5)`,
        values: [libraryId, generation, size, note, now],
      },
      {
        name: 'ledger_log_grow',
        text: 'update ledger_log set size = $3 where library_id = $1 and generation = $2',
        values: [libraryId, generation, size],
      },
    ]);
  }

  private refuseFork(log: LogRow, published: string | null) {
    if (published === null) return;
    const last = this.publishedBy(log.origin, published);
    if (
      last &&
      (last.generation < log.generation || (last.generation === log.generation && last.size <= log.size))
    )
      return;
    throw new LogBehind(
      `The log ${log.origin} has ${log.size} entries here and more were published: the database was restored from a ` +
        'backup. Run carrel ledger new-generation.',
    );
  }

  /** The size and generation of a checkpoint of the same library's log, or null for what is none. */
  private publishedBy(origin: string, note: string): { generation: number; size: number } | null {
    const signedBy = note.slice(0, note.indexOf('\n'));
    const generation = Number(signedBy.slice(nameOf(signedBy).length + 1));
    if (nameOf(signedBy) !== nameOf(origin) || !(generation >= 1)) return null;
    const head = headOf(this.keys.signerOf(signedBy).textOf(note) ?? '');
    return head && { generation, size: head.size };
  }
}

/** An origin without its generation. */
function nameOf(origin: string): string {
  return origin.slice(0, origin.lastIndexOf('/'));
}

async function waitingIn(scope: Scope): Promise<Waiting[]> {
  const { rows } = await scope.tell<Waiting>({
    name: 'ledger_waiting',
    text: `select id, leaf from ledger_entry where library_id = $1 and seq is null order by queued_at, id limit ${BATCH}`,
    values: [scope.libraryId],
  });
  return rows;
}
