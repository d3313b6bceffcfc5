import { hexOf, utf8 } from './bytes.js';
import { asWritten } from './canonical.js';
import { exactly, listAt, objectIn } from './fields.js';
import type { Json, JsonObject } from './json.js';
import { sha256, type Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';

/** What the log holds of each item of a record. @throws {Refusal} */
export function eventsIn(record: JsonObject): JsonObject[] {
  return itemsIn(record).map((item, i) => within({ field: `items/${i}` }, () => objectIn(item.get('event'))));
}

/**
 * Checks that each content is the one whose hash its event states, and tells how many contents are closed: stated by their
 * hash, and not shown. @throws {Refusal} that names the first content that is another
 */
export function checkContents({ primitives }: { primitives: Primitives }, record: JsonObject): number {
  const closed = itemsIn(record).filter((item, i) =>
    within({ field: `items/${i}/content` }, () => isClosed(primitives, item)),
  );
  return closed.length;
}

function itemsIn(record: JsonObject): JsonObject[] {
  return listAt(record, 'items').map((item, i) =>
    within({ field: `items/${i}` }, () => exactly(objectIn(item), ['event', 'content'])),
  );
}

function isClosed(primitives: Primitives, item: JsonObject): boolean {
  const stated: Json | undefined =
    objectIn(objectIn(item.get('event')).get('fact')).get('contentHash') ?? null;
  const content = item.get('content') ?? null;
  if (content === null) return stated !== null;
  if (hexOf(sha256(primitives, utf8(asWritten(content)))) !== stated) throw new Refusal('otherContent');
  return false;
}
