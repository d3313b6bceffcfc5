import { Anchors } from './anchors.js';
import { textOf } from './bytes.js';
import { objectIn } from './fields.js';
import { jsonIn } from './json.js';
import type { KnownKeys } from './keys.js';
import { linesIn } from './lines.js';
import { LogCheck, type CheckedGeneration } from './log-check.js';
import { logHeader } from './log-header.js';
import type { Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import { fact, type Fact } from './saying.js';
import { keyText } from './verifier-key.js';

type Bytes = AsyncIterable<Uint8Array>;

interface Given {
  primitives: Primitives;
  keys: KnownKeys;
  /** The export of the library `platform`, whose entries hold checkpoints of all libraries. */
  anchor?: Bytes | undefined;
}

/**
 * Checks an exported log, and that it holds all that an anchor log has seen of it.
 * @throws {Refusal} that names the first thing that does not hold.
 */
export async function checkLog({ primitives, keys, anchor }: Given, log: Bytes): Promise<Fact[]> {
  const lines = linesIn(log);
  const beginning = await lines.next();
  if (beginning.done) throw new Refusal('empty');
  const first = beginning.value;
  const header = within({ line: 1 }, () => logHeader(primitives, objectIn(jsonIn(textOf(first)))));
  if (keys.names && !keys.knowLog(header.log))
    throw new Refusal('keyMissing', { origin: header.origin, known: keys.names });
  const anchors =
    anchor &&
    (await Anchors.of(
      { primitives, keys, log: header.log, factsOf: (found) => factsOf(found, keys) },
      anchor,
    ));
  const check = new LogCheck({
    primitives,
    keys,
    ...(anchors && { anchored: (key) => anchors.signedBy(key) }),
  });
  check.take(first);
  for await (const line of lines) check.take(line);
  check.end();
  return [...factsOf(check.generations, keys), ...(anchors ? anchors.facts(check.generations) : [])];
}

/** What was found, with each key's standing. */
export function factsOf(generations: readonly CheckedGeneration[], keys: KnownKeys): Fact[] {
  const last = generations.at(-1);
  const isTrusted = last !== undefined && !keys.knowLog(last.header.log);
  if (last && !isTrusted && !last.isKeyKnown)
    throw new Refusal('lastKeyMissing', { origin: last.header.origin });
  return generations.flatMap((one, i) => [
    ...factsOfOne(one),
    ...linkOf(one, generations[i - 1]),
    ...standing(one, generations[i + 1], isTrusted),
  ]);
}

function factsOfOne({
  header: { origin },
  entries,
  covered,
  checkpoints,
  tiles,
  stamped,
}: CheckedGeneration): Fact[] {
  return [
    fact('log', { origin, entries, tiles, checkpoints, covered }),
    ...(stamped ? [fact('timeStamped', { ...stamped })] : []),
    ...(entries > covered ? [fact('notYetPromised', { count: entries - covered })] : []),
  ];
}

function linkOf({ header, link }: CheckedGeneration, before: CheckedGeneration | undefined): Fact[] {
  if (!link) return [];
  const { size, lost } = link;
  const values = { generation: header.generation, before: link.generation, size, lost };
  if (link.generation !== before?.header.generation) return [fact('generationLost', values)];
  return [fact(lost ? 'linkedWithLoss' : 'linked', values)];
}

function standing(
  { header: { origin, key, generation }, isKeyKnown, entries }: CheckedGeneration,
  next: CheckedGeneration | undefined,
  isTrusted: boolean,
): Fact[] {
  if (isKeyKnown) return [fact('keyKnown', { origin })];
  const link = next?.link?.generation === generation ? next.link : undefined;
  if (isTrusted || !link) return [fact('keyTrusted', { origin, key: keyText(key) })];
  const size = Math.min(link.size, entries);
  const vouched = fact('keyVouched', { origin, size, next: generation + 1 });
  return size < entries ? [vouched, fact('tailTrusted', { origin, from: size, entries })] : [vouched];
}
