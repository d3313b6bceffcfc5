import { Injectable } from '@nestjs/common';
import { countedFrom, deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import {
  DataSubjectRequest,
  OPEN_STATES,
  SupplementaryStatement,
  type RequestKind,
} from './request.entity.js';
import { outlineOf } from './request-views.js';
import { ACCESS, ANSWERED_BY_DOWNLOAD } from './requests.service.js';

/** What was asked by somebody who did not sign in, once it is known who they are. */
export interface Proved {
  kind: RequestKind;
  /** When it first came in; the clock of Art. 12(3) counts from there. */
  receivedAt: Date;
  /** When the proof was asked for (Art. 12(6)). */
  askedAt: Date;
  /** When the proof came, where that was before now. */
  provedAt?: Date | undefined;
  statement?: string | undefined;
}

/** Requests of people who are not signed in, entered once a letter has proved who they are. */
@Injectable()
export class ProvedRequestsService {
  constructor(private readonly libraries: LibrariesService) {}

  /** Enters the request for a reader inside the caller's transaction; where one of its kind is open, that one answers. */
  async enter(db: Rows, subjectId: string, proved: Proved, now: Date): Promise<string> {
    const { kind, statement } = proved;
    const open = await db.find(DataSubjectRequest, { subjectId, kind, state: OPEN_STATES });
    const entry = { subjectId, kind, ...(await this.clock(db, proved, now)) };
    const id = open?.id ?? (await db.insert(DataSubjectRequest, entry));
    if (statement && !open)
      await db.insert(SupplementaryStatement, { id, subjectId, recordedAt: now, statement });
    if (ANSWERED_BY_DOWNLOAD.includes(kind) && !open) await db.wake(ACCESS, id);
    return id;
  }

  /** Enters a request that was answered at once since nothing is held: of somebody who is about to be forgotten. */
  async enterAnswered(db: Rows, subjectId: string, proved: Proved, now: Date): Promise<string> {
    const entry = { subjectId, kind: proved.kind, ...(await this.clock(db, proved, now)) };
    return db.insert(DataSubjectRequest, { ...entry, state: 'completed', completedAt: now });
  }

  /** A request by its id, inside the caller's transaction. @throws 404 */
  async show(db: Rows, id: string) {
    return outlineOf(await db.get(DataSubjectRequest, { id }));
  }

  /** Counts the time of a request that was entered otherwise, such as an erasure, from when it first came in. */
  async setClock(db: Rows, id: string, proved: Proved, now: Date): Promise<void> {
    await db.update(DataSubjectRequest, { id }, await this.clock(db, proved, now));
  }

  /** Received when it came in; the periods rest while the letter waited for its answer (Art. 12(6)). */
  private async clock(db: Rows, { receivedAt, askedAt, ...proved }: Proved, now: Date) {
    const provedAt = proved.provedAt ?? now;
    const place = await this.libraries.named(db);
    const from = countedFrom(receivedAt, { askedAt, endedAt: provedAt }, place);
    return {
      ...deadlinesOf(from, place),
      receivedAt,
      identityAskedAt: askedAt,
      identityProvidedAt: provedAt,
    };
  }
}
