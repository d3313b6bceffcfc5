import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { NewslettersService } from '../modules/conversations/newsletters.service.js';

/** Writes newsletters to their readers, one wake-up each. */
@Injectable()
export class NewslettersJob {
  constructor(private readonly newsletters: NewslettersService) {}

  run(wakeUp: WakeUp) {
    return this.newsletters.deliver(wakeUp, new Date());
  }
}
