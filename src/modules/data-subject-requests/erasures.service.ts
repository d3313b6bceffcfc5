import { Injectable, Logger } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { lockForForgetting } from '../../foundation/records/forgetting.js';
import { Holds } from '../../foundation/records/holds.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ErasureBeginningService, type AskedErasure } from './erasure-beginning.service.js';
import { ErasureLinesService } from './erasure-lines.service.js';
import { Erasure } from './erasure.entity.js';
import { WaitingErasuresService } from './waiting-erasures.service.js';

/** What someone who asks for an erasure is given: the certificate's address is shown once and kept nowhere. */
export interface ErasureBegun {
  id: string;
  certificateUrl: string;
  /** The end of the grace period; null where it has begun or waits for a legal hold. */
  beginsAt: Date | null;
  /** Whether a legal hold keeps something: the letter says what, why and until when that is looked at again. */
  isHeld: boolean;
}

/** Who asks, and whether the reader may take it back for as long as the library says. */
export interface Wish {
  askedBy: AskedErasure['askedBy'];
  hasGrace: boolean;
  /** What else is entered with the request, such as when it first came in; in the same transaction. */
  entered?: (db: Rows, id: string) => Promise<void>;
}

interface Received {
  asked: AskedErasure;
  /** Keys that will die; null where the erasure waits. */
  kids: string[] | null;
  beginsAt: Date | null;
}

/** Receives erasures (Art. 17): each begins at once, or waits for its grace period or a legal hold to end. */
@Injectable()
export class ErasuresService {
  private readonly logger = new Logger('Erasures');

  constructor(
    private readonly records: Records,
    private readonly beginning: ErasureBeginningService,
    private readonly waiting: WaitingErasuresService,
    private readonly lines: ErasureLinesService,
  ) {}

  /**
   * Receives the erasure of a reader; who may ask was settled before. `guard` runs in the same transaction.
   * @throws 404 for whom the library does not know, or no longer; 409 where one is received already
   */
  async ask(
    me: SignedIn,
    readerId: string,
    wish: Wish,
    now: Date,
    guard: (db: Rows) => Promise<void> = () => Promise.resolve(),
  ): Promise<ErasureBegun> {
    const { asked, kids, beginsAt } = await this.records.in(me, async (db) => {
      await guard(db);
      const received = await this.receive(db, readerId, wish, now);
      await wish.entered?.(db, received.asked.id);
      return received;
    });
    const { id, token } = asked;
    await this.note(me, asked, kids, now);
    const certificateUrl = this.beginning.addressOf(token);
    return { id, certificateUrl, beginsAt, isHeld: !kids && !beginsAt };
  }

  private async receive(
    db: Rows,
    readerId: string,
    { askedBy, hasGrace }: Wish,
    now: Date,
  ): Promise<Received> {
    const [, waited] = await Promise.all([
      lockForForgetting(db, readerId),
      this.waiting.takeOver(db, readerId, askedBy, now),
    ]);
    const [asked, graceDays, holds] = await Promise.all([
      waited ?? this.beginning.receive(db, readerId, askedBy, now),
      hasGrace && !waited ? this.beginning.graceDays(db) : 0,
      Holds.of(db, readerId),
    ]);
    if (graceDays > 0)
      return { asked, kids: null, beginsAt: await this.waiting.delay(db, asked, graceDays, now) };
    if (!holds.isAny) return { asked, kids: await this.beginning.begin(db, asked, now), beginsAt: null };
    await this.waiting.hold(db, asked, holds, now);
    return { asked, kids: null, beginsAt: null };
  }

  /** Enters the request in the ledger at once; where that fails a job does it, before any key dies. */
  private async note(me: SignedIn, asked: AskedErasure, kids: string[] | null, at: Date) {
    try {
      await (kids ? this.lines.begun(me, asked, kids, at) : this.lines.waits(me, asked));
    } catch (error) {
      this.logger.error(
        { erasureId: asked.id, name: (error as Error).name },
        'the erasure ledger cannot be written; the erasure waits for it',
      );
    }
  }

  /** For how many days a reader may take an erasure back. */
  graceDays(me: SignedIn): Promise<number> {
    return this.records.in(me, (db) => this.beginning.graceDays(db));
  }

  /** Changes it for those who ask from now on. */
  changeGrace(me: SignedIn, days: number): Promise<void> {
    return this.beginning.changeGrace(me, days);
  }

  /** How far an erasure is, for the reader's library. @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => {
      const waiting = await this.waiting.shownTo(db, id);
      if (waiting) return waiting;
      const { state, requestedAt, liveCompleteAt, horizonPassedAt, counts } = await db.get(Erasure, { id });
      return { id, state, requestedAt, beginsAt: null, liveCompleteAt, horizonPassedAt, counts };
    });
  }
}
