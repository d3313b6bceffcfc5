import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { ErasureListStepsService } from '../modules/data-subject-requests/erasure-list-steps.service.js';
import { ErasureStepsService } from '../modules/data-subject-requests/erasure-steps.service.js';
import { OwedLinesService } from '../modules/data-subject-requests/owed-lines.service.js';
import { WaitingStepsService } from '../modules/data-subject-requests/waiting-steps.service.js';
import { ERASURES } from '../modules/data-subject-requests/erasure-beginning.service.js';
import { WokenBy } from './woken-by.js';

/** Carries erasures through, those that wait and lists of them, one wake-up each. */
@Injectable()
export class ErasuresJob {
  constructor(
    private readonly owed: OwedLinesService,
    private readonly waiting: WaitingStepsService,
    private readonly erasures: ErasureStepsService,
    private readonly lists: ErasureListStepsService,
  ) {}

  @WokenBy(ERASURES, 1)
  async run(wakeUp: WakeUp, now = new Date()) {
    if (await this.owed.settle(wakeUp, now)) await this.waiting.advance(wakeUp, now);
    if (!(await this.erasures.advance(wakeUp, now))) await this.lists.advance(wakeUp, now);
  }
}
