import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { LETTERS, Outbox } from '../foundation/mail/outbox.js';
import { WokenBy } from './woken-by.js';

/** Hands letters to the mail server, one wake-up each. */
@Injectable()
export class LettersJob {
  constructor(private readonly outbox: Outbox) {}

  @WokenBy(LETTERS)
  run(wakeUp: WakeUp) {
    return this.outbox.deliver(wakeUp, new Date());
  }
}
