import type { SignedIn } from '../access/signed-in.js';
import type { Scope } from '../database/scope.js';
import { conflict } from '../http/problem.js';

/**
 * Notes in the transaction that carries a request out that its Idempotency-Key is used. @throws 409, so that nothing is
 * kept, when the claim ran out meanwhile and a repetition of the request has taken it.
 */
export async function useClaim(scope: Scope, { claim }: SignedIn): Promise<void> {
  if (!claim || claim.libraryId !== scope.libraryId || !scope.hasWritten) return;
  const { rowCount } = await scope.tell({
    text: `update idempotent_answer set carried_out_at = coalesce(carried_out_at, now()) where library_id = $1 and id = $2`,
    values: [claim.libraryId, claim.id],
  });
  if (!rowCount) throw takenOver();
}

const takenOver = () =>
  conflict(
    'taken-over',
    'This request took so long that its repetition under the same Idempotency-Key is carried out in its place. Use the answer to that one.',
  );
