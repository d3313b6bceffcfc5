import { Injectable } from '@nestjs/common';
import { canariesOf } from '../../foundation/records/canaries.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Reader } from './reader.entity.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A reader who is to be written to, and whether a guardian answers for them. */
export interface Addressee {
  id: string;
  hasGuardian: boolean;
}

/** Where a reader and, for a minor, the guardian are reached. */
export interface Addresses {
  email: string;
  name: string;
  country: string | null;
  language: string;
  guardianEmail: string | null;
}

/** Readers whom the law has the library write to, whatever they chose, and in whatever state their account is (Art. 34). */
@Injectable()
export class AddresseesService {
  /**
   * Readers in the order of ids, at most `limit`: those after `after`, of a list or of all. Who is being erased is left out,
   * whoever is no reader, and canaries.
   */
  async among(db: Rows, ids: string[] | null, after: string | null, limit: number): Promise<Addressee[]> {
    const { rows } = await db.tell(
      `select r.id, s.age_rule = 'guardian' as "hasGuardian"
       from reader r join subject s on s.library_id = r.library_id and s.id = r.id
       where r.library_id = $1 and ($2::uuid is null or r.id > $2) and s.state not in ('erasing', 'erased')
         and ($4::uuid[] is null or r.id = any($4)) and r.id <> all($5::uuid[]) order by r.id limit $3`,
      [db.me.libraryId, after, limit, ids, await canariesOf(db)],
    );
    return rows as unknown as Addressee[];
  }

  /** Those of these ids that are no reader of the library. */
  async strangers(db: Rows, ids: string[]): Promise<string[]> {
    const shaped = ids.filter((id) => UUID.test(id));
    const { rows } = await db.tell('select id from reader where library_id = $1 and id = any($2::uuid[])', [
      db.me.libraryId,
      shaped,
    ]);
    const known = new Set(rows.map((row) => row.id));
    return ids.filter((id) => !known.has(id));
  }

  /** Where these readers are reached now, by id; who was erased meanwhile is missing. For jobs that restriction leaves going. */
  async addresses(db: Rows, readerIds: string[]): Promise<Map<string, Addresses>> {
    const readers = readerIds.length ? await db.all(Reader, { id: readerIds }) : [];
    return new Map(
      readers.map(({ id, email, name, country, language, guardian }) => [
        id,
        { email, name, country, language, guardianEmail: guardian?.email ?? null },
      ]),
    );
  }

  /** In which country these readers live, by id, null where they never said; who is being erased is missing. Nothing else is opened. */
  countries(db: Rows, readerIds: string[]): Promise<Map<string, string | null>> {
    return db.values(Reader, readerIds, 'country');
  }
}
