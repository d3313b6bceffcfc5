import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OperationsModule } from '../../../foundation/operations/operations.module.js';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { DeadlinesModule } from '../../deadlines/deadlines.module.js';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentEvidenceModule } from '../incident-evidence.module.js';
import { ContainmentAction } from './action.entity.js';
import { ActionSteps } from './action-steps.service.js';
import { ActionWork } from './action-work.service.js';
import { ActionsController } from './actions.controller.js';
import { ActionsService } from './actions.service.js';
import { BreakGlassAlarms } from './break-glass-alarms.service.js';
import type { Measure } from './measure.js';
import { BlockAddresses } from './measures/block-addresses.js';
import { EndSessions } from './measures/end-sessions.js';
import { ForcePasswordChange } from './measures/force-password-change.js';
import { FreezeExports } from './measures/freeze-exports.js';
import { PauseLetters } from './measures/pause-letters.js';
import { QuarantineAccount } from './measures/quarantine-account.js';
import { ReKeySubjects } from './measures/re-key-subjects.js';
import { ReadOnly } from './measures/read-only.js';
import { RevokeApiKeys } from './measures/revoke-api-keys.js';
import { RevokeStaffAccess } from './measures/revoke-staff-access.js';
import { RotateLibraryKeys } from './measures/rotate-library-keys.js';
import { SwitchOffProvider } from './measures/switch-off-provider.js';
import { MEASURES, Measures } from './measures.service.js';
import { Places } from './places.service.js';

const KINDS = [
  EndSessions,
  ForcePasswordChange,
  SwitchOffProvider,
  RevokeApiKeys,
  RevokeStaffAccess,
  RotateLibraryKeys,
  ReKeySubjects,
  FreezeExports,
  ReadOnly,
  PauseLetters,
  QuarantineAccount,
  BlockAddresses,
];

/** Containment: what stops an incident from going on, each kind of measure a class of its own behind one interface. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ContainmentAction]),
    OperationsModule,
    LibrariesModule,
    AccountsModule,
    DeadlinesModule,
    IncidentEvidenceModule,
  ],
  controllers: [ActionsController],
  providers: [
    Places,
    ...KINDS,
    { provide: MEASURES, inject: KINDS, useFactory: (...measures: Measure[]) => measures },
    Measures,
    ActionWork,
    ActionsService,
    ActionSteps,
    BreakGlassAlarms,
  ],
  exports: [ActionsService, ActionSteps, ActionWork],
})
export class ContainmentModule {}
