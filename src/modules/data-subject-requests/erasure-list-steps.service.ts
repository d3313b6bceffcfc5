import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { SubjectErased } from '../../foundation/encryption/errors.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { ERASURES } from './erasure-beginning.service.js';
import { ErasureList, ErasureListLine } from './erasure-list.entity.js';
import { ErasuresService } from './erasures.service.js';

const LEASE_MS = 60_000;

/** Another instance has begun the line's erasure meanwhile. */
class Overtaken extends Error {
  override name = 'Overtaken';
}

/** Carries a confirmed list out: each line begins its reader's erasure in one transaction with the note that it has. */
@Injectable()
export class ErasureListStepsService {
  constructor(
    private readonly records: Records,
    private readonly erasures: ErasuresService,
  ) {}

  /** Takes a list to its end; a kill anywhere goes on at the next line. Nothing happens where it is not due. */
  async advance({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(ERASURES, libraryId);
    while (await this.claim(me, id, now)) {
      const line = await this.records.in(me, (db) =>
        db.find(ErasureListLine, { listId: id, state: 'waiting' }),
      );
      if (!line) return this.end(me, id);
      await this.begin(me, line, now);
    }
  }

  /** Lists that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(ERASURES, libraryId), async (db) => {
      const { rows } = await db.tell(
        'select id from erasure_list where library_id = $1 and next_attempt_at <= $2 order by next_attempt_at limit 100',
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** Removes lists whose time is over, with their lines. */
  async expire(libraryId: string, now: Date): Promise<void> {
    await this.records.in(aJob(ERASURES, libraryId), async (db) => {
      const over = [libraryId, now];
      await db.tell(
        `delete from erasure_list_line l using erasure_list e where l.library_id = $1 and e.library_id = $1
           and e.id = l.list_id and e.expires_at <= $2`,
        over,
      );
      await db.tell('delete from erasure_list where library_id = $1 and expires_at <= $2', over);
    });
  }

  private async begin(me: Job, { id, subjectId }: Opened<ErasureListLine>, now: Date) {
    const wish = { askedBy: 'library', hasGrace: false } as const;
    try {
      await this.erasures.ask(me, subjectId ?? '', wish, now, async (db) => {
        if (!(await db.update(ErasureListLine, { id, state: 'waiting' }, { state: 'begun' })))
          throw new Overtaken();
      });
    } catch (error) {
      if (error instanceof Overtaken) return;
      // Erased by another's word since the list was checked, or waiting for a hold by it.
      if (!(error instanceof SubjectErased || (error instanceof Problem && error.getStatus() < 500)))
        throw error;
      await this.records.in(me, (db) =>
        db.update(ErasureListLine, { id, state: 'waiting' }, { state: 'gone' }),
      );
    }
  }

  private async end(me: Job, id: string) {
    await this.records.in(me, (db) =>
      db.update(ErasureList, { id, state: 'confirmed' }, { state: 'begun', nextAttemptAt: null }),
    );
  }

  /** True while the list is ours: for a minute from `now`, after which another instance may go on with it. */
  private async claim(me: Job, id: string, now: Date): Promise<boolean> {
    return this.records.in(me, async (db) => {
      const lease = new Date(now.getTime() + LEASE_MS);
      const { rowCount } = await db.tell(
        `update erasure_list set next_attempt_at = $4 where library_id = $1 and id = $2 and state = 'confirmed'
           and (next_attempt_at <= $3 or next_attempt_at = $4)`,
        [me.libraryId, id, now, lease],
      );
      return rowCount === 1;
    });
  }
}
