import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AdminModule } from './admin/admin.module.js';
import { DemoModule } from './demo/demo.module.js';
import { FoundationModule } from './foundation/foundation.module.js';
import { LedgerModule } from './foundation/ledger.module.js';
import { OperationsModule } from './foundation/operations/operations.module.js';
import type { Setting } from './foundation/setting.js';
import { JobsModule } from './jobs/jobs.module.js';
import { AccountsModule } from './modules/accounts/accounts.module.js';
import { ConsentModule } from './modules/consent/consent.module.js';
import { CookiesModule } from './modules/cookies/cookies.module.js';
import { ConversationsModule } from './modules/conversations/conversations.module.js';
import { DeadlinesModule } from './modules/deadlines/deadlines.module.js';
import { DataSubjectRequestsModule } from './modules/data-subject-requests/data-subject-requests.module.js';
import { EvidencePackModule } from './modules/incidents/evidence-pack/evidence-pack.module.js';
import { IncidentHoldsModule } from './modules/incidents/holds/incident-holds.module.js';
import { IncidentsModule } from './modules/incidents/incidents.module.js';
import { LibrariesModule } from './modules/libraries/libraries.module.js';
import { OutsideRequestsModule } from './modules/outside-requests/outside-requests.module.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { PagesModule } from './pages/pages.module.js';
import { VerifyingModule } from './verifying/verifying.module.js';

/** Carrel, whole. */
@Module({})
export class AppModule {
  /** `jobs: false` leaves what runs by itself to the servers beside this process. */
  static with(setting: Setting, { jobs = true } = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        FoundationModule.with(setting),
        LedgerModule,
        OperationsModule,
        LibrariesModule,
        ConsentModule,
        CookiesModule,
        AccountsModule,
        ConversationsModule,
        DataSubjectRequestsModule,
        OutsideRequestsModule,
        DeadlinesModule,
        RetentionModule,
        IncidentsModule,
        EvidencePackModule,
        IncidentHoldsModule,
        AdminModule,
        DemoModule,
        PagesModule,
        VerifyingModule,
        ...(jobs ? [ScheduleModule.forRoot(), JobsModule] : []),
      ],
    };
  }
}
