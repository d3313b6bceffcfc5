import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { DeadlinesModule } from '../../deadlines/deadlines.module.js';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { CanariesService } from './canaries.service.js';
import { ReadLimitsService } from './read-limits.service.js';
import { IncidentDraft, IncidentWatch, ReadLimit } from './trigger.entity.js';
import { TriggersController } from './triggers.controller.js';
import { TriggersService } from './triggers.service.js';

/** What opens a draft of an incident by itself. */
@Module({
  imports: [
    TypeOrmModule.forFeature([IncidentDraft, IncidentWatch, ReadLimit]),
    AccountsModule,
    DeadlinesModule,
    LibrariesModule,
    IncidentAccessModule,
  ],
  controllers: [TriggersController],
  providers: [TriggersService, CanariesService, ReadLimitsService],
  exports: [TriggersService, CanariesService, ReadLimitsService],
})
export class TriggersModule {}
