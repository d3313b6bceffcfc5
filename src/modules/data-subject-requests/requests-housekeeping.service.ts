import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { Queue } from '../../foundation/database/queue.js';
import { Records } from '../../foundation/records/records.js';
import { SuppressionService } from '../accounts/suppression.service.js';
import { AccessService } from './access.service.js';
import { ErasureSweepService } from './erasure-sweep.service.js';
import { ERASURES } from './erasure-beginning.service.js';
import { ImportWork } from './import-work.service.js';
import { IMPORTS } from './imports.service.js';
import { ACCESS } from './requests.service.js';

/** What has to happen to requests without anybody asking. */
@Injectable()
export class RequestsHousekeeping {
  constructor(
    private readonly records: Records,
    private readonly queue: Queue,
    private readonly access: AccessService,
    private readonly erasures: ErasureSweepService,
    private readonly imports: ImportWork,
    private readonly suppression: SuppressionService,
  ) {}

  /** Wakes the jobs of requests that are due: after a kill, or when a wake-up was lost. */
  async wake(libraryId: string, now: Date): Promise<void> {
    for (const id of await this.access.due(libraryId, now))
      await this.queue.sendNow(ACCESS, { libraryId, id });
    for (const id of await this.imports.due(libraryId, now))
      await this.queue.sendNow(IMPORTS, { libraryId, id });
    for (const id of await this.erasures.due(libraryId, now))
      await this.queue.sendNow(ERASURES, { libraryId, id });
  }

  /** Removes downloads and suppression tokens whose time is over, and ends erasures that no backup can undo. */
  async expire(libraryId: string, now: Date): Promise<void> {
    await this.access.expire(libraryId, now);
    await this.imports.expire(libraryId, now);
    await this.erasures.expire(libraryId, now);
    await this.records.in(aJob('suppression-expires', libraryId), (db) => this.suppression.expire(db, now));
  }
}
