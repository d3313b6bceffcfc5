import { exactly, numberAt, textAt } from './fields.js';
import type { JsonObject } from './json.js';
import type { Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import { originIn, verifierKey, type VerifierKey } from './verifier-key.js';

export const LOG_FORMAT = 'carrel-log/1';

/** What a generation says of itself where it begins. */
export interface LogHeader {
  origin: string;
  /** The origin without the generation. */
  log: string;
  library: string;
  generation: number;
  /** The key that the file names. */
  key: VerifierKey;
}

/** @throws {Refusal} for a line whose parts do not belong to one log. */
export function logHeader(primitives: Primitives, line: JsonObject): LogHeader {
  if (line.get('format') !== LOG_FORMAT)
    throw new Refusal('otherFormat', { known: LOG_FORMAT }, { field: 'format' });
  exactly(line, ['format', 'library', 'origin', 'generation', 'key']);
  const origin = textAt(line, 'origin');
  const { log, library, generation } = within({ field: 'origin' }, () => originIn(origin));
  if (textAt(line, 'library') !== library) throw new Refusal('otherThanOrigin', {}, { field: 'library' });
  if (numberAt(line, 'generation') !== generation)
    throw new Refusal('otherThanOrigin', {}, { field: 'generation' });
  const key = within({ field: 'key' }, () => verifierKey(primitives, textAt(line, 'key')));
  if (key.name !== origin) throw new Refusal('otherThanOrigin', {}, { field: 'key' });
  return { origin, log, library, generation, key };
}
