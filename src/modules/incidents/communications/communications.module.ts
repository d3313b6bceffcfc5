import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { ScopeModule } from '../scope/scope.module.js';
import { BreachCommunication, BreachLetter } from './communication.entity.js';
import { AudiencesService } from './audiences.service.js';
import { BouncesService } from './bounces.service.js';
import { CommunicationsController } from './communications.controller.js';
import { CommunicationsService } from './communications.service.js';
import { FormLettersService } from './form-letters.service.js';
import { FreezingService } from './freezing.service.js';
import { LetterChecksService } from './letter-checks.service.js';
import { LetterRunsService } from './letter-runs.service.js';
import { SendingService } from './sending.service.js';
import { UnreachedService } from './unreached.service.js';

/** Letters to readers about a breach (Art. 34): drafted, approved, frozen, sent and accounted for. */
@Module({
  imports: [
    TypeOrmModule.forFeature([BreachCommunication, BreachLetter]),
    IncidentAccessModule,
    LibrariesModule,
    AccountsModule,
    ScopeModule,
  ],
  controllers: [CommunicationsController],
  providers: [
    AudiencesService,
    BouncesService,
    CommunicationsService,
    FormLettersService,
    FreezingService,
    LetterRunsService,
    LetterChecksService,
    UnreachedService,
    SendingService,
  ],
  exports: [BouncesService, CommunicationsService, LetterChecksService, SendingService, UnreachedService],
})
export class CommunicationsModule {}
