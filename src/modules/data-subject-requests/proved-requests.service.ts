import { Injectable } from '@nestjs/common';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { DataSubjectRequest, SupplementaryStatement, type RequestKind } from './request.entity.js';
import { ACCESS, ANSWERED_BY_DOWNLOAD, shapeOf } from './requests.service.js';

/** What was asked by somebody who did not sign in, once it is known who they are. */
export interface Proved {
  kind: RequestKind;
  /** When it first came in; the clock of Art. 12(3) counts from there. */
  receivedAt: Date;
  /** When the proof was asked for (Art. 12(6)). */
  askedAt: Date;
  statement?: string | undefined;
}

/** Requests of people who are not signed in, entered once a letter has proved who they are. */
@Injectable()
export class ProvedRequestsService {
  constructor(private readonly libraries: LibrariesService) {}

  /** Enters the request for a reader inside the caller's transaction; where one of its kind is open, that one answers. */
  async enter(db: Rows, subjectId: string, proved: Proved, now: Date): Promise<string> {
    const { kind, statement } = proved;
    const open = await db.find(DataSubjectRequest, { subjectId, kind, state: ['received', 'in-progress'] });
    const id = open?.id ?? (await db.insert(DataSubjectRequest, await this.entry(db, subjectId, proved)));
    if (statement && !open)
      await db.insert(SupplementaryStatement, { id, subjectId, recordedAt: now, statement });
    if (ANSWERED_BY_DOWNLOAD.includes(kind) && !open) await db.wake(ACCESS, id);
    return id;
  }

  /** Enters a request that was answered at once since nothing is held: of somebody who is about to be forgotten. */
  async enterAnswered(db: Rows, subjectId: string, proved: Proved, now: Date): Promise<string> {
    const entry = await this.entry(db, subjectId, proved);
    return db.insert(DataSubjectRequest, { ...entry, state: 'completed', completedAt: now });
  }

  /** A request by its id, inside the caller's transaction. @throws 404 */
  async show(db: Rows, id: string) {
    return shapeOf(await db.get(DataSubjectRequest, { id }));
  }

  private async entry(db: Rows, subjectId: string, { kind, receivedAt }: Proved) {
    const { country } = await this.libraries.named(db);
    return { subjectId, kind, ...deadlinesOf(receivedAt, country) };
  }
}
