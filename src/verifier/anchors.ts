import { isSame } from './bytes.js';
import { checkpointSignedBy, uncheckedCheckpoint, type UncheckedCheckpoint } from './checkpoint.js';
import { textAt } from './fields.js';
import type { Head } from './heads.js';
import type { JsonObject } from './json.js';
import type { KnownKeys } from './keys.js';
import { linesIn } from './lines.js';
import { LogCheck, type CheckedGeneration, type Link } from './log-check.js';
import type { Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import { fact, type Fact } from './saying.js';
import { originIn, type VerifierKey } from './verifier-key.js';

interface Anchored {
  entry: number;
  checkpoint: UncheckedCheckpoint;
}

interface Wanted {
  primitives: Primitives;
  keys: KnownKeys;
  /** The log whose checkpoints are looked for, of all generations. */
  log: string;
  /** What there is to say of the anchor log itself. */
  factsOf: (generations: readonly CheckedGeneration[]) => Fact[];
}

/** What an anchor log has seen of one log: its checkpoints, each with the entry that holds it. */
export class Anchors {
  private constructor(
    private readonly primitives: Primitives,
    private readonly seen: ReadonlyMap<string, Anchored[]>,
    private readonly about: Fact[],
  ) {}

  /** @throws {Refusal} when the anchor log itself does not hold. */
  static async of(
    { primitives, keys, log, factsOf }: Wanted,
    stream: AsyncIterable<Uint8Array>,
  ): Promise<Anchors> {
    const seen = new Map<string, Anchored[]>();
    const opened = ({ index: entry, payload }: { index: number; payload: JsonObject }) => {
      if (payload.get('kind') !== 'anchor') return;
      const checkpoint = uncheckedCheckpoint(textAt(payload, 'checkpoint'));
      if (originIn(checkpoint.origin).log !== log) return;
      seen.set(checkpoint.origin, [...(seen.get(checkpoint.origin) ?? []), { entry, checkpoint }]);
    };
    const check = new LogCheck({ primitives, keys, opened });
    const here = { log: 'anchorLog' };
    for await (const line of linesIn(stream)) within(here, () => check.take(line));
    const about = within(here, () => {
      check.end();
      return factsOf(check.generations);
    });
    return new Anchors(primitives, seen, about);
  }

  /** The states that were seen of a generation. @throws {Refusal} for one that its key did not sign. */
  signedBy(key: VerifierKey): Head[] {
    return (this.seen.get(key.name) ?? []).map(({ entry, checkpoint }) =>
      within({ anchor: entry }, () => ({
        ...checkpointSignedBy(this.primitives, key, checkpoint),
        anchor: entry,
      })),
    );
  }

  /** @throws {Refusal} when something that was seen is not in the log any more. */
  facts(generations: readonly CheckedGeneration[]): Fact[] {
    generations.forEach((one, i) => checkAhead(one, generations[i + 1]));
    const here = new Set(generations.map(({ header }) => header.origin));
    const links = generations.flatMap(({ link }) => link ?? []);
    for (const [origin, seen] of this.seen) if (!here.has(origin)) checkLost(origin, seen, links);
    const sizes = [...this.seen.values()].flat().map(({ checkpoint }) => checkpoint.size);
    const [count, largest] = [sizes.length, sizes.reduce((most, size) => Math.max(most, size), 0)];
    return [...this.about, count ? fact('anchored', { count, largest }) : fact('notAnchored')];
  }
}

/** What was seen beyond the last entry is a cut tail, unless the next generation says that a restore lost it. */
function checkAhead({ ahead, entries, header }: CheckedGeneration, next: CheckedGeneration | undefined) {
  for (const { size, root, anchor = 0 } of ahead) {
    const link = next?.link;
    // Where a whole generation was lost between the two, its beginning, which told of this loss, was lost with it.
    if (link && link.generation > header.generation) continue;
    if (!link || size > link.size) throw new Refusal('anchorCut', { size, entries, anchor });
    if (size === link.size && !isSame(root, link.root)) throw new Refusal('anchorDiffers', { size, anchor });
  }
}

/** A generation that is not here was cut, unless the one after it says that a restore lost it. */
function checkLost(origin: string, seen: readonly Anchored[], links: readonly Link[]) {
  const link = links.find(({ generation }) => generation === originIn(origin).generation);
  for (const { entry: anchor, checkpoint } of seen) {
    const { size, root } = checkpoint;
    if (!link || size > link.size) throw new Refusal('generationCut', { origin, anchor });
    if (size === link.size && !isSame(root, link.root)) throw new Refusal('anchorDiffers', { size, anchor });
  }
}
