import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import { NotRestored } from '../../foundation/backup/backup-errors.js';
import { BrokenErasureLedger } from '../../foundation/records/erasure-ledger-files.js';
import { ErasureLedger } from '../../foundation/records/erasure-ledger.js';
import { Records } from '../../foundation/records/records.js';
import { ErasureStepsService } from './erasure-steps.service.js';
import { ReplayedErasuresService } from './replayed-erasures.service.js';
import { ReplayedWaitsService } from './replayed-waits.service.js';

const UNFINISHED = `state in ('requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted')`;
const AT_ONCE = 500;

/**
 * Makes a restored database forget again: everybody in the erasure ledger, by the same steps as the first time. It may
 * be run again after a kill, and over a database that has forgotten already.
 */
@Injectable()
export class ErasureReplayService {
  constructor(
    private readonly records: Records,
    private readonly ledger: ErasureLedger,
    private readonly steps: ErasureStepsService,
    private readonly replayed: ReplayedErasuresService,
    private readonly waits: ReplayedWaitsService,
  ) {}

  /**
   * Replays a library's ledger to its head; `told` after each person. Gives how many were erased again.
   * @throws BrokenErasureLedger when it cannot be read to its head; NotRestored when keys are missing of people whom no
   * entry tells of, so that ledger or key store is older than it should be
   */
  async run(
    libraryId: string,
    now: Date,
    told: () => Promise<void> | void = () => undefined,
  ): Promise<number> {
    const me = aJob('restore', libraryId);
    const head = await this.ledger.head(libraryId);
    let reached = 0;
    let begun = 0;
    for await (const entry of this.ledger.entries(libraryId)) {
      if (entry.seq > head.seq) break; // what this replay itself enters
      reached = entry.seq;
      if (entry.step !== 'requested' || !(await this.replayed.begin(me, entry, now))) continue;
      begun += 1;
      await told();
    }
    if (reached < head.seq)
      throw new BrokenErasureLedger(`Line ${reached + 1} of the erasure ledger cannot be read.`);
    await this.replayed.forgetStrays(me);
    await this.carryOut(me, now);
    await this.refuseMissingKeys(me);
    await this.waits.run(me, this.ledger.entries(libraryId), now);
    await this.ledger.catchUp(libraryId, now);
    return begun;
  }

  private async carryOut(me: Job, now: Date) {
    // Nobody else is at work: a lease is one that a kill, or the backup, has left.
    await this.records.in(me, (db) =>
      db.tell(`update erasure set next_attempt_at = $2 where library_id = $1 and ${UNFINISHED}`, [
        me.libraryId,
        now,
      ]),
    );
    let before = '';
    for (;;) {
      const ids = await this.unfinished(me);
      if (!ids.length) return;
      if (ids.join() === before) throw new NotRestored('An erasure does not end; see the log.');
      before = ids.join();
      for (const id of ids) await this.steps.advance({ libraryId: me.libraryId, id }, now);
    }
  }

  private async unfinished(me: Job): Promise<string[]> {
    return this.records.in(me, async (db) => {
      const { rows } = await db.tell(
        `select id from erasure where library_id = $1 and ${UNFINISHED} order by id limit ${AT_ONCE}`,
        [me.libraryId],
      );
      return rows.map((row) => String(row.id));
    });
  }

  private async refuseMissingKeys(me: Job) {
    const { rows } = await this.records.in(me, (db) =>
      db.tell(
        `select count(*)::int as count from reader r where r.library_id = $1 and not exists
           (select 1 from sealing_key k where k.library_id = $1 and k.holder_id = r.id and k.purpose = 'main')`,
        [me.libraryId],
      ),
    );
    const missing = Number(rows[0]?.count ?? 0);
    if (missing)
      throw new NotRestored(
        `${missing} readers of library ${me.libraryId} have no key, and the erasure ledger tells of none of them: ` +
          'the ledger, or the key export, is not the newest. Put the newest ledger there and run the same command again, or name the newest export with --keys and --start-over.',
      );
  }
}
