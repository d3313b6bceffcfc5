import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { DeadlinesModule } from '../modules/deadlines/deadlines.module.js';
import { CookiesModule } from '../modules/cookies/cookies.module.js';
import { ConsentModule } from '../modules/consent/consent.module.js';
import { ConversationsModule } from '../modules/conversations/conversations.module.js';
import { IncidentsModule } from '../modules/incidents/incidents.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { RetentionModule } from '../modules/retention/retention.module.js';
import { DataSubjectRequestsModule } from '../modules/data-subject-requests/data-subject-requests.module.js';
import { OutsideRequestsModule } from '../modules/outside-requests/outside-requests.module.js';
import { BackupRuns } from '../foundation/backup/backup-runs.js';
import { Epochs } from '../foundation/encryption/epochs.js';
import { KeyExports } from '../foundation/encryption/key-exports.js';
import { Setting } from '../foundation/setting.js';
import { BackupJob } from './backup.job.js';
import { LateBackupsService } from './late-backups.service.js';
import { CalendarExplorer } from './calendar.explorer.js';
import { CalendarRuns } from './calendar-runs.service.js';
import { JobRun } from './job-run.entity.js';
import { JobRunsJob } from './job-runs.job.js';
import { MarkedMethods } from './marked-methods.service.js';
import { WakeUpsExplorer } from './wake-ups.explorer.js';
import { LettersSweepJob } from './letters-sweep.job.js';
import { AlarmsJob } from './alarms.job.js';
import { DeadlineRemindersJob } from './deadline-reminders.job.js';
import { LateJobsService } from './late-jobs.service.js';
import { AccessJob } from './access.job.js';
import { AccountsExpireJob } from './accounts-expire.job.js';
import { BreachLettersJob } from './breach-letters.job.js';
import { ComingOfAgeJob } from './coming-of-age.job.js';
import { ConsentsExpireJob } from './consents-expire.job.js';
import { GuardianLettersJob } from './guardian-letters.job.js';
import { ContainmentJob } from './containment.job.js';
import { ContentSweepJob } from './content-sweep.job.js';
import { CookiesExpireJob } from './cookies-expire.job.js';
import { HoldsJob } from './holds.job.js';
import { IdempotencyJob } from './idempotency.job.js';
import { ErasuresJob } from './erasures.job.js';
import { ImportsJob } from './imports.job.js';
import { HandOversJob } from './hand-overs.job.js';
import { IncidentWatchJob } from './incident-watch.job.js';
import { IncidentRemindersJob } from './incident-reminders.job.js';
import { KeysJob } from './keys.job.js';
import { LedgerAnchorsJob } from './ledger-anchors.job.js';
import { LapsedGroundsJob } from './lapsed-grounds.job.js';
import { LedgerJob } from './ledger.job.js';
import { LettersJob } from './letters.job.js';
import { NewslettersJob } from './newsletters.job.js';
import { OutsideRequestsJob } from './outside-requests.job.js';
import { PartitionsJob } from './partitions.job.js';
import { RecipientNoticesJob } from './recipient-notices.job.js';
import { RestrictionsJob } from './restrictions.job.js';
import { RequestsSweepJob } from './requests-sweep.job.js';
import { RetentionJob } from './retention.job.js';
import { ScopeCountriesJob } from './scope-countries.job.js';
import { ScopesJob } from './scopes.job.js';
import { RetentionResumesJob } from './retention-resumes.job.js';

/** Everything that runs by itself. */
@Module({
  imports: [
    DiscoveryModule,
    TypeOrmModule.forFeature([JobRun]),
    LibrariesModule,
    AccountsModule,
    CookiesModule,
    ConsentModule,
    ConversationsModule,
    DataSubjectRequestsModule,
    OutsideRequestsModule,
    DeadlinesModule,
    RetentionModule,
    IncidentsModule,
  ],
  providers: [
    MarkedMethods,
    CalendarExplorer,
    WakeUpsExplorer,
    CalendarRuns,
    JobRunsJob,
    LettersSweepJob,
    AlarmsJob,
    BackupJob,
    {
      provide: BackupRuns,
      inject: [Setting, Epochs, KeyExports],
      useFactory: (setting: Setting, epochs: Epochs, exports: KeyExports) =>
        new BackupRuns(setting, epochs, exports),
    },
    LateBackupsService,
    DeadlineRemindersJob,
    LateJobsService,
    AccountsExpireJob,
    LettersJob,
    AccessJob,
    BreachLettersJob,
    ComingOfAgeJob,
    ConsentsExpireJob,
    ContainmentJob,
    ContentSweepJob,
    CookiesExpireJob,
    GuardianLettersJob,
    HoldsJob,
    HandOversJob,
    IdempotencyJob,
    ErasuresJob,
    ImportsJob,
    IncidentRemindersJob,
    IncidentWatchJob,
    KeysJob,
    LapsedGroundsJob,
    LedgerJob,
    LedgerAnchorsJob,
    NewslettersJob,
    OutsideRequestsJob,
    PartitionsJob,
    RecipientNoticesJob,
    RestrictionsJob,
    RequestsSweepJob,
    RetentionJob,
    RetentionResumesJob,
    ScopeCountriesJob,
    ScopesJob,
  ],
})
export class JobsModule {}
