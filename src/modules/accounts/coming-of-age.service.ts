import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { ruleOf } from './age-change.js';
import { HandOverService } from './hand-over.service.js';
import { Reader } from './reader.entity.js';

const PAGE = 200;

/**
 * Finds the readers who reach the age of consent of their country. Birth dates are opened a page at a time, those of
 * minors only: a date to wait for, kept in plain, would tell the birthday.
 */
@Injectable()
export class ComingOfAgeService {
  constructor(
    private readonly records: Records,
    private readonly handOver: HandOverService,
  ) {}

  /** Hands over to every reader of a library who is of age by now, each in a transaction. Tells how many. */
  async run(libraryId: string, now: Date): Promise<number> {
    const me = aJob('coming-of-age', libraryId);
    let reached = 0;
    let after: string | null = null;
    for (;;) {
      const minors: string[] = await this.records.in(me, (db) => minorsOf(db, after));
      const ofAge = await this.records.in(me, (db) => ofAgeAmong(db, minors, now));
      for (const id of ofAge) reached += await this.records.in(me, (db) => this.reach(db, id, now));
      after = minors.at(-1) ?? null;
      if (!after) return reached;
    }
  }

  /** Of two that come at once, one finds the rule met already. */
  private async reach(db: Rows, id: string, now: Date): Promise<number> {
    const reader = await db.find(Reader, { id }, 'for update');
    const { ageRule, state } = await db.get(Subject, { id }, 'for update');
    if (ageRule === 'met' || (state !== 'active' && state !== 'restricted')) return 0;
    if (!reader || !isOfAge(reader, now)) return 0;
    await this.handOver.toReader(db, reader, now);
    return 1;
  }
}

async function minorsOf(db: Rows, after: string | null): Promise<string[]> {
  const { rows } = await db.tell(
    `select s.id from subject s
     join reader r on r.library_id = s.library_id and r.id = s.id and r.birth_date is not null
     where s.library_id = $1 and s.kind = 'reader' and s.age_rule <> 'met' and s.state in ('active', 'restricted')
       and ($2::uuid is null or s.id > $2) order by s.id limit ${PAGE}`,
    [db.me.libraryId, after],
  );
  return rows.map((row) => String(row.id));
}

async function ofAgeAmong(db: Rows, ids: string[], now: Date): Promise<string[]> {
  if (!ids.length) return [];
  const readers = await db.all(Reader, { id: ids });
  return readers.filter((one) => isOfAge(one, now)).map(({ id }) => id);
}

function isOfAge(reader: Pick<Reader, 'birthDate' | 'country'>, now: Date): boolean {
  return ruleOf(reader, false, plainDateIn(now, 'UTC')) === 'met';
}
