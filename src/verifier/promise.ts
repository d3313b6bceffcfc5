import { bytesIn } from './base64.js';
import { isSame, utf8 } from './bytes.js';
import { canonical } from './canonical.js';
import type { JsonObject } from './json.js';
import type { KnownKeys } from './keys.js';
import { sha256, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';
import { signedNote, textSignedBy } from './signed-note.js';
import { originIn, type Origin } from './verifier-key.js';

const FIRST_LINE = 'carrel-promise-v1';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** What a log promised: to hold the entries of a record from an instant on. */
export interface Promised {
  name: string;
  origin: Origin;
  instant: string;
}

/**
 * Checks that a log's key signed a promise for exactly this record.
 * @throws {Refusal} when it did not.
 */
export function checkPromise(
  { primitives, keys }: { primitives: Primitives; keys: KnownKeys },
  text: string,
  record: JsonObject,
): Promised {
  const note = signedNote(text);
  const [first, name, digest, instant, end, ...more] = note.text.split('\n');
  if (first !== FIRST_LINE || !name || !digest || !instant || end !== '' || more.length)
    throw new Refusal('notPromise');
  const origin = originIn(name);
  textSignedBy(primitives, keys.of(name), note);
  if (!isInstant(instant)) throw new Refusal('notInstant');
  if (!isSame(bytesIn(digest), sha256(primitives, utf8(canonical(record))))) throw new Refusal('otherRecord');
  return { name, origin, instant };
}

function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return (
    INSTANT.test(text) &&
    !Number.isNaN(time) &&
    new Date(time).toISOString().slice(0, 19) === text.slice(0, 19)
  );
}
