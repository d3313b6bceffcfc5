import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../foundation/database/queue.js';
import { ImportWork } from '../modules/data-subject-requests/import-work.service.js';
import { IMPORTS } from '../modules/data-subject-requests/imports.service.js';
import { WokenBy } from './woken-by.js';

/** Takes what readers bring along from other libraries, one wake-up each. */
@Injectable()
export class ImportsJob {
  constructor(private readonly imports: ImportWork) {}

  @WokenBy(IMPORTS, 1)
  run(wakeUp: WakeUp) {
    return this.imports.take(wakeUp, new Date());
  }
}
