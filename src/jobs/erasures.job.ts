import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { ErasureStepsService } from '../modules/data-subject-requests/erasure-steps.service.js';

/** Carries erasures through, one wake-up each. */
@Injectable()
export class ErasuresJob {
  constructor(private readonly erasures: ErasureStepsService) {}

  run(wakeUp: WakeUp) {
    return this.erasures.advance(wakeUp, new Date());
  }
}
