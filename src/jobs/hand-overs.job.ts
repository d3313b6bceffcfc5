import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { HandOversService } from '../modules/outside-requests/hand-overs.service.js';

/** Writes to people who cannot sign in that their download is ready, one wake-up each. */
@Injectable()
export class HandOversJob {
  constructor(private readonly handOvers: HandOversService) {}

  run(wakeUp: WakeUp) {
    return this.handOvers.advance(wakeUp, new Date());
  }
}
