import { Module } from '@nestjs/common';
import { DeadlinesModule } from '../../deadlines/deadlines.module.js';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { GroundsService } from './grounds.service.js';
import { KeyStateService } from './key-state.service.js';
import { LapseAlarms } from './lapse-alarms.service.js';
import { LapseLetters } from './lapse-letters.service.js';
import { LapsedGroundsService } from './lapsed-grounds.service.js';
import { UnintelligibleService } from './unintelligible.service.js';

/** The grounds of Art. 34(3), with their proof. */
@Module({
  imports: [IncidentAccessModule, LibrariesModule, DeadlinesModule],
  providers: [
    GroundsService,
    KeyStateService,
    UnintelligibleService,
    LapsedGroundsService,
    LapseLetters,
    LapseAlarms,
  ],
  exports: [GroundsService, UnintelligibleService, LapsedGroundsService],
})
export class GroundsModule {}
