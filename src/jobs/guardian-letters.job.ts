import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { GuardiansService } from '../modules/accounts/guardians.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Asks guardians in every library about what minors have opted in to since. */
@Injectable()
export class GuardianLettersJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly guardians: GuardiansService,
  ) {}

  @Calendar('guardian-letters', CronExpression.EVERY_MINUTE)
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.guardians.askWhereDue(id, now);
  }
}
