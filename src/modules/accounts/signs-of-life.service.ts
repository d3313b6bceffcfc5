import { Injectable } from '@nestjs/common';
import { canariesOf } from '../../foundation/records/canaries.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import type { Contact } from './contact.service.js';
import { Reader } from './reader.entity.js';

/** A reader and the instant of their last sign of life; of one who never claimed the account, of the import. */
export interface Quiet {
  id: string;
  since: Date;
}

/** Whom to write to about an account: the reader and, for a minor, who stands for them. */
export interface Addressees {
  reader: Contact;
  isMinor: boolean;
  guardian: string | null;
}

const LAST_SIGN = `date_trunc('milliseconds', greatest(reader.last_seen_at,
  (select max(session.last_used_at) from session
   where session.library_id = reader.library_id and session.subject_id = reader.id)))`;

/** When readers last showed that they still use the library: by a sign-in, or by a session that they used. */
@Injectable()
export class SignsOfLifeService {
  /** Readers without a sign of life since `before`, in the order of their ids, after `after`; canaries never give one. */
  async quiet(db: Rows, before: Date, after: string | null, most: number): Promise<Quiet[]> {
    const { rows } = await db.tell(
      `select id, since from (
         select reader.id, ${LAST_SIGN} as since from reader
         where reader.library_id = $1 and reader.last_seen_at < $2 and ($3::uuid is null or reader.id > $3)
           and reader.id <> all($5::uuid[])) found
       where since < $2 order by id limit $4`,
      [db.me.libraryId, before, after, most, await canariesOf(db)],
    );
    return rows.map(({ id, since }) => ({ id: String(id), since: since as Date }));
  }

  /** The last sign of life of readers, by id. */
  async of(db: Rows, ids: string[]): Promise<Map<string, Date>> {
    const { rows } = await db.tell(
      `select reader.id, ${LAST_SIGN} as since from reader where reader.library_id = $1 and reader.id = any($2::uuid[])`,
      [db.me.libraryId, ids],
    );
    return new Map(rows.map(({ id, since }) => [String(id), since as Date]));
  }

  /** The last sign of life, with the reader locked: a sign-in waits for the caller's transaction. Null for nobody, as a canary is. */
  async locked(db: Rows, id: string): Promise<Date | null> {
    await db.tell('select 1 from reader where library_id = $1 and id = $2 for update', [db.me.libraryId, id]);
    if ((await canariesOf(db)).includes(id)) return null;
    return (await this.of(db, [id])).get(id) ?? null;
  }

  /** Notes a sign of life. */
  async note(db: Rows, id: string, now: Date): Promise<void> {
    await db.update(Reader, { id }, { lastSeenAt: now });
  }

  /** Whom to write to about an account. */
  async addressees(db: Rows, id: string): Promise<Addressees> {
    const { email, language, guardian } = await db.get(Reader, { id });
    const { ageRule } = await db.get(Subject, { id });
    return { reader: { email, language }, isMinor: ageRule !== 'met', guardian: guardian?.email ?? null };
  }
}
