import type { ActionKind } from '../containment/kinds.js';
import type { Proof } from './unintelligible.js';

/** Why readers need not be written to although the risk is high: Art. 34(3)(a), (b) and (c). */
export const GROUNDS = ['unintelligible', 'measures', 'disproportionate-effort'] as const;
export type GroundKind = (typeof GROUNDS)[number];

/** What was done instead of letters; instants as ISO 8601. */
export interface PublicCommunication {
  text: string | null;
  address: string | null;
  publishedAt: string;
}

/** A containment action that a ground rests on. */
export interface MeasureTaken {
  id: string;
  kind: ActionKind;
  verifiedAt: string;
}

/** A ground as it is kept with the decision, and never changed. */
export type Ground =
  | { kind: 'unintelligible'; proof: Proof }
  | { kind: 'measures'; measures: MeasureTaken[] }
  | { kind: 'disproportionate-effort'; communication: PublicCommunication };

/** How a ground stands now: it was shown when it was decided, and what came since may speak against it. */
export interface Standing {
  holds: boolean;
  against: string[];
}

export type ShownGround = Ground & Standing;

/** A ground in one line, for the register. */
export function groundInWords({ holds, against, ...ground }: ShownGround): string {
  const standing = holds ? 'It holds.' : `It no longer holds: ${against.join(' ')}`;
  return `${wordsOf(ground)} ${standing}`;
}

function wordsOf(ground: Ground): string {
  switch (ground.kind) {
    case 'unintelligible':
      return `Art. 34(3)(a): ${ground.proof.says}`;
    case 'measures':
      return `Art. 34(3)(b): ${ground.measures.map(({ kind, verifiedAt }) => `${kind}, verified ${verifiedAt}`).join('; ')}.`;
    case 'disproportionate-effort': {
      const { text, address, publishedAt } = ground.communication;
      return `Art. 34(3)(c): made public ${publishedAt}: ${[address, text].filter(Boolean).join(' ')}`;
    }
    default:
      return ground satisfies never;
  }
}
