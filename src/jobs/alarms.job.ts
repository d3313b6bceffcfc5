import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { AlarmsService } from '../modules/deadlines/alarms.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Tells the operator and the security officers of what stands still. */
@Injectable()
export class AlarmsJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly alarms: AlarmsService,
  ) {}

  @Calendar('alarms', CronExpression.EVERY_HOUR)
  async run(now: Date) {
    await this.alarms.watch(await this.libraries.directory(), now);
  }
}
