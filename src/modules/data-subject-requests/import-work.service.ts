import { Injectable, Logger } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import { SealedStore, type StoredFile } from '../../foundation/files/sealed-store.js';
import { Records } from '../../foundation/records/records.js';
import { ImportReading } from './import-reading.service.js';
import { IMPORTS } from './imports.service.js';
import { PortabilityImport } from './portability-import.entity.js';

const LEASE_MS = 120_000;
const RENEWED_EVERY_MS = 30_000;
const MOST_ATTEMPTS = 8;
const ENDED = ['completed', 'failed'] as const;

interface Claimed extends StoredFile {
  subjectId: string;
  attempts: number;
}

/** Takes what readers confirmed, one file at a time. */
@Injectable()
export class ImportWork {
  private readonly logger = new Logger('Imports');

  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly reading: ImportReading,
  ) {}

  /** Takes one file if it is due. A kill at any point leaves it to whoever finds its lease run out: nothing comes twice. */
  async take({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(IMPORTS, libraryId);
    await this.removeLeft(me, id, now);
    const claimed = await this.claim(me, id, now);
    if (!claimed) return;
    const lease = setInterval(() => void this.lease(me, claimed, Date.now() + LEASE_MS), RENEWED_EVERY_MS);
    try {
      await this.reading.take(libraryId, claimed, now);
      await this.complete(me, claimed, now);
    } catch (error) {
      await this.lease(me, claimed, now.getTime());
      throw error;
    } finally {
      clearInterval(lease);
    }
  }

  /** Files that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(IMPORTS, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from portability_import where library_id = $1 and (state = 'confirmed' and lease_until is null
           or state in ('confirmed', 'completed', 'failed') and lease_until <= $2) order by id limit 500`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** Removes files that nobody confirmed in their time, or that never arrived whole; tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    const me = aJob(IMPORTS, libraryId);
    const stale = { state: ['arriving', 'previewed'], expiresAt: { before: now } } as const;
    const found = await this.records.in(me, (db) => db.all(PortabilityImport, stale));
    for (const { id, subjectId } of found) {
      await this.store.remove(me, { id, subjectId });
      await this.records.in(me, (db) => db.delete(PortabilityImport, { ...stale, id }));
    }
    return found.length;
  }

  /** The file goes once everything of it is here; the lease goes after the file, so that a kill in between is found. */
  private async complete(me: Job, claimed: Claimed, now: Date) {
    await this.records.in(me, (db) =>
      db.update(
        PortabilityImport,
        { id: claimed.id, state: 'confirmed' },
        { state: 'completed', completedAt: now },
      ),
    );
    await this.removeFile(me, claimed);
  }

  /** Removes the file of one that has ended, where whoever ended it was killed before. */
  private async removeLeft(me: Job, id: string, now: Date) {
    const ended = { id, state: [...ENDED], leaseUntil: { before: now } };
    const found = await this.records.in(me, (db) => db.find(PortabilityImport, ended));
    if (found) await this.removeFile(me, found);
  }

  private async removeFile(me: Job, { id, subjectId }: StoredFile) {
    await this.store.remove(me, { id, subjectId });
    await this.records.in(me, (db) =>
      db.update(PortabilityImport, { id, state: [...ENDED] }, { leaseUntil: null }),
    );
  }

  private async claim(me: Job, id: string, now: Date): Promise<Claimed | null> {
    return this.records.in(me, async (db) => {
      const { rows } = await db.tell(
        `update portability_import set attempts = attempts + 1, lease_until = $3
         where library_id = $1 and id = $2 and state = 'confirmed' and (lease_until is null or lease_until <= $4)
         returning subject_id, attempts`,
        [me.libraryId, id, new Date(now.getTime() + LEASE_MS), now],
      );
      const row = rows[0];
      if (!row) return null;
      const claimed = { id, subjectId: String(row.subject_id), attempts: Number(row.attempts) };
      if (claimed.attempts <= MOST_ATTEMPTS) return claimed;
      await db.update(PortabilityImport, { id }, { state: 'failed' });
      this.logger.error({ id, libraryId: me.libraryId }, 'what a reader brought along could not be taken');
      return null;
    });
  }

  private async lease(me: Job, { id, attempts }: Claimed, until: number) {
    const leaseUntil = new Date(until);
    await this.records.in(me, (db) =>
      db.update(PortabilityImport, { id, attempts, state: 'confirmed' }, { leaseUntil }),
    );
  }
}
