import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { NEWSLETTERS, NewslettersService } from '../modules/conversations/newsletters.service.js';
import { WokenBy } from './woken-by.js';

/** Writes newsletters to their readers, one wake-up each. */
@Injectable()
export class NewslettersJob {
  constructor(private readonly newsletters: NewslettersService) {}

  @WokenBy(NEWSLETTERS, 1)
  run(wakeUp: WakeUp) {
    return this.newsletters.deliver(wakeUp, new Date());
  }
}
