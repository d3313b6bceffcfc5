import { Injectable } from '@nestjs/common';
import type { Reader, Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { deadlinesAfterWait, placeOf } from './request-actions.js';
import { RequestWords } from './request-words.entity.js';
import { DataSubjectRequest } from './request.entity.js';
import { ACCESS, ANSWERED_BY_DOWNLOAD } from './requests.service.js';

/** The end of a wait to know who asks: the clock goes on, later by as long as it rested. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /** The signed-in reader says that it is they, with what the library asked for. @throws 404; 409 where nobody waits */
  async provide(me: Reader, id: string, answer: string | undefined, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const request = await this.settle(db, { id, subjectId: me.id }, now);
      const words = { about: 'identity-answer', writtenAt: now, words: answer ?? '' } as const;
      if (answer) await db.insert(RequestWords, { subjectId: request.subjectId, requestId: id, ...words });
    });
  }

  /** The owner says that it is known who asks. @throws 404; 409 where nobody waits */
  async confirm(me: Staff, id: string, now: Date): Promise<void> {
    await this.records.in(me, (db) => this.settle(db, { id }, now));
  }

  private async settle(
    db: Rows,
    where: { id: string; subjectId?: string },
    now: Date,
  ): Promise<Opened<DataSubjectRequest>> {
    const request = await db.get(DataSubjectRequest, where, 'for update');
    const { id, kind, state } = request;
    const place = placeOf(await this.libraries.named(db), request);
    const known = {
      state: 'received',
      identityProvidedAt: now,
      ...deadlinesAfterWait(request, place, now),
    } as const;
    if (state !== 'waiting-for-identity' || !(await db.update(DataSubjectRequest, { id, state }, known)))
      throw conflict('not-waiting', 'Nobody waits to know who asks. Read the state of the request.');
    if (ANSWERED_BY_DOWNLOAD.includes(kind)) await db.wake(ACCESS, id);
    return request;
  }
}
