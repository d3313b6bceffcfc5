import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { AccessService } from '../modules/data-subject-requests/access.service.js';
import { ACCESS } from '../modules/data-subject-requests/requests.service.js';
import { WokenBy } from './woken-by.js';

/** Makes downloads of readers' data, one wake-up each. */
@Injectable()
export class AccessJob {
  constructor(private readonly access: AccessService) {}

  @WokenBy(ACCESS, 2)
  run(wakeUp: WakeUp) {
    return this.access.answer(wakeUp, new Date());
  }
}
