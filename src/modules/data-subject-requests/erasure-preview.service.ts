import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { spoken, tableTitle, type Language } from '../../foundation/data-map/words.js';
import { isWhole } from '../../foundation/records/holds.js';
import { LegalHold } from '../../foundation/records/legal-hold.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { certificateWords } from './certificate-words.js';
import { Recipient } from './recipient.entity.js';
import { DataSubjectRequest } from './request.entity.js';
import { dayOf, WaitingErasuresService } from './waiting-erasures.service.js';
import { whatStays } from './what-stays.js';

const COUNTED_TO = 1_000;
const DAY_MS = 86_400_000;

/** What an erasure would do, told before it is asked for: what goes, what stays and why, who is told, and from when. */
@Injectable()
export class ErasurePreviewService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly rows: SubjectRows,
    private readonly libraries: LibrariesService,
    private readonly waiting: WaitingErasuresService,
  ) {}

  /** The reader's own. */
  mine(me: Reader, language: string, now: Date) {
    return this.of(me, me.id, language, now);
  }

  /** For the library, of one of its readers. @throws 404 */
  ofReader(me: SignedIn, readerId: string, language: string, now: Date) {
    return this.of(me, readerId, language, now);
  }

  private of(me: SignedIn, subjectId: string, wanted: string, now: Date) {
    const language = spoken(wanted);
    return this.records.in(me, async (db) => {
      await db.get(Subject, { id: subjectId, kind: 'reader', state: ['active', 'restricted'] });
      const days = await this.libraries.erasureGraceDays(db);
      const beginsAt = days ? new Date(now.getTime() + days * DAY_MS) : null;
      return {
        grace: { days, beginsAt },
        waits: await this.waiting.of(db, subjectId),
        goes: await this.goes(db, subjectId, language),
        stays: await this.stays(db, subjectId, language),
        files: await this.files(db, subjectId),
        recipients: await recipientsOf(db, subjectId),
        openRequests: await openRequests(db, subjectId),
        holds: await holdsOn(db, subjectId, language),
        backups: certificateWords[language].backups.waiting,
      };
    });
  }

  private async goes(db: Rows, subjectId: string, language: Language) {
    const found = [];
    for (const table of this.rows.erasable()) {
      const counted = await this.counted(db, table, subjectId);
      if (counted.count)
        found.push({ table: table.name, title: tableTitle(table.name, language), ...counted });
    }
    return found;
  }

  private async stays(db: Rows, subjectId: string, language: Language) {
    const kept = new Map(whatStays(this.map, language).map((one) => [one.table, one]));
    const found = [];
    for (const table of this.rows.tables) {
      const why = kept.get(table.name);
      // A line of the access log names many people; it is not looked through for a preview.
      const counted = table.isShared ? { count: null } : await this.counted(db, table, subjectId);
      if (why && counted.count !== 0) found.push({ ...why, ...counted });
    }
    return found;
  }

  private async files(db: Rows, subjectId: string): Promise<{ count: number; atLeast?: true }> {
    let count = 0;
    for (const table of this.rows.tables.filter(({ personal }) => personal.file))
      count += await this.rows.count(db, table, subjectId, COUNTED_TO);
    return count >= COUNTED_TO ? { count, atLeast: true } : { count };
  }

  private async counted(db: Rows, table: SubjectTable, subjectId: string) {
    const count = await this.rows.count(db, table, subjectId, COUNTED_TO);
    return count === COUNTED_TO ? { count, atLeast: true as const } : { count };
  }
}

/** Who will be told that the data were erased (Art. 19): whoever really received any. */
async function recipientsOf(db: Rows, subjectId: string) {
  const { rows } = await db.tell(
    'select distinct recipient_id as id from disclosure where library_id = $1 and subject_id = $2 limit 200',
    [db.me.libraryId, subjectId],
  );
  const ids = rows.map(({ id }) => String(id));
  const recipients = ids.length ? await db.all(Recipient, { id: ids }) : [];
  return recipients.map(({ id, name, country }) => ({ id, name, country }));
}

/** What is open and would be closed unanswered; who wants a copy asks for it, and downloads it, before. */
async function openRequests(db: Rows, subjectId: string) {
  const open = await db.all(DataSubjectRequest, { subjectId, state: ['received', 'in-progress'] });
  return open.filter(({ kind }) => kind !== 'erasure').map(({ id, kind, state }) => ({ id, kind, state }));
}

async function holdsOn(db: Rows, subjectId: string, language: Language) {
  const holds = await db.all(LegalHold, { subjectId, liftedAt: null });
  return holds.map((hold) => ({
    ground: hold.ground,
    text: codeMeaning(hold.ground, language),
    purposes: hold.purposes,
    tables: hold.tables,
    isWhole: isWhole(hold),
    reviewOn: dayOf(hold.reviewAt),
  }));
}
