import { PLATFORM } from '../../../foundation/database/scope.js';
import type { ActionKind, Reach } from './kinds.js';

/** What an action is about. */
export interface Target {
  /** The action's id, for what is kept under it. */
  actionId: string;
  /** A library; the platform's own: all of them, or its staff where an account is named. */
  libraryId: string;
  /** One reader of the library, or one member of staff. */
  subjectId: string | null;
  /** The key of a social-login provider. */
  provider: string | null;
  /** Addresses of machines, alone or as ranges. */
  addresses: string[];
}

/** Whom an action would reach, how many there are, and what stops working for them. */
export interface Preview {
  who: string;
  howMany: number;
  breaks: string[];
}

/** What an action did, in counts. */
export type Effect = Record<string, number>;

/** What a probe found. */
export interface Probe {
  held: boolean;
  what: string;
}

/**
 * One kind of measure. What it does can be done again without harm, so that a killed server resumes it; it takes `now`, so
 * that a drill's clock can be its own.
 */
export interface Measure {
  readonly kind: ActionKind;
  readonly reach: readonly Reach[];
  /** It cannot be undone, and so needs two people however far it reaches. */
  readonly isIrreversible: boolean;
  preview: (target: Target, now: Date) => Promise<Preview>;
  apply: (target: Target, now: Date) => Promise<Effect>;
  verify: (target: Target, appliedAt: Date) => Promise<Probe>;
  /** Absent: there is nothing to undo. */
  revert?: (target: Target, now: Date) => Promise<void>;
}

/** How far a target reaches. */
export function reachOf({ libraryId, subjectId }: Pick<Target, 'libraryId' | 'subjectId'>): Reach {
  if (subjectId !== null) return 'account';
  return libraryId === PLATFORM ? 'platform' : 'library';
}
