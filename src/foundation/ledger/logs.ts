import type { Scope } from '../database/scope.js';
import type { LogKeys } from './log-keys.js';
import { keyOf, type Place, type Tiles } from './merkle.js';

/** A log as its row says. */
export interface LogRow {
  generation: number;
  origin: string;
  key: string;
  size: number;
  anchored: number;
}

/** A published checkpoint. */
export interface Published {
  generation: number;
  size: number;
  note: string;
}

const LOG = `generation, origin, key, size::float8 as size, anchored::float8 as anchored`;

/** The log that goes on. `lock` waits for nobody: null where another instance has it, or where there is none. */
export async function openLog(scope: Scope, lock = false): Promise<LogRow | null> {
  const { rows } = await scope.tell<LogRow>({
    name: lock ? 'ledger_log_lock' : 'ledger_log',
    text: `select ${LOG} from ledger_log where library_id = $1 and ended_at is null ${lock ? 'for update skip locked' : ''}`,
    values: [scope.libraryId],
  });
  return rows[0] ?? null;
}

/** Begins a generation of the log of this name; null where somebody else has begun it meanwhile. */
export async function beginLog(
  scope: Scope,
  keys: LogKeys,
  name: string,
  generation: number,
): Promise<LogRow | null> {
  const origin = `${name}/${generation}`;
  const { key } = keys.signerOf(origin);
  const { rowCount } = await scope.tell({
    text: `insert into ledger_log (library_id, generation, origin, key) values ($1, $2, $3, $4) on conflict do nothing`,
    values: [scope.libraryId, generation, origin, key],
  });
  return rowCount ? { generation, origin, key, size: 0, anchored: 0 } : null;
}

/** Every generation of a library's log, the first one first. */
export async function allLogs(scope: Scope): Promise<LogRow[]> {
  const { rows } = await scope.tell<LogRow>({
    text: `select ${LOG} from ledger_log where library_id = $1 order by generation`,
    values: [scope.libraryId],
  });
  return rows;
}

/** Fetches tiles in one statement. @throws Error from the tiles when one is asked that is not there */
export async function fetchTiles(scope: Scope, generation: number, places: Place[]): Promise<Tiles> {
  const { rows } = places.length
    ? await scope.tell<Place & { hashes: Buffer }>({
        name: 'ledger_tiles',
        text: `select t.level, t.position::float8 as position, t.hashes
               from ledger_tile t join unnest($3::int[], $4::bigint[]) as p(level, position)
                 on t.level = p.level and t.position = p.position
               where t.library_id = $1 and t.generation = $2`,
        values: [
          scope.libraryId,
          generation,
          places.map((place) => place.level),
          places.map((place) => place.position),
        ],
      })
    : { rows: [] };
  const found = new Map(rows.map((row) => [keyOf(row), row.hashes]));
  return (place) => {
    const hashes = found.get(keyOf(place));
    if (!hashes) throw new BrokenLog(`tile ${keyOf(place)} is missing`);
    return hashes;
  };
}

/** The latest checkpoint of a generation that covers at least `size` entries, or null. */
export async function latestCheckpoint(
  scope: Scope,
  generation: number,
  size = 0,
): Promise<Published | null> {
  const { rows } = await scope.tell<Published>({
    name: 'ledger_checkpoint_latest',
    text: `select generation, size::float8 as size, note from ledger_checkpoint
           where library_id = $1 and generation = $2 and size >= $3 order by size desc limit 1`,
    values: [scope.libraryId, generation, size],
  });
  return rows[0] ?? null;
}

/** The stored log is not the one that was signed. */
export class BrokenLog extends Error {
  override name = 'BrokenLog';
}
