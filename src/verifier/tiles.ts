import { TILE_WIDTH } from './bundle.js';
import { joined } from './bytes.js';
import { listAt, wholeNumber } from './fields.js';
import { bytesAt, type LogLine } from './log-line.js';
import { HASH_BYTES } from './primitives.js';
import { Refusal } from './refusal.js';

/** A tile as it was stored. */
export interface Tile {
  level: number;
  index: number;
  width: number;
  hashes: Uint8Array;
}

export function tileIn(line: LogLine): Tile {
  const place = listAt(line.fields, 'tile');
  const level = wholeNumber(place[0], 'tile/0');
  const index = wholeNumber(place[1], 'tile/1');
  if (place.length !== 2) throw new Refusal('notTile');
  const hashes = bytesAt(line, 'hashes');
  const width = hashes.length / HASH_BYTES;
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new Refusal('notTile');
  return { level, index, width, hashes };
}

/** Which hash of a tile is the first that is not the computed one; -1 when all are. */
export function firstDifference(stored: Uint8Array, computed: Uint8Array): number {
  // Four bytes at once, while nothing differs: tiles are a third of an export.
  const [a, b] = [stored, computed].map(({ buffer, byteOffset, byteLength }) =>
    byteOffset % 4 ? undefined : new Uint32Array(buffer, byteOffset, Math.floor(byteLength / 4)),
  );
  let at = 0;
  if (a && b) while (at < stored.length && a[at / 4] === b[at / 4]) at += 4;
  for (; at < stored.length; at += 1) if (stored[at] !== computed[at]) return Math.floor(at / HASH_BYTES);
  return -1;
}

/** The rows of tiles above level 0, as computed from the entries, against which those of the file are held. */
export class UpperTiles {
  private readonly rows: Uint8Array[][] = [];
  private readonly seen = new Set<string>();

  /** Takes the next hash of a level, from 1 up. */
  add(level: number, hash: Uint8Array): void {
    (this.rows[level - 1] ??= []).push(hash);
  }

  /** @param covered - size of the last checkpoint: tiles may end there, as they were stored with it. */
  check(tile: Tile, covered: number): void {
    const { level, index, width } = tile;
    const name = `${level}/${index}`;
    if (this.seen.has(name)) throw new Refusal('tileTwice');
    this.seen.add(name);
    const row = this.rows[level - 1] ?? [];
    const widths = [row.length, Math.floor(covered / TILE_WIDTH ** level)].map((end) => widthOf(index, end));
    if (!widths.includes(width)) throw new Refusal('tileWidth', { found: width, expected: widths[0] ?? 0 });
    const computed = joined(...row.slice(index * TILE_WIDTH, index * TILE_WIDTH + width));
    const place = firstDifference(tile.hashes, computed);
    if (place < 0) return;
    const entries = TILE_WIDTH ** level;
    const first = (index * TILE_WIDTH + place) * entries;
    throw new Refusal('upperTileChanged', { place, first, last: first + entries - 1 });
  }

  /** @throws {Refusal} that names the first tile that a log of `covered` entries has, and the file has not. */
  checkComplete(covered: number): void {
    for (let level = 1; TILE_WIDTH ** level <= covered; level += 1)
      for (let index = 0; index * TILE_WIDTH ** (level + 1) + TILE_WIDTH ** level <= covered; index += 1)
        if (!this.seen.has(`${level}/${index}`))
          throw new Refusal('tileMissing', {}, { tile: `${level}/${index}` });
  }
}

function widthOf(index: number, hashes: number): number {
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH));
}
