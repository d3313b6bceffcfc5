import { Injectable, Logger } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import { Records } from '../../foundation/records/records.js';
import { DownloadService, type DownloadKind } from './download.service.js';
import { DataSubjectRequest } from './request.entity.js';
import { ACCESS } from './requests.service.js';

const LEASE_MS = 120_000;
const RENEWED_EVERY_MS = 30_000;
const MOST_ATTEMPTS = 8;
const KEPT_MS = 7 * 86_400_000;

/** A request that this instance holds the lease of; `attempts` tells its turn from another's. */
interface Claimed {
  id: string;
  subjectId: string;
  kind: DownloadKind;
  attempts: number;
}

/** Answers access and portability with a download: made as a stream, sealed under the reader's key, kept for 7 days. */
@Injectable()
export class AccessService {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly downloads: DownloadService,
  ) {}

  /** Makes one download if it is due. A kill at any point leaves it to whoever finds its lease run out. */
  async answer({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(ACCESS, libraryId);
    const claimed = await this.claim(me, id, now);
    if (!claimed) return;
    const lease = setInterval(() => void this.renew(me, claimed), RENEWED_EVERY_MS);
    try {
      await this.make(me, claimed, now);
    } catch (error) {
      await this.release(me, claimed, now);
      throw error;
    } finally {
      clearInterval(lease);
    }
  }

  /** Requests that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(ACCESS, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from data_subject_request where library_id = $1 and kind in ('access', 'portability')
           and (state = 'received' or state = 'in-progress' and lease_until <= $2) order by id limit 500`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** Removes downloads after their seven days; tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    const me = aJob('downloads-expire', libraryId);
    const expired = await this.records.in(me, (db) =>
      db.all(DataSubjectRequest, { expiresAt: { before: now } }),
    );
    for (const { id, subjectId } of expired) {
      await this.store.remove(me, { id, subjectId });
      await this.records.in(me, (db) =>
        db.update(DataSubjectRequest, { id }, { bytes: null, expiresAt: null }),
      );
    }
    return expired.length;
  }

  private async make(me: Job, claimed: Claimed, now: Date) {
    const { id, subjectId, kind, attempts } = claimed;
    const plain = await this.downloads.of(me, subjectId, kind, now);
    const bytes = await this.store.keep(me, { id, subjectId }, plain);
    const kept = await this.records.in(me, (db) =>
      db.update(
        DataSubjectRequest,
        { id, state: 'in-progress', attempts },
        {
          state: 'completed',
          completedAt: now,
          expiresAt: new Date(now.getTime() + KEPT_MS),
          bytes,
          leaseUntil: null,
        },
      ),
    );
    if (!kept) await this.withdraw(me, claimed);
  }

  /** What failed is tried again as soon as the queue says, not when the lease runs out. */
  private async release(me: Job, { id, attempts }: Claimed, now: Date) {
    await this.records.in(me, (db) =>
      db.update(DataSubjectRequest, { id, attempts, state: 'in-progress' }, { leaseUntil: now }),
    );
  }

  /** The request was taken back, or another instance took over and keeps its own file under the same name. */
  private async withdraw(me: Job, { id, subjectId }: Claimed) {
    const standing = await this.records.in(me, (db) => db.find(DataSubjectRequest, { id }));
    if (standing?.state === 'cancelled') await this.store.remove(me, { id, subjectId });
  }

  private async claim(me: Job, id: string, now: Date): Promise<Claimed | null> {
    return this.records.in(me, async (db) => {
      const { rows } = await db.tell(
        `update data_subject_request set attempts = attempts + 1, lease_until = $3
         where library_id = $1 and id = $2 and kind in ('access', 'portability')
           and (state = 'received' or state = 'in-progress' and lease_until <= $4)
         returning id, subject_id, kind, attempts`,
        [me.libraryId, id, new Date(now.getTime() + LEASE_MS), now],
      );
      const row = rows[0];
      if (!row) return null;
      const isHopeless = Number(row.attempts) > MOST_ATTEMPTS;
      await db.update(DataSubjectRequest, { id }, { state: isHopeless ? 'failed' : 'in-progress' });
      if (isHopeless) {
        this.logger.error({ id, libraryId: me.libraryId }, 'a download could not be made');
        return null;
      }
      const kind = row.kind === 'portability' ? 'portability' : 'access';
      return { id, subjectId: String(row.subject_id), kind, attempts: Number(row.attempts) };
    });
  }

  private async renew(me: Job, { id, attempts }: Claimed) {
    const leaseUntil = new Date(Date.now() + LEASE_MS);
    await this.records
      .in(me, (db) => db.update(DataSubjectRequest, { id, attempts, state: 'in-progress' }, { leaseUntil }))
      .catch((error: unknown) =>
        this.logger.warn({ name: (error as Error).name }, 'a lease was not renewed'),
      );
  }
}
