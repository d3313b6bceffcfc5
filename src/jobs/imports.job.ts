import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { ImportWork } from '../modules/data-subject-requests/import-work.service.js';

/** Takes what readers bring along from other libraries, one wake-up each. */
@Injectable()
export class ImportsJob {
  constructor(private readonly imports: ImportWork) {}

  run(wakeUp: WakeUp) {
    return this.imports.take(wakeUp, new Date());
  }
}
