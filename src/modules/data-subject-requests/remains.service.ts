import { Injectable } from '@nestjs/common';
import type { Job } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { endForgetting, removeIndexes } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SomeRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { Erasure } from './erasure.entity.js';
import { Turns } from './turns.js';
import { DataSubjectRequest } from './request.entity.js';

/** Whose remains, and the erasure they are counted on. */
interface Erased {
  id: string;
  subjectId: string;
}

/** Where the next batch begins: in which table, after which of its rows; and where it ends, if that was found meanwhile. */
interface Place {
  table: number;
  after?: string | undefined;
  end?: string | null | undefined;
}

const START: Place = { table: 0 };
/** Rows of a batch while nobody waits for this process, and otherwise. */
const MANY = 100_000;
const FEW = 1_000;
const LEASE_MS = 60_000;

/** Of a reader who has many of a table's rows Postgres expects more than there are left, and would read the whole table for them. */
const BY_INDEX = 'set local enable_seqscan = off';
/** One plan a connection for whomever: by index each takes a moment, while planning thirty tables takes five milliseconds. */
const PLANNED_ONCE = 'set local plan_cache_mode = force_generic_plan';

/** Something of the person was found where nothing should be; the erasure goes on, it does not end. */
export class SomethingRemains extends Error {
  override name = 'SomethingRemains';
}

/** What is left of a person once their key is gone: indexes, sessions, letters, files, rows; found by the data map alone. */
@Injectable()
export class RemainsService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly rows: SubjectRows,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Removes blind indexes, sessions and letters. Null while a letter is in the hands of the mail server, which would
   * write it down after we have cleared its folder.
   */
  async removeIndexes(me: Job, { id, subjectId }: Erased, now: Date): Promise<Opened<Erasure> | null> {
    return this.records.in(me, async (db) => {
      const onTheirWay = { subjectId, state: 'claimed', nextAttemptAt: { after: now } } as const;
      if (await db.count(Letter, onTheirWay)) return null;
      const removed = await removeIndexes(db, subjectId);
      const letter = await this.outbox.recall(db, subjectId);
      for (const [table, count] of Object.entries({ ...removed, letter })) await add(db, id, table, count);
      await db.update(Erasure, { id, state: 'keys_destroyed' }, { state: 'indexes_removed' });
      return db.get(Erasure, { id });
    });
  }

  /** Lets each module remove what it keeps outside Postgres, then deletes rows in batches, counting as they go. */
  async deleteRows(me: Job, erased: Erased): Promise<void> {
    await this.clearOutside(me, erased);
    const tables = await this.records.in(me, (db) => this.holding(db, erased.subjectId));
    const turns = new Turns();
    // A small batch has nothing beside it: others have the rest of the machine.
    const batch = (from: Place) =>
      turns.take((isQuiet) =>
        isQuiet
          ? this.deleteMany(me, tables, erased, from)
          : this.deleteIn(me, tables, erased, { ...from, most: FEW, end: undefined }),
      );
    for (let place = await batch(START); place;) place = await batch(place);
  }

  /**
   * Ends the erasure. What a request that began before the first step may have written meanwhile goes before.
   * @throws SomethingRemains
   */
  async finish(me: Job, erased: Erased, now: Date): Promise<void> {
    await this.clearOutside(me, erased);
    if (!(await this.complete(me, erased, now))) return;
    await this.deleteRows(me, erased);
    const table = await this.complete(me, erased, now);
    if (table) throw new SomethingRemains(`rows in ${table}`);
  }

  private async holding(db: Rows, subjectId: string): Promise<SubjectTable[]> {
    const [, tables] = await Promise.all([
      db.tell(`${BY_INDEX}; ${PLANNED_ONCE}`, []),
      this.rows.holding(db, this.rows.erasable(db.me.libraryId), subjectId),
    ]);
    return tables;
  }

  private async clearOutside({ libraryId }: Job, { subjectId }: Erased) {
    for (const reaction of this.map.erasureReactions().values()) await reaction({ libraryId, subjectId });
  }

  /** Marks the end when nothing is left; otherwise names a table that holds something. */
  private async complete(me: Job, { id, subjectId }: Erased, now: Date): Promise<string | null> {
    return this.records.in(me, async (db) => {
      const [left] = await this.holding(db, subjectId);
      if (left) return left.name;
      await endForgetting(db, subjectId, now);
      await db.update(
        DataSubjectRequest,
        { id, state: 'in-progress' },
        { state: 'completed', completedAt: now },
      );
      await db.update(
        Erasure,
        { id, state: 'rows_deleted' },
        { state: 'live_complete', liveCompleteAt: now },
      );
      return null;
    });
  }

  /** A large batch, while the end of the next is looked for; null when it was the last. */
  private async deleteMany(
    me: Job,
    tables: SubjectTable[],
    erased: Erased,
    place: Place,
  ): Promise<Place | null> {
    const endAfter = (after: string) => this.endAfter(me, tables[place.table], erased, { most: MANY, after });
    const end = place.end === undefined && place.after ? await endAfter(place.after) : place.end;
    const [next, nextEnd] = await Promise.all([
      this.deleteIn(me, tables, erased, { most: MANY, ...place, end }),
      end ? endAfter(end) : undefined,
    ]);
    return next && next.after === end ? { ...next, end: nextEnd } : next;
  }

  /** The end of the batch that begins where one ends whose end is known. */
  private async endAfter(
    me: Job,
    table: SubjectTable | undefined,
    { subjectId }: Erased,
    some: SomeRows,
  ): Promise<string | null> {
    if (!table) return null;
    return this.records.in(me, async (db) => {
      await db.tell(BY_INDEX, []);
      return this.rows.endOfSome(db, table, subjectId, some);
    });
  }

  /** A batch in one transaction, of as many tables as it takes, with counts and lease; null when it was the last. */
  private async deleteIn(
    me: Job,
    tables: SubjectTable[],
    { id, subjectId }: Erased,
    { most, ...place }: Place & { most: number },
  ): Promise<Place | null> {
    return this.records.in(me, async (db) => {
      // It need not reach the disk: what a crash loses is deleted again, and the step that says it is done commits after it.
      await db.tell(`set local synchronous_commit = off; ${BY_INDEX}`, []);
      let left = most;
      let { after, end } = place;
      for (const [i, table] of [...tables.entries()].slice(place.table)) {
        const some = { most: left, after, end };
        const { deleted, next } = await this.rows.deleteSome(db, table, subjectId, some);
        await add(db, id, table.name, deleted);
        if (next !== null) return { table: i, after: next };
        left -= deleted;
        if (left <= 0) return { table: i + 1 };
        after = end = undefined;
      }
      return null;
    });
  }
}

/** Adds to the certificate's counts in the transaction that deletes, so that a kill neither loses nor doubles any. */
async function add(db: Rows, id: string, table: string, count: number) {
  if (!count) return;
  await db.tell(
    `update erasure set counts = counts || jsonb_build_object($3::text, coalesce((counts ->> $3)::bigint, 0) + $4::bigint),
       next_attempt_at = greatest(next_attempt_at, now() + interval '${LEASE_MS} milliseconds')
     where library_id = $1 and id = $2`,
    [db.me.libraryId, id, table, count],
  );
}
