import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { HAND_OVERS, HandOversService } from '../modules/outside-requests/hand-overs.service.js';
import { WokenBy } from './woken-by.js';

/** Writes to people who cannot sign in that their download is ready, one wake-up each. */
@Injectable()
export class HandOversJob {
  constructor(private readonly handOvers: HandOversService) {}

  @WokenBy(HAND_OVERS, 1)
  run(wakeUp: WakeUp) {
    return this.handOvers.advance(wakeUp, new Date());
  }
}
