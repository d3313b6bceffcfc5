import { Injectable } from '@nestjs/common';
import type { Job, SignedIn } from '../../foundation/access/signed-in.js';
import { KeyStore } from '../../foundation/encryption/key-store.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import { DueRows, type DueRule, type Periods } from '../../foundation/records/due-rows.js';
import { notHeld } from '../../foundation/records/holds.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Parameters, type Values } from '../../foundation/records/statements.js';
import { SubjectRows } from '../../foundation/records/subject-rows.js';
import { isAnswerDue, isInBackups } from '../data-subject-requests/spared-rows.service.js';
import { addCount } from './progress.js';

const ROWS_AT_ONCE = 1_000;

/** How many rows of a table are due, and how many of them have to wait: for a hold, a restriction, an open request. */
export interface DueCount extends DueRule {
  due: number;
  waiting: number;
}

/** Rows that have been kept for as long as their purpose says: counted, and deleted in batches of one transaction each. */
@Injectable()
export class DueBatches {
  private readonly due: DueRows;

  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly keys: KeyStore,
    rows: SubjectRows,
  ) {
    this.due = new DueRows(rows);
  }

  /** What ends in a library, in the order in which it goes. @throws NoInstant */
  rules(periods: Periods): DueRule[] {
    return this.due.rules(periods);
  }

  /** Counts without deleting anything. */
  async count(me: SignedIn, rule: DueRule, now: Date): Promise<DueCount> {
    const given = new Parameters();
    given.add(me.libraryId);
    const isDue = this.due.isDue(rule, 'held', now, given);
    const isFree = isFreeToGo(rule, 'held', now, given);
    const { rows } = await this.records.in(me, (db) =>
      db.tell(
        `select count(*)::int as due, (count(*) filter (where not (${isFree})))::int as waiting
         from ${rule.table.name} held where held.library_id = $1 and ${isDue}`,
        given.values,
      ),
    );
    return { ...rule, due: Number(rows[0]?.due), waiting: Number(rows[0]?.waiting) };
  }

  /** Deletes what is due by one rule, batch after batch; a kill in between loses nothing and doubles no count. */
  async delete(me: Job, rule: DueRule, run: { id: string; asOf: Date }): Promise<void> {
    while (await this.deleteSome(me, rule, run)) continue;
  }

  private deleteSome(me: Job, rule: DueRule, { id, asOf }: { id: string; asOf: Date }): Promise<boolean> {
    return this.records.in(me, async (db) => {
      const subjects = await this.lockSome(db, rule, asOf);
      if (!subjects.length) return false;
      const gone = await this.remove(db, rule, subjects, asOf);
      await this.removeBesides(db, rule, gone);
      await addCount(db, id, { table: rule.table.name, count: gone.length });
      return gone.length > 0;
    });
  }

  /** Readers of due rows: nobody can place a hold on them or restrict their data until the transaction ends. */
  private async lockSome(db: Rows, rule: DueRule, now: Date): Promise<(string | null)[]> {
    const given = new Parameters();
    given.add(db.me.libraryId);
    const { rows } = await db.tell(
      `select distinct subject from (
         select held.${subjectOf(rule)} as subject from ${rule.table.name} held
         where held.library_id = $1 and ${this.mayGo(rule, now, given)} limit ${ROWS_AT_ONCE}) found order by subject`,
      given.values,
    );
    const subjects = rows.map(({ subject }) => subject as string | null);
    await db.tell(
      'select 1 from subject where library_id = $1 and id = any($2::uuid[]) order by id for share',
      [db.me.libraryId, subjects.filter((one) => one !== null)],
    );
    return subjects;
  }

  private async remove(db: Rows, rule: DueRule, subjects: (string | null)[], now: Date): Promise<Values[]> {
    const { name, shape } = rule.table;
    const keys = shape.keys.map((key) => key.name).join(', ');
    const given = new Parameters();
    given.add(db.me.libraryId);
    const known = `(held.${subjectOf(rule)} = any(${given.add(subjects.filter((one) => one !== null))}::uuid[])
      ${subjects.includes(null) ? `or held.${subjectOf(rule)} is null` : ''})`;
    const { rows } = await db.tell(
      `delete from ${name} where library_id = $1 and (${keys}) in (
         select ${keys} from ${name} held
         where held.library_id = $1 and ${known} and ${this.mayGo(rule, now, given)} limit ${ROWS_AT_ONCE})
       returning ${shape.has('id') ? 'id' : 'null::uuid as id'}, ${subjectOf(rule)} as subject`,
      given.values,
    );
    return rows;
  }

  /** Files, look-ups, corrections and keys of rows that are going; each may be removed again after a kill. */
  private async removeBesides(db: Rows, { table: { name, personal, shape } }: DueRule, gone: Values[]) {
    const ids = gone.map(({ id }) => id);
    if (personal.file)
      for (const { id, subject } of gone)
        await this.store.remove(db.me, { id: String(id), subjectId: String(subject) });
    const fields = shape.sealed.flatMap(({ sealed }) => (sealed?.lookup ? [sealed.fieldId] : []));
    if (fields.length)
      await db.tell(
        'delete from blind_index where library_id = $1 and row_id = any($2::uuid[]) and field_id = any($3::text[])',
        [db.me.libraryId, ids, fields],
      );
    // What a row said before it was corrected goes with it.
    if (personal.keepsHistory)
      await db.tell('delete from correction where library_id = $1 and row_id = any($2::uuid[])', [
        db.me.libraryId,
        ids,
      ]);
    if (name !== 'subject') return;
    await db.tell('delete from sealing_key where library_id = $1 and holder_id = any($2::uuid[])', [
      db.me.libraryId,
      ids,
    ]);
    this.keys.forget(db.me.libraryId);
  }

  private mayGo(rule: DueRule, now: Date, given: Parameters): string {
    const due = this.due.isDue(rule, 'held', now, given);
    return `${due} and ${isFreeToGo(rule, 'held', now, given)} and ${this.due.isEmpty(rule, 'held')}`;
  }
}

/** Neither a hold nor a restriction keeps a row, no answer is due that has to show it, no backup brings its reader back. */
function isFreeToGo(rule: DueRule, row: string, now: Date, given: Parameters): string {
  const subject = `${row}.${subjectOf(rule)}`;
  const instant = `${given.add(now)}::timestamptz`;
  return `${notHeld(subject, rule.table)} and not ${isAnswerDue(subject, instant)} and not ${isInBackups(subject)}
    and not exists (select 1 from subject kept where kept.library_id = $1 and kept.id = ${subject}
      and kept.state in ('restricted', 'erasing'))`;
}

function subjectOf({ table: { personal, shape } }: DueRule): string {
  return shape.column(personal.subject).name;
}
