import { Injectable } from '@nestjs/common';
import type { Rows } from '../../foundation/records/rows.js';
import { RecipientNotice, type NoticeEvent } from './recipient.entity.js';

/** The queue on which recipients are told. */
export const RECIPIENT_NOTICES = 'recipient-notices';

/** What recipients have to be told of a reader (Art. 19): one notice for each that received something. */
@Injectable()
export class RecipientNotices {
  /**
   * Enters the notices in the caller's transaction and wakes the job that delivers them; gives their number. Works from
   * the recorded disclosures, so that an erasure calls it before they go. `data` names what it is about, such as
   * `reader.name`; none given means all.
   */
  async tell(
    db: Rows,
    subjectId: string,
    event: NoticeEvent,
    { data = [] }: { data?: string[] },
    now: Date,
  ): Promise<number> {
    const { rows } = await db.tell(
      'select distinct recipient_id from disclosure where library_id = $1 and subject_id = $2 order by recipient_id',
      [db.me.libraryId, subjectId],
    );
    const notices = rows.map(({ recipient_id }) => {
      const notice = { subjectId, recipientId: String(recipient_id), event, data };
      return { ...notice, at: now, nextAttemptAt: now };
    });
    const ids = await db.insertMany(RecipientNotice, notices);
    for (const id of ids) await db.wake(RECIPIENT_NOTICES, id);
    return ids.length;
  }
}
