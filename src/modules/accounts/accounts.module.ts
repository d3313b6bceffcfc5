import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLink } from './account-link.entity.js';
import { AccountLinksService } from './account-links.service.js';
import { AccountsHousekeeping } from './accounts-housekeeping.service.js';
import { AddresseesService } from './addressees.service.js';
import { AccountsController } from './accounts.controller.js';
import { AgeRuleService } from './age-rule.service.js';
import { AgreementService } from './agreement.service.js';
import { ConsentImportService } from './consent-import.service.js';
import { ComingOfAgeService } from './coming-of-age.service.js';
import { ContactService } from './contact.service.js';
import { BirthDateReview } from './birth-date-review.entity.js';
import { BirthDateReviewsController } from './birth-date-reviews.controller.js';
import { BirthDateReviewsService } from './birth-date-reviews.service.js';
import { BroughtProfile } from './brought-profile.service.js';
import { ClaimsService } from './claims.service.js';
import { ConfirmationsService } from './confirmations.service.js';
import { EmailChangesController } from './email-changes.controller.js';
import { EmailChangesService } from './email-changes.service.js';
import { EnrolmentService } from './enrolment.service.js';
import { GuardiansService } from './guardians.service.js';
import { HandOverService } from './hand-over.service.js';
import { IssuedAccountSecrets } from './issued-secrets.service.js';
import { ImportService } from './import.service.js';
import { LibraryReadersController } from './library-readers.controller.js';
import { LibraryReadersService } from './library-readers.service.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { MySessionsController } from './my-sessions.controller.js';
import { MySessionsService } from './my-sessions.service.js';
import { MySocialLoginsController } from './my-social-logins.controller.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { PasswordResetsService } from './password-resets.service.js';
import { PasswordsService } from './passwords.service.js';
import { ProofService } from './proof.service.js';
import { Reader, ReaderEvidence, SignUp } from './reader.entity.js';
import { SignInService } from './sign-in.service.js';
import { SignsOfLifeService } from './signs-of-life.service.js';
import { SignUpService } from './sign-up.service.js';
import { ReaderLinesService } from './reader-lines.service.js';
import { SocialAttempt, SocialLogin, SocialProvider } from './social.entity.js';
import { SocialAttemptsService } from './social-attempts.service.js';
import { SocialLoginsController } from './social-logins.controller.js';
import { SocialLoginsService } from './social-logins.service.js';
import { SocialProvidersService } from './social-providers.service.js';
import { SuppressionToken } from './suppression.entity.js';
import { SuppressionService } from './suppression.service.js';

const ENTITIES = [
  Reader,
  SignUp,
  ReaderEvidence,
  AccountLink,
  BirthDateReview,
  SocialAttempt,
  SocialLogin,
  SocialProvider,
  SuppressionToken,
];
const CONTROLLERS = [
  AccountsController,
  BirthDateReviewsController,
  EmailChangesController,
  LibraryReadersController,
  MeController,
  MySessionsController,
  MySocialLoginsController,
  PasswordResetsController,
  SocialLoginsController,
];
const SERVICES = [
  AccountLettersService,
  AccountLinksService,
  AccountsHousekeeping,
  AddresseesService,
  AgeRuleService,
  AgreementService,
  ComingOfAgeService,
  ContactService,
  ReaderLinesService,
  BirthDateReviewsService,
  BroughtProfile,
  ClaimsService,
  ConfirmationsService,
  ConsentImportService,
  EmailChangesService,
  EnrolmentService,
  GuardiansService,
  HandOverService,
  ImportService,
  IssuedAccountSecrets,
  LibraryReadersService,
  MeService,
  MySessionsService,
  PasswordResetsService,
  PasswordsService,
  ProofService,
  SignInService,
  SignUpService,
  SignsOfLifeService,
  SocialAttemptsService,
  SocialLoginsService,
  SocialProvidersService,
  SuppressionService,
];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), LibrariesModule, ConsentModule],
  controllers: CONTROLLERS,
  providers: SERVICES,
  exports: SERVICES,
})
export class AccountsModule {}
