import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Job } from '../../foundation/access/signed-in.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { LedgerEntry } from '../../foundation/records/erasure-ledger-files.js';
import { removeIndexes } from '../../foundation/records/forgetting.js';
import { LegalHold } from '../../foundation/records/legal-hold.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Erasure } from './erasure.entity.js';
import { FarewellService } from './farewell.service.js';
import { RemainsService } from './remains.service.js';
import { DataSubjectRequest, OPEN_STATES } from './request.entity.js';

/** The first step of an erasure once more, for someone whom an old backup has brought back. No letter is written again. */
@Injectable()
export class ReplayedErasuresService {
  constructor(
    private readonly records: Records,
    private readonly farewell: FarewellService,
    private readonly remains: RemainsService,
    private readonly outbox: Outbox,
  ) {}

  /** Begins the erasure that an entry of the ledger tells of; false where there is nobody, or it has begun. */
  async begin(me: Job, entry: LedgerEntry, now: Date): Promise<boolean> {
    const { erasureId: id, subjectId } = entry;
    const state = await this.records.in(me, (db) => this.request(db, entry, now));
    // Somebody who came after the backup: there may be files.
    if (state === 'unknown') await this.remains.deleteRows(me, { id, subjectId });
    return state === 'begun';
  }

  /**
   * Forgets whom the backup knew before they confirmed their sign-up, and who was forgotten since: they have neither an
   * account nor a key. Then drops the keys of people of whom the backup knows nothing.
   */
  async forgetStrays(me: Job): Promise<void> {
    const strays = await this.records.in(me, (db) =>
      db.tell(
        `select s.id from subject s where s.library_id = $1 and s.kind = 'reader' and s.state not in ('erasing', 'erased')
           and not exists (select 1 from reader r where r.library_id = $1 and r.id = s.id)
           and not exists (select 1 from sealing_key k where k.library_id = $1 and k.holder_id = s.id and k.purpose = 'main')`,
        [me.libraryId],
      ),
    );
    for (const id of strays.rows.map((row) => String(row.id))) {
      await this.remains.deleteRows(me, { id, subjectId: id });
      await this.records.in(me, async (db) => {
        await removeIndexes(db, id);
        await this.outbox.recall(db, id);
        await db.forgetSubject(id);
      });
    }
    await this.records.in(me, (db) =>
      db.tell(
        `delete from sealing_key k where k.library_id = $1 and k.purpose in ('main', 'evidence')
           and not exists (select 1 from subject s where s.library_id = $1 and s.id = k.holder_id)`,
        [me.libraryId],
      ),
    );
  }

  private async request(db: Rows, entry: LedgerEntry, now: Date): Promise<'unknown' | 'known' | 'begun'> {
    const { erasureId: id, subjectId, kids, at } = entry;
    const { rowCount } = await db.tell('select 1 from subject where library_id = $1 and id = $2 for update', [
      db.me.libraryId,
      subjectId,
    ]);
    if (!rowCount) return 'unknown';
    if (await db.count(Erasure, { subjectId })) return 'known';
    await this.suppress(db, subjectId, now);
    // A hold of the day of the backup was lifted before the erasure began.
    await db.delete(LegalHold, { subjectId });
    await db.tell(
      `update subject set state = 'erasing', token_epoch = token_epoch + 1 where library_id = $1 and id = $2`,
      [db.me.libraryId, subjectId],
    );
    await db.update(
      DataSubjectRequest,
      { subjectId, state: [...OPEN_STATES, 'failed'] },
      { state: 'cancelled' },
    );
    await db.insert(Erasure, {
      id,
      subjectId,
      askedBy: null,
      recorded: 'requested',
      requestedAt: new Date(at),
      nextAttemptAt: now,
      kids,
      lastEpoch: await currentEpoch(db),
      // Of an address that nobody was given: the one that was told is not in the ledger.
      certificateHash: randomBytes(32),
    });
    return 'begun';
  }

  /** While the key is there; where it is gone, the token came with the key store. */
  private async suppress(db: Rows, subjectId: string, now: Date) {
    const { rowCount } = await db.tell(
      `select 1 from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'`,
      [db.me.libraryId, subjectId],
    );
    if (rowCount) await this.farewell.suppress(db, subjectId, now);
  }
}

/** No key that dies now was ever wrapped under a later one. */
async function currentEpoch(db: Rows): Promise<number | null> {
  const { rows } = await db.tell('select max(epoch) as epoch from library_key where library_id = $1', [
    db.me.libraryId,
  ]);
  const epoch = rows[0]?.epoch;
  return typeof epoch === 'number' ? epoch : null;
}
