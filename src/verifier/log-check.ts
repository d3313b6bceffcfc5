import { isSame, textOf } from './bytes.js';
import { checkpointSignedBy, uncheckedCheckpoint } from './checkpoint.js';
import { objectIn, textAt } from './fields.js';
import { GenerationCheck } from './generation-check.js';
import type { Head } from './heads.js';
import { jsonIn, type JsonObject } from './json.js';
import type { KnownKeys } from './keys.js';
import { LOG_FORMAT, logHeader, type LogHeader } from './log-header.js';
import { logLine } from './log-line.js';
import type { TreeHead } from './merkle.js';
import type { Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import type { Stamped } from './time-stamps.js';
import type { VerifierKey } from './verifier-key.js';

/** How a generation begins: the last checkpoint of the one before, as its first entry holds it. */
export interface Link {
  /** The one before; it is not in the export when a restore lost all of it. */
  generation: number;
  size: number;
  root: Uint8Array;
  /** Entries of the generation before that a restore lost. */
  lost: number;
}

/** A generation that holds. */
export interface CheckedGeneration {
  header: LogHeader;
  entries: number;
  covered: number;
  checkpoints: number;
  tiles: number;
  isKeyKnown: boolean;
  link: Link | undefined;
  stamped: Stamped | undefined;
  /** Anchored states that are beyond its last entry. */
  ahead: readonly Head[];
}

export interface LogChecks {
  primitives: Primitives;
  keys: KnownKeys;
  /** States of a generation that others witnessed. */
  anchored?: (key: VerifierKey) => readonly Head[];
  /** Told of each open entry. */
  opened?: (entry: { header: LogHeader; index: number; payload: JsonObject }) => void;
}

/** An exported log, held line by line against its checkpoints, generation after generation. */
export class LogCheck {
  readonly generations: CheckedGeneration[] = [];
  private current: { check: GenerationCheck; isKeyKnown: boolean; link: Link | undefined } | undefined;
  private before: GenerationCheck | undefined;
  private line = 0;

  constructor(private readonly checks: LogChecks) {}

  /** @throws {Refusal} that names the first thing that does not hold. */
  take(bytes: Uint8Array): void {
    this.line += 1;
    within(this.place(), () => {
      const line = logLine(bytes);
      const { current } = this;
      if (line.fields.has('format') && (!current || current.check.hasEnded())) this.begin(line.fields);
      else if (!current) throw new Refusal('otherFormat', { known: LOG_FORMAT });
      else if (current.check.hasEnded()) throw new Refusal('afterEnd');
      else {
        current.check.take(line);
        if (current.check.hasEnded()) this.ended(current);
      }
    });
  }

  /** @throws {Refusal} when the file ends before the log does. */
  end(): void {
    if (!this.current?.check.hasEnded()) within(this.place(), () => this.unfinished());
  }

  private unfinished(): never {
    throw new Refusal('unfinished', { entries: this.current?.check.entries ?? 0 });
  }

  private place() {
    const generation = this.current?.check.header.generation;
    return { line: this.line, ...(generation === undefined ? {} : { generation }) };
  }

  private begin(line: JsonObject) {
    const { primitives, keys, anchored } = this.checks;
    const header = logHeader(primitives, line);
    const before = this.current?.check;
    const expected = (before?.header.generation ?? 0) + 1;
    // After two restores from one backup the generation between them is gone: its number is left out.
    const isNext = before ? header.generation >= expected : header.generation === expected;
    if (before && header.log !== before.header.log)
      throw new Refusal('otherLog', { found: header.origin, origin: before.header.log });
    if (!isNext) throw new Refusal('otherGeneration', { found: header.generation, expected });
    const isKeyKnown = within({ field: 'key' }, () => keys.agreeWith(header.key));
    const heads = anchored?.(header.key) ?? [];
    const check = new GenerationCheck(primitives, header, heads, (index, payload) =>
      within({ entry: index }, () => this.opened(header, index, payload)),
    );
    this.before = before;
    this.current = { check, isKeyKnown, link: undefined };
  }

  private opened(header: LogHeader, index: number, bytes: Uint8Array) {
    const payload = objectIn(jsonIn(textOf(bytes)), 'payload');
    textAt(payload, 'kind');
    if (index === 0 && this.before && this.current)
      this.current.link = this.linked(this.before, header, payload);
    this.checks.opened?.({ header, index, payload });
  }

  private linked(before: GenerationCheck, header: LogHeader, payload: JsonObject): Link {
    if (payload.get('kind') !== 'generation') throw new Refusal('notLinked');
    const { primitives, keys } = this.checks;
    return within({ field: 'previous' }, () => {
      const unchecked = uncheckedCheckpoint(textAt(payload, 'previous'));
      const generation = header.generation - 1;
      const origin = `${header.log}/${generation}`;
      if (unchecked.origin !== origin) throw new Refusal('otherLog', { found: unchecked.origin, origin });
      const isHere = generation === before.header.generation;
      const key = isHere ? before.header.key : keys.get(origin);
      const { size, root } = key ? checkpointSignedBy(primitives, key, unchecked) : unchecked;
      return { generation, size, root, lost: isHere ? lostOf(before, { size, root }) : size };
    });
  }

  private ended({ check, isKeyKnown, link }: NonNullable<LogCheck['current']>) {
    if (this.before && !link) throw new Refusal('notLinked');
    const { header, entries, covered, checkpoints, tiles, ahead } = check;
    this.generations.push({
      ...{ header, entries, covered, tiles, isKeyKnown, link, ahead },
      checkpoints: checkpoints.length,
      stamped: check.stamps.last,
    });
  }
}

/** Entries of a generation that its successor knows of, and that are not there any more. */
function lostOf({ entries, checkpoints }: GenerationCheck, { size, root }: TreeHead): number {
  if (size > entries) return size - entries;
  const published = checkpoints.find((one) => one.size === size);
  if (!published) throw new Refusal('previousUnknown', { size });
  if (!isSame(published.root, root)) throw new Refusal('previousDiffers', { size });
  return 0;
}
