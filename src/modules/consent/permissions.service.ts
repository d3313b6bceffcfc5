import { Injectable } from '@nestjs/common';
import type { Rows } from '../../foundation/records/rows.js';
import { circumstancesWithin } from './circumstances.js';
import { permission, type PermissionAnswer } from './permission.js';

/** The permission question for whoever is about to act on the answer in the same transaction. */
@Injectable()
export class PermissionsService {
  /**
   * The answers for readers, in their order. Until the caller's transaction ends no consent of theirs can be withdrawn,
   * no objection recorded, and none of them restricted or erased.
   */
  async of(db: Rows, readerIds: string[], purpose: string, now: Date): Promise<PermissionAnswer[]> {
    const { libraryId } = db.me;
    // One after the other and in the order of ids, so that two that ask at once wait instead of blocking each other.
    await db.tell(
      'select 1 from subject where library_id = $1 and id = any($2::uuid[]) order by id for share',
      [libraryId, readerIds],
    );
    await db.tell(
      `select 1 from consent where library_id = $1 and subject_id = any($2::uuid[]) and purpose = $3
       order by subject_id for share`,
      [libraryId, readerIds, purpose],
    );
    const found = await circumstancesWithin(
      db,
      readerIds.map((subjectId) => ({ subjectId, purpose })),
    );
    db.looks.push({ entity: 'consent', subjectIds: readerIds, count: readerIds.length, bytes: 0 });
    return found.map((one) => permission(one, now));
  }

  /** Ids of readers who gave their consent to a purpose, in their order, after one of them. */
  async whoGave(db: Rows, purpose: string, after: string | null, limit: number): Promise<string[]> {
    const { rows } = await db.tell(
      `select subject_id from consent where library_id = $1 and purpose = $2 and state = 'given'
       and ($3::uuid is null or subject_id > $3) order by subject_id limit $4`,
      [db.me.libraryId, purpose, after, limit],
    );
    return rows.map((row) => String(row.subject_id));
  }
}
