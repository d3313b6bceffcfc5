import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { DataSubjectRequestsModule } from '../data-subject-requests/data-subject-requests.module.js';
import { IncidentsModule } from '../incidents/incidents.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { DueBatches } from './due-batches.service.js';
import { EvidenceRetentionService } from './evidence-retention.service.js';
import { InactiveReadersService } from './inactive-readers.service.js';
import { InactiveStepsService } from './inactive-steps.service.js';
import { InactivityLettersService } from './inactivity-letters.service.js';
import { InactivityLinksService } from './inactivity-links.service.js';
import { InactivityWarning } from './inactivity-warning.entity.js';
import { NightService } from './night.service.js';
import { RetentionController, StaysController } from './retention.controller.js';
import { RetentionReportService } from './retention-report.service.js';
import { RetentionProgress, RetentionRun } from './retention-run.entity.js';
import { RetentionService } from './retention.service.js';

/** What has been kept for as long as its purpose says, and how it goes (Art. 5(1)(e)). */
@Module({
  imports: [
    TypeOrmModule.forFeature([RetentionRun, RetentionProgress, InactivityWarning]),
    AccountsModule,
    ConsentModule,
    DataSubjectRequestsModule,
    IncidentsModule,
    LibrariesModule,
  ],
  controllers: [RetentionController, StaysController],
  providers: [
    DueBatches,
    EvidenceRetentionService,
    InactiveReadersService,
    InactiveStepsService,
    InactivityLettersService,
    InactivityLinksService,
    NightService,
    RetentionReportService,
    RetentionService,
  ],
  exports: [
    EvidenceRetentionService,
    NightService,
    RetentionService,
    RetentionReportService,
    InactivityLinksService,
  ],
})
export class RetentionModule {}
