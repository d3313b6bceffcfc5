import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import type { WakeUp } from '../foundation/database/queue.js';
import { NoticeDeliveryService } from '../modules/data-subject-requests/notice-delivery.service.js';
import {
  RECIPIENT_NOTICES,
  RecipientNotices,
} from '../modules/data-subject-requests/recipient-notices.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';
import { WokenBy } from './woken-by.js';

/** Tells recipients what they have to be told, one wake-up each, and wakes what has none. */
@Injectable()
export class RecipientNoticesJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly delivery: NoticeDeliveryService,
    private readonly notices: RecipientNotices,
  ) {}

  @WokenBy(RECIPIENT_NOTICES, 2)
  run(wakeUp: WakeUp) {
    return this.delivery.deliver(wakeUp, new Date());
  }

  @Calendar('recipient-notices-wake', CronExpression.EVERY_MINUTE, { afterStart: true })
  async wake(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.delivery.wake(id, now);
  }

  @Calendar('recipient-notices-expire', CronExpression.EVERY_DAY_AT_4AM)
  async expire(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.notices.expire(id, now);
  }
}
