import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DeadlinesModule } from '../deadlines/deadlines.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AccessService } from './access.service.js';
import { CertificatesController } from './certificates.controller.js';
import { CertificatesService } from './certificates.service.js';
import { CorrectableService } from './correctable.service.js';
import { CorrectionAnswersService } from './correction-answers.service.js';
import { CorrectionProposal } from './correction-proposal.entity.js';
import { LibraryCorrectionsController, MyCorrectionsController } from './corrections.controller.js';
import { CorrectionsService } from './corrections.service.js';
import { DisclosuresService } from './disclosures.service.js';
import { ErasureCodesService } from './erasure-codes.service.js';
import { ErasureRequestsService } from './erasure-requests.service.js';
import { ErasureReplayService } from './erasure-replay.service.js';
import { ErasureStepsService } from './erasure-steps.service.js';
import {
  ErasureCancellationsController,
  LibraryErasuresController,
  MyErasureController,
} from './erasure.controller.js';
import { Erasure, ErasureCode } from './erasure.entity.js';
import { ErasuresService } from './erasures.service.js';
import { ErasureLinesService } from './erasure-lines.service.js';
import { OwedLinesService } from './owed-lines.service.js';
import { TakingBackService } from './taking-back.service.js';
import { ErasureBeginningService } from './erasure-beginning.service.js';
import { ErasureList, ErasureListLine } from './erasure-list.entity.js';
import { ErasureListStepsService } from './erasure-list-steps.service.js';
import { ErasureListsController } from './erasure-lists.controller.js';
import { ErasureListsService } from './erasure-lists.service.js';
import { ErasurePreviewService } from './erasure-preview.service.js';
import { ErasureSweepService } from './erasure-sweep.service.js';
import { FarewellService } from './farewell.service.js';
import { Disclosure, Recipient, RecipientNotice } from './recipient.entity.js';
import { NoticeChannels } from './notice-channels.service.js';
import { NoticeDeliveryService } from './notice-delivery.service.js';
import {
  LibraryNoticesController,
  MyRecipientsController,
  NoticeLinksController,
} from './recipient-notices.controller.js';
import { RecipientNotices } from './recipient-notices.service.js';
import { DisclosuresController, RecipientsController } from './recipients.controller.js';
import { RecipientsService } from './recipients.service.js';
import { PlatformRecordController, RecordOfProcessingController } from './record-of-processing.controller.js';
import { RecordOfProcessingService } from './record-of-processing.service.js';
import { RemainsService } from './remains.service.js';
import { DownloadTelling } from './download-telling.service.js';
import { LooksController } from './looks.controller.js';
import { LooksService } from './looks.service.js';
import { ParticularsService } from './particulars.service.js';
import { PortabilityFormat } from './portability-format.service.js';
import { ImportReading } from './import-reading.service.js';
import { ImportWork } from './import-work.service.js';
import { ImportShapes } from './imports-shapes.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { PortabilityImport } from './portability-import.entity.js';
import { HoldingsService } from './holdings.service.js';
import { NothingHeldService } from './nothing-held.service.js';
import { ProvedRequestsService } from './proved-requests.service.js';
import { DownloadService } from './download.service.js';
import { IssuedRightsSecrets } from './issued-secrets.service.js';
import { DownloadsService } from './downloads.service.js';
import { LetterheadService } from './letterhead.service.js';
import { LibraryObjectionsController } from './library-objections.controller.js';
import { HeldRemainsService } from './held-remains.service.js';
import { HoldRemindersService } from './hold-reminders.service.js';
import { LegalHoldsController } from './legal-holds.controller.js';
import { LegalHoldsService } from './legal-holds.service.js';
import { MyDataController } from './my-data.controller.js';
import { MyDataService } from './my-data.service.js';
import { ObjectionAnswersService } from './objection-answers.service.js';
import { DataSubjectRequest, DownloadLink, SupplementaryStatement } from './request.entity.js';
import { RequestWords } from './request-words.entity.js';
import {
  DownloadLinksController,
  LibraryRequestsController,
  RequestsController,
} from './requests.controller.js';
import { IdentityService } from './identity.service.js';
import { MyIdentityController, RequestHandlingController } from './request-handling.controller.js';
import { RequestHandlingService } from './request-handling.service.js';
import { RequestLettersService } from './request-letters.service.js';
import {
  LibraryRestrictionsController,
  MyRestrictionsController,
  RestrictedViewsController,
} from './restrictions.controller.js';
import { RestrictionAnswersService } from './restriction-answers.service.js';
import { RestrictionsService } from './restrictions.service.js';
import { RequestDeadlinesService } from './request-deadlines.service.js';
import { ReplayedErasuresService } from './replayed-erasures.service.js';
import { ReplayedWaitsService } from './replayed-waits.service.js';
import { RequestsHousekeeping } from './requests-housekeeping.service.js';
import { RequestsService } from './requests.service.js';
import { StaffErasuresController } from './staff-erasures.controller.js';
import { StaffErasuresService } from './staff-erasures.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { WaitingErasuresService } from './waiting-erasures.service.js';
import { WaitingLettersService } from './waiting-letters.service.js';
import { WaitingStepsService } from './waiting-steps.service.js';

const CONTROLLERS = [
  MyDataController,
  LooksController,
  ImportsController,
  RequestsController,
  DownloadLinksController,
  LibraryRequestsController,
  RequestHandlingController,
  MyIdentityController,
  MyErasureController,
  LibraryErasuresController,
  LibraryObjectionsController,
  RecordOfProcessingController,
  PlatformRecordController,
  CertificatesController,
  RecipientsController,
  DisclosuresController,
  LibraryNoticesController,
  NoticeLinksController,
  MyRecipientsController,
  ErasureCancellationsController,
  LegalHoldsController,
  ErasureListsController,
  StaffErasuresController,
  MyRestrictionsController,
  LibraryRestrictionsController,
  RestrictedViewsController,
  MyCorrectionsController,
  LibraryCorrectionsController,
];
const SERVICES = [
  MyDataService,
  LooksService,
  ParticularsService,
  DownloadTelling,
  RecordOfProcessingService,
  PortabilityFormat,
  ImportReading,
  ImportShapes,
  ImportsService,
  ImportWork,
  RequestsService,
  RequestDeadlinesService,
  RequestHandlingService,
  RequestLettersService,
  IdentityService,
  AccessService,
  DownloadService,
  DownloadsService,
  IssuedRightsSecrets,
  LetterheadService,
  ObjectionAnswersService,
  CertificatesService,
  ErasureCodesService,
  ErasureRequestsService,
  ErasureStepsService,
  ErasureReplayService,
  ReplayedErasuresService,
  ReplayedWaitsService,
  ErasuresService,
  FarewellService,
  HoldingsService,
  NothingHeldService,
  ProvedRequestsService,
  RemainsService,
  RequestsHousekeeping,
  RecipientsService,
  DisclosuresService,
  RecipientNotices,
  NoticeChannels,
  NoticeDeliveryService,
  ErasureBeginningService,
  ErasurePreviewService,
  ErasureSweepService,
  ErasureLinesService,
  OwedLinesService,
  TakingBackService,
  WaitingErasuresService,
  WaitingLettersService,
  WaitingStepsService,
  HeldRemainsService,
  LegalHoldsService,
  HoldRemindersService,
  ErasureListsService,
  ErasureListStepsService,
  StaffErasuresService,
  RestrictionsService,
  RestrictionAnswersService,
  CorrectableService,
  CorrectionsService,
  CorrectionAnswersService,
];

/** What a reader may ask of a library that holds their data (Art. 15 to 22), and what then happens. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      DataSubjectRequest,
      SupplementaryStatement,
      RequestWords,
      DownloadLink,
      Erasure,
      ErasureCode,
      PortabilityImport,
      Recipient,
      Disclosure,
      RecipientNotice,
      WaitingErasure,
      ErasureList,
      ErasureListLine,
      CorrectionProposal,
    ]),
    AccountsModule,
    ConsentModule,
    DeadlinesModule,
    LibrariesModule,
  ],
  controllers: CONTROLLERS,
  providers: SERVICES,
  exports: [
    ErasureBeginningService,
    ImportShapes,
    RecordOfProcessingService,
    ImportsService,
    ImportWork,
    PortabilityFormat,
    MyDataService,
    LooksService,
    RequestsService,
    RequestHandlingService,
    IdentityService,
    AccessService,
    DownloadsService,
    ObjectionAnswersService,
    ErasureCodesService,
    ErasureRequestsService,
    ErasureStepsService,
    ErasuresService,
    HoldingsService,
    NothingHeldService,
    ProvedRequestsService,
    ErasureReplayService,
    RequestsHousekeeping,
    RecipientsService,
    DisclosuresService,
    RecipientNotices,
    NoticeDeliveryService,
    ErasurePreviewService,
    OwedLinesService,
    TakingBackService,
    WaitingErasuresService,
    WaitingStepsService,
    LegalHoldsService,
    HoldRemindersService,
    ErasureListsService,
    ErasureListStepsService,
    StaffErasuresService,
    RestrictionsService,
    RestrictionAnswersService,
    CorrectionsService,
    CorrectionAnswersService,
  ],
})
export class DataSubjectRequestsModule {}
