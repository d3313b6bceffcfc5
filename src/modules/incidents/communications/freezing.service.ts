import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { aJob } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../../foundation/database/queue.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import type { Addressee } from '../../accounts/addressees.service.js';
import { AudiencesService, type AudiencePage } from './audiences.service.js';
import { BreachCommunication, BreachLetter, type Addressee as Whom } from './communication.entity.js';
import { BREACH_LETTERS, note } from './communications.service.js';

/** Freezes who is written to: batch by batch, each with how far it came in one transaction, so that a kill loses nothing. */
@Injectable()
export class FreezingService {
  constructor(
    private readonly records: Records,
    private readonly audiences: AudiencesService,
  ) {}

  /** Freezes what is left; nothing for a communication that is not being frozen. */
  async run({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(BREACH_LETTERS, libraryId);
    let isUnderWay = true;
    while (isUnderWay) {
      const communication = await this.records.in(me, (db) =>
        db.find(BreachCommunication, { id, state: 'freezing' }),
      );
      if (!communication) return;
      const page = await this.audiences.after(me, communication);
      isUnderWay = await this.records.in(me, (db) => this.batch(db, communication, page, now));
    }
  }

  /** False when everybody is frozen, or somebody else is at it. */
  private async batch(
    db: Rows,
    { id, reached }: Opened<BreachCommunication>,
    { readers, next }: AudiencePage,
    now: Date,
  ): Promise<boolean> {
    const communication = await claim(db, id);
    if (communication?.reached !== reached) return false;
    const { mode } = communication;
    const state = mode === 'live' ? ('pending' as const) : ('recorded' as const);
    const whom = readers.flatMap(lettersFor);
    const letters = whom.map((one) => ({ ...one, communicationId: id, mode, state, nextAttemptAt: now }));
    await db.insertMany(BreachLetter, letters);
    const frozen = communication.frozen + letters.length;
    const recipientsHash = whom.reduce(hashedUpon, communication.recipientsHash ?? Buffer.alloc(32));
    await db.update(BreachCommunication, { id }, { reached: next, frozen, recipientsHash });
    if (next === null) await this.end(db, { ...communication, frozen, recipientsHash }, now);
    return next !== null;
  }

  /** A drill ends here: its letters were recorded and nobody sends them. */
  private async end(
    db: Rows,
    { id, incidentId, mode, frozen, recipientsHash }: Opened<BreachCommunication>,
    now: Date,
  ) {
    const hash = recipientsHash?.toString('hex') ?? 'none';
    await note(db, incidentId, id, 'letters-frozen', now, `${frozen} letters; recipients SHA-256 ${hash}`);
    if (mode === 'live') {
      await db.update(BreachCommunication, { id }, { state: 'sending', frozenAt: now });
      return;
    }
    const none = { accepted: 0, bounced: 0, unreachable: 0, ambiguous: 0, recorded: frozen };
    await db.update(
      BreachCommunication,
      { id },
      { state: 'sent', frozenAt: now, triedAt: now, finishedAt: now, ...none },
    );
  }
}

/** A minor's guardian is written to as well. */
function lettersFor({ id, hasGuardian }: Addressee): { readerId: string; addressee: Whom }[] {
  const own = { readerId: id, addressee: 'reader' as const };
  return hasGuardian ? [own, { readerId: id, addressee: 'their-guardian' }] : [own];
}

function hashedUpon(before: Buffer, { readerId, addressee }: { readerId: string; addressee: Whom }): Buffer {
  return createHash('sha256').update(before).update(readerId).update(addressee).digest();
}

/** The row's lock is the lease: it ends with the transaction, whichever way that ends. Waited for: not only batches lock the row. */
async function claim(db: Rows, id: string): Promise<Opened<BreachCommunication> | null> {
  const { rowCount } = await db.tell(
    `select 1 from breach_communication where library_id = $1 and id = $2 and state = 'freezing' for update`,
    [db.me.libraryId, id],
  );
  return rowCount ? db.find(BreachCommunication, { id }) : null;
}
