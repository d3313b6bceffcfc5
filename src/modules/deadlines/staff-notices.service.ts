import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { LetterKind } from '../../foundation/data-map/processings.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { StaffContactsService } from '../libraries/staff-contacts.service.js';
import { StaffNotice } from './staff-notice.entity.js';

interface Notice {
  kind: LetterKind;
  subject: string;
  text: string;
}

const AT_ONCE = 1_000;
/** Longer than the longest answer of Art. 12(3) takes, and as long as any note of what staff did. */
const KEPT_MONTHS = 13;

/** Letters to owners and to the platform's security officers, and the note that they were told; in the platform's transaction. */
@Injectable()
export class StaffNoticesService {
  constructor(
    private readonly contacts: StaffContactsService,
    private readonly outbox: Outbox,
  ) {}

  /** Notes what is told now, and gives the keys of which nobody was told before. */
  async untold(db: Rows, aboutLibraryId: string, keys: string[], now: Date): Promise<Set<string>> {
    const untold = new Set<string>();
    for (let from = 0; from < keys.length; from += AT_ONCE)
      for (const key of await this.note(db, aboutLibraryId, keys.slice(from, from + AT_ONCE), now))
        untold.add(key);
    return untold;
  }

  private async note(db: Rows, aboutLibraryId: string, keys: string[], now: Date): Promise<string[]> {
    const rows = keys.map((key) => ({ id: uuidv7(), aboutLibraryId, key, toldAt: now }));
    const on = ['libraryId', 'aboutLibraryId', 'key'];
    await db.insertMany(StaffNotice, rows, { do: 'ignore', on });
    const ours = await db.tell(
      'select key from staff_notice where library_id = $1 and id = any($2::uuid[])',
      [db.me.libraryId, rows.map(({ id }) => id)],
    );
    return ours.rows.map((row) => String(row.key));
  }

  /** Removes notes of what was told so long ago that it is over, or worth telling again. */
  async forget(db: Rows, now: Date): Promise<number> {
    const before = new Date(now);
    before.setUTCMonth(before.getUTCMonth() - KEPT_MONTHS);
    return db.delete(StaffNotice, { toldAt: { before } });
  }

  /** To a library's owners; where it has none, to the security officers. */
  async toOwners(db: Rows, libraryId: string, notice: Notice): Promise<void> {
    const owners = await this.contacts.owners(db, libraryId);
    await this.post(db, owners.length ? owners : await this.contacts.officers(db), notice);
  }

  async toOfficers(db: Rows, notice: Notice): Promise<void> {
    await this.post(db, await this.contacts.officers(db), notice);
  }

  private async post(db: Rows, to: { id: string; email: string }[], notice: Notice) {
    for (const { id, email } of to) await this.outbox.post(db, { subjectId: id, to: email, ...notice });
  }
}
