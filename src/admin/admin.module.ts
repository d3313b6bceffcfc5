import { Module } from '@nestjs/common';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { ConsentModule } from '../modules/consent/consent.module.js';
import { ConversationsModule } from '../modules/conversations/conversations.module.js';
import { CookiesModule } from '../modules/cookies/cookies.module.js';
import { DataSubjectRequestsModule } from '../modules/data-subject-requests/data-subject-requests.module.js';
import { DeadlinesModule } from '../modules/deadlines/deadlines.module.js';
import { EvidencePackModule } from '../modules/incidents/evidence-pack/evidence-pack.module.js';
import { IncidentHoldsModule } from '../modules/incidents/holds/incident-holds.module.js';
import { IncidentsModule } from '../modules/incidents/incidents.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { OutsideRequestsModule } from '../modules/outside-requests/outside-requests.module.js';
import { RetentionModule } from '../modules/retention/retention.module.js';
import { Panel } from './panel.js';
import { PanelServices } from './panel-services.js';

/** The owners' panel at /admin. */
@Module({
  imports: [
    LibrariesModule,
    ConsentModule,
    CookiesModule,
    AccountsModule,
    ConversationsModule,
    DataSubjectRequestsModule,
    OutsideRequestsModule,
    RetentionModule,
    DeadlinesModule,
    IncidentsModule,
    EvidencePackModule,
    IncidentHoldsModule,
    DeadlinesModule,
  ],
  providers: [Panel, PanelServices],
  exports: [Panel],
})
export class AdminModule {}
