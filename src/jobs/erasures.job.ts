import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { ErasureStepsService } from '../modules/data-subject-requests/erasure-steps.service.js';
import { WaitingStepsService } from '../modules/data-subject-requests/waiting-steps.service.js';

/** Carries erasures through, one wake-up each. */
@Injectable()
export class ErasuresJob {
  constructor(
    private readonly waiting: WaitingStepsService,
    private readonly erasures: ErasureStepsService,
  ) {}

  async run(wakeUp: WakeUp) {
    await this.waiting.advance(wakeUp, new Date());
    await this.erasures.advance(wakeUp, new Date());
  }
}
