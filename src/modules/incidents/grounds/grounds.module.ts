import { Module } from '@nestjs/common';
import { IncidentAccessModule } from '../incident-access.module.js';
import { GroundsService } from './grounds.service.js';
import { KeyStateService } from './key-state.service.js';
import { UnintelligibleService } from './unintelligible.service.js';

/** The grounds of Art. 34(3), with their proof. */
@Module({
  imports: [IncidentAccessModule],
  providers: [GroundsService, KeyStateService, UnintelligibleService],
  exports: [GroundsService, UnintelligibleService],
})
export class GroundsModule {}
