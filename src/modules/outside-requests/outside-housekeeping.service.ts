import { Injectable } from '@nestjs/common';
import { Queue } from '../../foundation/database/queue.js';
import { HAND_OVERS, HandOversService } from './hand-overs.service.js';
import { MandatesService } from './mandates.service.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** What has to happen to requests from outside without anybody asking. */
@Injectable()
export class OutsideHousekeeping {
  constructor(
    private readonly queue: Queue,
    private readonly unverified: UnverifiedRequestsService,
    private readonly handOvers: HandOversService,
    private readonly mandates: MandatesService,
  ) {}

  /** Wakes hand-overs that are due: after a kill, or when a wake-up was lost. */
  async wake(libraryId: string, now: Date): Promise<void> {
    for (const id of await this.handOvers.due(libraryId, now))
      await this.queue.sendNow(HAND_OVERS, { libraryId, id });
  }

  /** Removes what was not proved in time and links whose time is over, and writes the letters that were kept back. */
  async expire(libraryId: string, now: Date): Promise<void> {
    await this.unverified.expire(libraryId, now);
    await this.handOvers.expire(libraryId, now);
    await this.mandates.expire(libraryId, now);
    await this.unverified.writeWaiting(libraryId, now);
    await this.mandates.writeWaiting(libraryId, now);
  }
}
