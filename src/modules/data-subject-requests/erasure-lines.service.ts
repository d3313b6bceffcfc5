import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Scope } from '../../foundation/database/scope.js';
import { TAKEN_BACK, WAITS } from '../../foundation/records/erasure-ledger-files.js';
import { ErasureLedger } from '../../foundation/records/erasure-ledger.js';
import type { AskedErasure } from './erasure-beginning.service.js';
import { markRecorded } from './recorded-steps.js';
import type { WaitingErasure } from './waiting-erasure.entity.js';

/**
 * The first lines of an erasure in its ledger, outside the database. The row owes its line from the commit that asks for
 * the erasure, or takes it back, until the line is on the disk: a kill between the two leaves it to the sweep.
 */
@Injectable()
export class ErasureLinesService {
  constructor(private readonly ledger: ErasureLedger) {}

  /** Enters that an erasure has begun, before any of its keys dies. */
  async begun(me: SignedIn, { id: erasureId, subjectId }: AskedErasure, kids: string[], at: Date) {
    const step = { erasureId, subjectId, step: 'requested', kids, at } as const;
    await this.ledger.appendOwed(me.libraryId, step, (scope) => markRecorded(scope, erasureId, 'requested'));
  }

  /**
   * Enters that an erasure waits. Nothing happens where the line stands there or the reader has changed their mind: the
   * row is marked in the transaction that writes the line, so that this line never follows the one that takes it back.
   */
  async waits(
    me: SignedIn,
    {
      id,
      subjectId,
      askedBy,
      requestedAt: at,
    }: Pick<WaitingErasure, 'id' | 'subjectId' | 'askedBy' | 'requestedAt'>,
  ) {
    const step = { erasureId: id, subjectId, step: WAITS[askedBy], kids: [], at };
    await this.ledger.appendOwed(me.libraryId, step, (scope) => settled(scope, id));
  }

  /** Enters that an erasure was taken back, which the row says already. */
  async takenBack(me: SignedIn, { id, subjectId }: Pick<WaitingErasure, 'id' | 'subjectId'>, at: Date) {
    await this.ledger.append(me.libraryId, { erasureId: id, subjectId, step: TAKEN_BACK, kids: [], at });
  }
}

async function settled(scope: Scope, id: string): Promise<boolean> {
  const { rowCount } = await scope.tell({
    text: `update waiting_erasure set unrecorded = null where library_id = $1 and id = $2 and unrecorded = 'waits'`,
    values: [scope.libraryId, id],
  });
  return rowCount === 1;
}
