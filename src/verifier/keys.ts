import { keyText, isSameKey, originIn, verifierKey, type VerifierKey } from './verifier-key.js';
import type { Primitives } from './primitives.js';
import { Refusal } from './refusal.js';

/** The public keys that somebody knows from elsewhere than the file that is checked, by origin. */
export class KnownKeys {
  private readonly byOrigin = new Map<string, VerifierKey>();

  /** @throws {Refusal} for a text that is no verifier key, and for two keys of one log. */
  constructor(primitives: Primitives, texts: readonly string[]) {
    for (const text of texts) {
      const key = verifierKey(primitives, text);
      originIn(key.name);
      const other = this.byOrigin.get(key.name);
      if (other && !isSameKey(other, key)) throw new Refusal('twoKeys', { origin: key.name });
      this.byOrigin.set(key.name, key);
    }
  }

  /**
   * These keys, and those that a list vouches for which one of them signed.
   * @throws {Refusal} where the list names another key than the one known.
   */
  and(primitives: Primitives, texts: readonly string[]): KnownKeys {
    const all = new KnownKeys(primitives, texts);
    for (const key of all.byOrigin.values()) this.agreeWith(key);
    for (const [origin, key] of this.byOrigin) all.byOrigin.set(origin, key);
    return all;
  }

  get(origin: string): VerifierKey | undefined {
    return this.byOrigin.get(origin);
  }

  /** @throws {Refusal} when nobody gave this log's key. */
  of(origin: string): VerifierKey {
    const key = this.byOrigin.get(origin);
    if (key) return key;
    const known = this.names;
    throw known ? new Refusal('keyMissing', { origin, known }) : new Refusal('keyNeeded', { origin });
  }

  /** The origins, for a sentence; empty when no key is known. */
  get names(): string {
    return [...this.byOrigin.keys()].join(', ');
  }

  /** Whether a key of any generation of a log is known. */
  knowLog(log: string): boolean {
    return [...this.byOrigin.keys()].some((origin) => originIn(origin).log === log);
  }

  /** @throws {Refusal} when a file names another key than the one known. */
  agreeWith(named: VerifierKey): boolean {
    const known = this.byOrigin.get(named.name);
    if (known && !isSameKey(known, named))
      throw new Refusal('otherKey', { named: keyText(named), known: keyText(known) });
    return known !== undefined;
  }
}
