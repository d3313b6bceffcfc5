import type { Proof } from './unintelligible.js';

/**
 * That the data of a breach are unintelligible, as it was looked at when somebody said so in an assessment: with its proof,
 * or with what spoke against it, and then they count as readable. Instants as ISO 8601.
 */
export type Claim = { isShown: true; proof: Proof } | { isShown: false; lookedAt: string; against: string[] };

/** How an assessment's claim stands now: it was shown then, and what came since may speak against it. */
export interface ClaimNow {
  assessmentId: string;
  proof: Proof | null;
  against: string[];
}

/** What the authority is told of it: what shows it, or that it is not shown. It is never told as somebody's word. */
export function claimInWords({ proof, against }: Pick<ClaimNow, 'proof' | 'against'>): string {
  if (!proof || against.length)
    return 'it is not shown that the data are unintelligible: they count as readable';
  const { scope, epochs, computedAt } = proof;
  const keys = epochs.map(({ epoch, state }) => `${epoch} ${state}`).join(', ');
  return (
    `the data are unintelligible, shown by the state of the keys ${computedAt}: version ${scope.version} of the scope is a ` +
    `copy of the database, its key epochs are ${keys}, and none is known to be out of safe hands`
  );
}
