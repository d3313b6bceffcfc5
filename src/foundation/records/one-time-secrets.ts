import type { Rows } from './rows.js';

/** Ends a kind of secret in the transaction's library, of one person or of all. Tells how many. */
export type EndSecrets = (db: Rows, subjectId: string | undefined) => Promise<number>;

/**
 * Secrets that open something once without a session, such as links to downloads: whoever issues a kind of them says here
 * how it ends, so that ending all sessions leaves none of them behind.
 */
export class OneTimeSecrets {
  private readonly kinds = new Map<string, EndSecrets>();

  /** Registers a kind, by its name on the preview of a containment action. */
  register(kind: string, end: EndSecrets) {
    this.kinds.set(kind, end);
  }

  names(): string[] {
    return [...this.kinds.keys()];
  }

  /** Ends those of every kind, or of the one that is named. */
  async end(db: Rows, subjectId: string | undefined, only?: string): Promise<number> {
    let ended = 0;
    for (const [kind, end] of this.kinds)
      if (only === undefined || kind === only) ended += await end(db, subjectId);
    return ended;
  }
}
