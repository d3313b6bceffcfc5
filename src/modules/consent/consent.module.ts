import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { ConsentController, PermissionsController, PurposesController } from './consent.controller.js';
import { Consent, ConsentEvent } from './consent.entity.js';
import { ConsentExpiryService } from './consent-expiry.service.js';
import { GuardianConsentService } from './guardian-consent.service.js';
import { EvidencePacksController } from './evidence-packs.controller.js';
import { EvidencePacksService } from './evidence-packs.service.js';
import { LibraryPurposesController } from './library-purposes.controller.js';
import { Objection } from './objection.entity.js';
import { ObjectionsController } from './objections.controller.js';
import { DeadlinesModule } from '../deadlines/deadlines.module.js';
import { ObjectionDeadlinesService } from './objection-deadlines.service.js';
import { ObjectionsService } from './objections.service.js';
import { ConsentStatisticsController } from './consent-statistics.controller.js';
import { ConsentStatisticsService } from './consent-statistics.service.js';
import { ConsentService } from './consent.service.js';
import { ImportedConsentsService } from './imported-consents.service.js';
import { NoticesService } from './notices.service.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsService } from './receipts.service.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';
import { PermissionsService } from './permissions.service.js';
import { PurposePeriodsService } from './purpose-periods.service.js';
import { PurposeTermsService } from './purpose-terms.service.js';
import { PurposesService } from './purposes.service.js';
import { TextsService } from './texts.service.js';

const SERVICES = [
  ConsentExpiryService,
  ConsentService,
  ConsentStatisticsService,
  EvidencePacksService,
  GuardianConsentService,
  ImportedConsentsService,
  NoticesService,
  ObjectionsService,
  ObjectionDeadlinesService,
  PermissionsService,
  PurposePeriodsService,
  PurposeTermsService,
  PurposesService,
  ReceiptsService,
  TextsService,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([LibraryPurpose, PurposeVersion, Consent, ConsentEvent, Objection]),
    LibrariesModule,
    DeadlinesModule,
  ],
  controllers: [
    ConsentController,
    ObjectionsController,
    PurposesController,
    LibraryPurposesController,
    PermissionsController,
    ConsentStatisticsController,
    ReceiptsController,
    EvidencePacksController,
  ],
  providers: SERVICES,
  exports: SERVICES,
})
export class ConsentModule {}
