import { TILE_WIDTH, bundleIn, type Bundle, type OpenEntry } from './bundle.js';
import { isSame } from './bytes.js';
import { checkpointSignedBy, uncheckedCheckpoint } from './checkpoint.js';
import { exactly, numberAt, textAt } from './fields.js';
import { GrowingTree } from './growing-tree.js';
import { Heads, inOrder, type Head } from './heads.js';
import type { JsonObject } from './json.js';
import type { LogHeader } from './log-header.js';
import { bytesAt, type LogLine } from './log-line.js';
import { HASH_BYTES, type Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import { TimeStamps } from './time-stamps.js';
import { firstDifference, tileIn, UpperTiles, type Tile } from './tiles.js';
import { UsedIds } from './used-ids.js';

/** More entries than a sequencer takes at once must not stand without a checkpoint. */
const MOST_NOT_PROMISED = 1_000;
const MOST_ENTRIES = 2 ** 31;

/** One generation of an exported log, held line by line against what its checkpoints promise. */
export class GenerationCheck {
  readonly checkpoints: Head[] = [];
  tiles = 0;
  private isEnded = false;
  private heads: Heads | undefined;
  private bundle: Bundle | undefined;
  private readonly ids = new UsedIds();
  private readonly upper = new UpperTiles();
  private readonly tree: GrowingTree;
  readonly stamps: TimeStamps;

  constructor(
    private readonly primitives: Primitives,
    readonly header: LogHeader,
    private readonly anchored: readonly Head[],
    private readonly open: OpenEntry,
  ) {
    this.stamps = new TimeStamps(primitives);
    this.tree = new GrowingTree(primitives, (level, hash) => this.upper.add(level, hash));
  }

  hasEnded(): boolean {
    return this.isEnded;
  }

  /** Entries up to now. */
  get entries(): number {
    return this.tree.size + (this.bundle?.count ?? 0);
  }

  /** Entries that the last checkpoint promises. */
  get covered(): number {
    return this.checkpoints.at(-1)?.size ?? 0;
  }

  /** States that were signed and are beyond the last entry. */
  get ahead(): readonly Head[] {
    return this.heads?.allAhead ?? [];
  }

  take(line: LogLine): void {
    const { fields } = line;
    if (fields.has('checkpoint')) this.checkpoint(fields);
    else if (fields.has('time-stamp')) this.timeStamp(fields);
    else if (fields.has('entries')) this.entriesLine(line);
    else if (fields.has('tile')) this.tile(line);
    else if (fields.has('end')) this.end(fields);
    else throw new Refusal('notLine');
  }

  private checkpoint(line: JsonObject) {
    if (this.heads) throw new Refusal('checkpointLate');
    exactly(line, ['checkpoint']);
    const note = textAt(line, 'checkpoint');
    const unchecked = uncheckedCheckpoint(note);
    within({ checkpoint: unchecked.size }, () => {
      const { size, root } = checkpointSignedBy(this.primitives, this.header.key, unchecked);
      if (this.checkpoints.length && size <= this.covered)
        throw new Refusal('checkpointOrder', { before: this.covered });
      this.checkpoints.push({ size, root });
      this.stamps.add(size, note);
    });
  }

  private timeStamp(line: JsonObject) {
    if (this.heads) throw new Refusal('stampLate');
    this.stamps.check(line);
  }

  private entriesLine(line: LogLine) {
    const first = numberAt(exactly(line.fields, ['entries', 'bundle']), 'entries');
    this.absorb();
    if (first !== this.tree.size) throw new Refusal('notNext', { found: first, expected: this.tree.size });
    if (first % TILE_WIDTH) throw new Refusal('notFull', { first: first - (first % TILE_WIDTH) });
    const bytes = bytesAt(line, 'bundle');
    this.bundle = bundleIn(this.primitives, { first, bytes, ids: this.ids }, this.open);
    if (this.entries > MOST_ENTRIES) throw new Refusal('logTooLarge', { most: MOST_ENTRIES });
  }

  private tile(line: LogLine) {
    exactly(line.fields, ['tile', 'hashes']);
    const tile = tileIn(line);
    if (tile.level > 0) this.absorb();
    within({ tile: `${tile.level}/${tile.index}` }, () => {
      if (tile.level > 0) this.upper.check(tile, this.covered);
      else this.lowestTile(tile);
    });
    if (tile.level === 0) this.absorb(true);
    this.tiles += 1;
  }

  /** Held against its bundle before the checkpoints are, so that a changed entry is named, and not only its checkpoint. */
  private lowestTile(tile: Tile) {
    const { bundle } = this;
    if (!bundle || tile.index !== bundle.first / TILE_WIDTH) throw new Refusal('tileOrder');
    const widths = [bundle.count, this.covered - bundle.first];
    if (!widths.includes(tile.width))
      throw new Refusal('tileWidth', { found: tile.width, expected: bundle.count });
    const place = firstDifference(tile.hashes, bundle.hashes);
    if (place >= 0) throw this.entryOrTile(bundle, bundle.first + place);
  }

  /** Which of the two was changed, as far as a checkpoint can tell. */
  private entryOrTile(bundle: Bundle, entry: number): Refusal {
    const head = this.checkpoints.find(({ size }) => size > entry);
    const isRight = head && this.isReachedBy(bundle, head);
    if (isRight) return new Refusal('tileChanged', { size: head.size }, { entry });
    return new Refusal('entryOrTileChanged', {}, { entry });
  }

  private isReachedBy(bundle: Bundle, { size, root }: Head): boolean {
    if (size > bundle.first + bundle.count) return false;
    const tree = this.tree.copy();
    while (tree.size < size) tree.append(bundle.hashes, (tree.size - bundle.first) * HASH_BYTES);
    return isSame(tree.root(), root);
  }

  /** Lets the tree grow by the bundle at hand, and holds it against each state that was signed. */
  private absorb(hasTile = false) {
    this.heads ??= this.begun();
    const { bundle } = this;
    this.bundle = undefined;
    if (!bundle) return;
    if (!hasTile && bundle.first < this.covered)
      throw new Refusal('tileMissing', {}, { tile: `0/${bundle.first / TILE_WIDTH}` });
    let next = this.heads.ahead?.size;
    for (let place = 0; place < bundle.count; place += 1) {
      this.tree.append(bundle.hashes, place * HASH_BYTES);
      if (this.tree.size !== next) continue;
      this.hold(this.heads);
      next = this.heads.ahead?.size;
    }
  }

  /** A doubled entry says more than the checkpoint that it spoils. */
  private hold(heads: Heads) {
    try {
      heads.check(this.tree);
    } catch (error) {
      this.checkIds();
      throw error;
    }
  }

  private checkIds() {
    const entry = this.ids.firstTwice();
    if (entry >= 0) throw new Refusal('entryTwice', {}, { entry });
  }

  private begun(): Heads {
    const heads = new Heads(inOrder(this.checkpoints, this.anchored));
    heads.check(this.tree);
    return heads;
  }

  private end(line: JsonObject) {
    exactly(line, ['end']);
    this.absorb();
    const [end, entries] = [numberAt(line, 'end'), this.tree.size];
    if (end !== entries) throw new Refusal('otherEnd', { end, entries });
    if (this.covered > entries)
      throw new Refusal('cutTail', { size: this.covered, entries }, { checkpoint: this.covered });
    if (entries - this.covered > MOST_NOT_PROMISED)
      throw new Refusal('notPromised', { count: entries - this.covered, most: MOST_NOT_PROMISED });
    this.upper.checkComplete(this.covered);
    this.checkIds();
    this.isEnded = true;
  }
}
