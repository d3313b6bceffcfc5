import { Module } from '@nestjs/common';
import { DataSubjectRequestsModule } from '../../data-subject-requests/data-subject-requests.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { ScopeModule } from '../scope/scope.module.js';
import { HeldReadersService } from './held-readers.service.js';
import { IncidentHoldsController } from './incident-holds.controller.js';
import { IncidentHoldsService } from './incident-holds.service.js';

/** Legal holds for incidents. */
@Module({
  imports: [IncidentAccessModule, DataSubjectRequestsModule, ScopeModule],
  controllers: [IncidentHoldsController],
  providers: [HeldReadersService, IncidentHoldsService],
  exports: [IncidentHoldsService],
})
export class IncidentHoldsModule {}
