import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import { Queue, type WakeUp } from '../../foundation/database/queue.js';
import { Records } from '../../foundation/records/records.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { NoticeChannels, type NoticeInHand, type NoticeOutcome } from './notice-channels.service.js';
import { RECIPIENT_NOTICES } from './recipient-notices.service.js';
import { Recipient, RecipientNotice } from './recipient.entity.js';

const LEASE_MS = 60_000;
const DAY_MS = 86_400_000;
const LETTER_AGAIN_MS = 3 * DAY_MS;
const FIRST_AGAIN_MS = 30_000;
const LAST_AGAIN_MS = DAY_MS / 2;

/**
 * Tells recipients what they have to be told, again and again until they acknowledge it or count as unreachable. A kill
 * at any point leaves a notice to whoever finds its lease run out; it goes again under the same id.
 */
@Injectable()
export class NoticeDeliveryService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly channels: NoticeChannels,
    private readonly queue: Queue,
  ) {}

  /** Makes one try, if it is due. */
  async deliver({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(RECIPIENT_NOTICES, libraryId);
    const due = await this.claim(me, id, now);
    if (!due) return;
    const outcome = await this.channels.tell(due, now);
    await this.settle(me, due, outcome, now);
  }

  /** Wakes what is due and has no wake-up. */
  async wake(libraryId: string, now: Date): Promise<void> {
    const ids = await this.records.in(aJob(RECIPIENT_NOTICES, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from recipient_notice where library_id = $1 and state = 'pending' and next_attempt_at <= $2
         order by next_attempt_at limit 500`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
    for (const id of ids) await this.queue.sendNow(RECIPIENT_NOTICES, { libraryId, id });
  }

  private async claim(me: Job, id: string, now: Date): Promise<NoticeInHand | null> {
    return this.records.in(me, async (db) => {
      const { rowCount } = await db.tell(
        `update recipient_notice set attempts = attempts + 1, next_attempt_at = $4
         where library_id = $1 and id = $2 and state = 'pending' and next_attempt_at <= $3`,
        [me.libraryId, id, now, new Date(now.getTime() + LEASE_MS)],
      );
      if (!rowCount) return null;
      const notice = await db.get(RecipientNotice, { id });
      if (notice.untilAt <= now) {
        await db.update(RecipientNotice, { id, state: 'pending' }, { state: 'unreachable' });
        return null;
      }
      const recipient = await db.get(Recipient, { id: notice.recipientId });
      const secret = await db.secret(Recipient, { id: notice.recipientId }, 'secret');
      if (recipient.channel === 'email')
        await db.update(RecipientNotice, { id }, { tokenHash: this.channels.tokenOf(me.libraryId, id).hash });
      const { libraryId } = me;
      return { libraryId, notice, recipient, secret, library: await this.libraries.named(db) };
    });
  }

  private async settle(me: Job, { notice }: NoticeInHand, outcome: NoticeOutcome, now: Date) {
    const { id, attempts, toldAt, untilAt } = notice;
    const ours = { id, state: 'pending', attempts } as const;
    const first = outcome === 'not-told' ? toldAt : (toldAt ?? now);
    await this.records.in(me, async (db) => {
      if (outcome === 'acknowledged') {
        const done = { state: 'acknowledged', acknowledgedAt: now, toldAt: first } as const;
        await db.update(RecipientNotice, ours, done);
        return;
      }
      const pause = outcome === 'told' ? LETTER_AGAIN_MS : backoff(attempts);
      const nextAttemptAt = new Date(Math.min(now.getTime() + pause, untilAt.getTime()));
      const kept = await db.update(RecipientNotice, ours, { toldAt: first, nextAttemptAt });
      if (kept) await db.wake(RECIPIENT_NOTICES, id, nextAttemptAt);
    });
  }
}

function backoff(attempts: number): number {
  return Math.min(2 ** attempts * FIRST_AGAIN_MS, LAST_AGAIN_MS);
}
