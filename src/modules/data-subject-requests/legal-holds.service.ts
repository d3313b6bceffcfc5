import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PURPOSES } from '../../foundation/data-map/purposes.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { lockForForgetting } from '../../foundation/records/forgetting.js';
import { isWhole } from '../../foundation/records/holds.js';
import { LegalHold, type HoldGround } from '../../foundation/records/legal-hold.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { SubjectRows } from '../../foundation/records/subject-rows.js';
import { dayOf, WaitingErasuresService } from './waiting-erasures.service.js';

/** A hold as an owner places it; `reviewOn` is a day such as 2026-12-31. */
export interface NewHold {
  ground: HoldGround;
  citation: string;
  words: string;
  purposes?: PurposeKey[] | undefined;
  tables?: string[] | undefined;
  reviewOn: string;
  /** The incident whose evidence it keeps. */
  incidentId?: string | undefined;
}

/** Legal holds: what of a reader may not be deleted, on which ground, looked at again within the year (Art. 17(3)). */
@Injectable()
export class LegalHoldsService {
  constructor(
    private readonly records: Records,
    private readonly rows: SubjectRows,
    private readonly waiting: WaitingErasuresService,
  ) {}

  /**
   * Places a hold; one that stands for the same incident already is the one that is meant.
   * @throws 404 for whom the library does not know or is erasing; 422
   */
  async place(me: Staff, subjectId: string, hold: NewHold, now: Date): Promise<{ id: string }> {
    const { ground, citation, words, purposes = [], tables = [], incidentId = null } = hold;
    return this.records.in(me, async (db) => {
      await lockForForgetting(db, subjectId);
      this.refuseUnknown(purposes, tables);
      const stands = incidentId && (await db.find(LegalHold, { subjectId, incidentId, liftedAt: null }));
      if (stands) return { id: stands.id };
      const reviewAt = reviewDay(hold.reviewOn, now);
      const id = await db.insert(LegalHold, {
        subjectId,
        ...{ ground, citation, words, purposes, tables, reviewAt, incidentId },
        placedAt: now,
        placedBy: me.id,
        reviewedAt: now,
        reviewedBy: me.id,
        liftedAt: null,
        liftedBy: null,
      });
      await this.waiting.holdsChanged(db, subjectId, now);
      return { id };
    });
  }

  /** How many of these readers could be held, and how many of them an incident's holds keep already. */
  async reach(me: Staff, subjectIds: string[], incidentId: string) {
    const { rows } = await this.records.in(me, (db) =>
      db.tell(
        `select count(*)::int as readers, count(*) filter (where exists (
           select 1 from legal_hold h where h.library_id = $1 and h.subject_id = s.id and h.incident_id = $3
             and h.lifted_at is null))::int as held
         from subject s where s.library_id = $1 and s.id = any($2::uuid[]) and s.kind = 'reader'
           and s.state in ('active', 'restricted')`,
        [me.libraryId, subjectIds, incidentId],
      ),
    );
    return { readers: Number(rows[0]?.readers), held: Number(rows[0]?.held) };
  }

  /** The library's holds in force, the latest first. */
  async list(me: Staff, page: PageOptions, now: Date) {
    const { items, next } = await this.records.in(me, (db) =>
      db.page(LegalHold, { liftedAt: null }, { ...page, order: 'newest' }),
    );
    return { items: items.map((one) => shapeOf(one, now)), next };
  }

  /** Holds that keep an incident's evidence, in force or lifted, the latest first. */
  async ofIncident(me: Staff, incidentId: string, page: PageOptions, now: Date) {
    const { items, next } = await this.records.in(me, (db) =>
      db.page(LegalHold, { incidentId }, { ...page, order: 'newest' }),
    );
    return { items: items.map((one) => shapeOf(one, now)), next };
  }

  /** @throws 404 */
  async show(me: Staff, id: string, now: Date) {
    return this.records.in(me, async (db) => shapeOf(await db.get(LegalHold, { id }), now));
  }

  /** An owner has looked again: it is still needed, until a new day. @throws 404; 409 where it was lifted; 422 */
  async review(me: Staff, id: string, reviewOn: string, now: Date) {
    const looked = () => ({
      reviewAt: reviewDay(reviewOn, now),
      reviewedAt: now,
      reviewedBy: me.id,
      remindedAt: null,
    });
    return this.change(me, id, looked, now);
  }

  /** Ends a hold; an erasure that waited for it alone goes on by itself. @throws 404; 409 where it was lifted */
  async lift(me: Staff, id: string, now: Date) {
    return this.change(me, id, () => ({ liftedAt: now, liftedBy: me.id }), now);
  }

  private change(
    me: Staff,
    id: string,
    changes: () => Partial<
      Pick<LegalHold, 'reviewAt' | 'reviewedAt' | 'reviewedBy' | 'remindedAt' | 'liftedAt' | 'liftedBy'>
    >,
    now: Date,
  ) {
    return this.records.in(me, async (db) => {
      const { subjectId } = await db.get(LegalHold, { id });
      await lockForForgetting(db, subjectId);
      if (!(await db.update(LegalHold, { id, liftedAt: null }, changes()))) throw liftedAlready();
      await this.waiting.holdsChanged(db, subjectId, now);
      return shapeOf(await db.get(LegalHold, { id }), now);
    });
  }

  private refuseUnknown(purposes: string[], tables: string[]) {
    const purpose = purposes.find((key) => !PURPOSES.some((one) => one.key === key));
    if (purpose !== undefined)
      throw invalid(
        '/purposes',
        `There is no purpose "${purpose}". GET /library/record-of-processing names them.`,
      );
    const known = this.rows.erasable().map(({ name }) => name);
    const table = tables.find((name) => !known.includes(name));
    if (table !== undefined)
      throw invalid(
        '/tables',
        `Erasure deletes no table "${table}", so that none can be held. These are: ${known.join(', ')}.`,
      );
  }
}

/** A hold as owners see it. */
function shapeOf(hold: Opened<LegalHold>, now: Date) {
  const {
    id,
    ground,
    citation,
    words,
    purposes,
    tables,
    placedAt,
    placedBy,
    reviewedAt,
    reviewAt,
    liftedAt,
  } = hold;
  return {
    id,
    reader: hold.subjectId,
    incident: hold.incidentId,
    ...{ ground, citation, words, purposes, tables, isWhole: isWhole(hold) },
    ...{ placedAt, placedBy, reviewedAt, reviewOn: dayOf(reviewAt), liftedAt },
    isOverdue: liftedAt === null && reviewAt <= now,
  };
}

/** @throws 422 for a day that is past or more than a year ahead */
function reviewDay(day: string, now: Date): Date {
  const at = new Date(`${day}T00:00:00Z`);
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + 1);
  if (at > now && at <= last) return at;
  throw invalid(
    '/reviewOn',
    'Name a day after today and at most a year ahead: a hold is looked at again within the year.',
  );
}

const liftedAlready = () =>
  conflict('lifted', 'This hold was lifted already. Place a new one where it is needed.');
