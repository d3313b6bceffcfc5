import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Consent } from './consent.entity.js';
import { ConsentService } from './consent.service.js';

const BATCH = 200;

interface RunOut {
  subject_id: string;
  purpose: PurposeKey;
  version: Buffer;
  language: string;
  valid_until: Date;
}

/** Writes into the history that consents ran out. It changes no answer: by the clock they counted no more already. */
@Injectable()
export class ConsentExpiryService {
  constructor(
    private readonly records: Records,
    private readonly consent: ConsentService,
  ) {}

  /** Notes every consent of a library that has run out, once each; after a kill the next run goes on. Tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    let noted = 0;
    for (;;) {
      const some = await this.records.in(aJob('consents-expire', libraryId), (db) => this.batch(db, now));
      if (!some) return noted;
      noted += some;
    }
  }

  /** Of rows that another instance holds, or an erasure, nothing is waited for. */
  private async batch(db: Rows, now: Date): Promise<number> {
    const { rows } = await db.tell(
      `select c.subject_id, c.purpose, c.version, v.language, c.valid_until from consent c
       join subject s on s.library_id = c.library_id and s.id = c.subject_id and s.state in ('active', 'restricted')
       join purpose_version v on v.library_id = c.library_id and v.purpose = c.purpose and v.version = c.version
       where c.library_id = $1 and c.state = 'given' and c.valid_until < $2
       order by c.subject_id, c.purpose limit ${BATCH}
       for update of c skip locked for key share of s skip locked`,
      [db.me.libraryId, now],
    );
    for (const row of rows as unknown as RunOut[]) await this.note(db, row, now);
    return rows.length;
  }

  private async note(
    db: Rows,
    { subject_id: subjectId, purpose, version, language, valid_until }: RunOut,
    now: Date,
  ) {
    const changes = { state: 'expired', since: valid_until, confirmation: null } as const;
    await db.update(Consent, { subjectId, purpose, state: 'given' }, changes);
    const event = {
      purpose,
      version,
      language,
      decision: 'expired',
      surface: 'calendar',
      actor: 'time',
    } as const;
    await this.consent.record(db, subjectId, [event], now);
  }
}
