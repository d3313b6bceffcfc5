import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DataSubjectRequestsModule } from '../data-subject-requests/data-subject-requests.module.js';
import { DeadlinesModule } from '../deadlines/deadlines.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AddressProofsService } from './address-proofs.service.js';
import { HandOversService } from './hand-overs.service.js';
import { MandateAnswersService } from './mandate-answers.service.js';
import { MandateClosingsService } from './mandate-closings.service.js';
import { MandateDeadlinesService } from './mandate-deadlines.service.js';
import { MandateDecisionsService } from './mandate-decisions.service.js';
import { Mandate } from './mandate.entity.js';
import { LibraryMandatesController, MandateConfirmationsController } from './mandates.controller.js';
import { MandatesService } from './mandates.service.js';
import { NobodysRequestsService } from './nobodys-requests.service.js';
import { OutsideConfirmationsService } from './outside-confirmations.service.js';
import { OutsideEntriesService } from './outside-entries.service.js';
import { OutsideHousekeeping } from './outside-housekeeping.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import { OutsideRequestsController } from './outside-requests.controller.js';
import { RequestLink } from './request-link.entity.js';
import { UnverifiedRequest } from './unverified-request.entity.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** Rights of people without an account, or locked out of it, and of those whom somebody else speaks for. */
@Module({
  imports: [
    TypeOrmModule.forFeature([UnverifiedRequest, RequestLink, Mandate]),
    AccountsModule,
    DataSubjectRequestsModule,
    DeadlinesModule,
    LibrariesModule,
  ],
  controllers: [OutsideRequestsController, MandateConfirmationsController, LibraryMandatesController],
  providers: [
    AddressProofsService,
    HandOversService,
    MandateAnswersService,
    MandateClosingsService,
    MandateDeadlinesService,
    MandateDecisionsService,
    MandatesService,
    NobodysRequestsService,
    OutsideConfirmationsService,
    OutsideEntriesService,
    OutsideHousekeeping,
    OutsideLettersService,
    UnverifiedRequestsService,
  ],
  exports: [
    HandOversService,
    MandateDecisionsService,
    MandatesService,
    OutsideConfirmationsService,
    OutsideHousekeeping,
    UnverifiedRequestsService,
  ],
})
export class OutsideRequestsModule {}
