import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgreementsController } from './agreements.controller.js';
import { AgreementsService } from './agreements.service.js';
import { CheckpointLettersService } from './checkpoint-letters.service.js';
import { Item, ItemFile } from './item.entity.js';
import { IssuedStaffSecrets } from './issued-secrets.service.js';
import { ItemFilesService } from './item-files.service.js';
import { ItemsController } from './items.controller.js';
import { ItemsService } from './items.service.js';
import { LedgerAnchorsService } from './ledger-anchors.service.js';
import { LedgerController } from './ledger.controller.js';
import { LibrariesController } from './libraries.controller.js';
import { LibrariesService } from './libraries.service.js';
import { Agreement, Library } from './library.entity.js';
import { Loan } from './loan.entity.js';
import { PastLoansController } from './past-loans.controller.js';
import { PastLoansService } from './past-loans.service.js';
import { PastLoan } from './past-loan.entity.js';
import { LoansService } from './loans.service.js';
import { LoansController, MyItemsController } from './my-items.controller.js';
import { OwnerConfirmationService } from './owner-confirmation.service.js';
import { PlatformService } from './platform.service.js';
import { ResponsibilityController } from './responsibility.controller.js';
import { ResponsibilityService } from './responsibility.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { StaffAttempts } from './staff-attempts.service.js';
import { StaffInvitationsService } from './staff-invitations.service.js';
import { StaffRenewalService } from './staff-renewal.service.js';
import { StaffSignInService } from './staff-sign-in.service.js';
import { StaffController } from './staff.controller.js';
import { Membership, PastMembership, StaffInvitation, StaffMember } from './staff.entity.js';
import { StaffContactsService } from './staff-contacts.service.js';
import { StaffLeavingService } from './staff-leaving.service.js';
import { StaffService } from './staff.service.js';

const LIBRARIES = [Library, Agreement, StaffMember, PastMembership, Membership, StaffInvitation];
const CONTENT = [Item, ItemFile, Loan, PastLoan];

@Module({
  imports: [TypeOrmModule.forFeature([...LIBRARIES, ...CONTENT])],
  controllers: [
    LedgerController,
    LibrariesController,
    AgreementsController,
    StaffController,
    ItemsController,
    MyItemsController,
    LoansController,
    PastLoansController,
    ResponsibilityController,
  ],
  providers: [
    OwnerConfirmationService,
    LibrariesService,
    CheckpointLettersService,
    LedgerAnchorsService,
    AgreementsService,
    PlatformService,
    StaffService,
    StaffContactsService,
    StaffLeavingService,
    StaffInvitationsService,
    IssuedStaffSecrets,
    SecondFactorService,
    StaffAttempts,
    StaffSignInService,
    StaffRenewalService,
    ItemsService,
    ItemFilesService,
    LoansService,
    PastLoansService,
    ResponsibilityService,
  ],
  exports: [
    OwnerConfirmationService,
    LibrariesService,
    LedgerAnchorsService,
    PlatformService,
    StaffService,
    StaffContactsService,
    StaffLeavingService,
    StaffInvitationsService,
    SecondFactorService,
    StaffSignInService,
    StaffRenewalService,
    ItemsService,
    ItemFilesService,
    LoansService,
    ResponsibilityService,
  ],
})
export class LibrariesModule {}
