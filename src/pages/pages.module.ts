import { Module } from '@nestjs/common';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { ConsentModule } from '../modules/consent/consent.module.js';
import { DataSubjectRequestsModule } from '../modules/data-subject-requests/data-subject-requests.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { OutsideRequestsModule } from '../modules/outside-requests/outside-requests.module.js';
import { RetentionModule } from '../modules/retention/retention.module.js';
import { AccountController } from './account.controller.js';
import { AccountPage } from './account.page.js';
import { Assets } from './assets.js';
import { AssetsController } from './assets.controller.js';
import { CookiesModule } from '../modules/cookies/cookies.module.js';
import { ConversationsModule } from '../modules/conversations/conversations.module.js';
import { ContactTestController } from './contact-test.controller.js';
import { IncidentsModule } from '../modules/incidents/incidents.module.js';
import { ConfirmController } from './confirm.controller.js';
import { ConversationsPageController } from './conversations.controller.js';
import { CookiesPageController } from './cookies.controller.js';
import { CredentialsController } from './credentials.controller.js';
import { EmbedController } from './embed.controller.js';
import { EmailLinksController } from './email-links.controller.js';
import { GpcController } from './gpc.controller.js';
import { GuardianController } from './guardian.controller.js';
import { MySocialController } from './my-social.controller.js';
import { NotFoundController } from './not-found.controller.js';
import { OptInController } from './opt-in.controller.js';
import { OutboxController } from './outbox.controller.js';
import { ErasurePageController } from './erasure.controller.js';
import { UnsubscribePageController } from './unsubscribe.controller.js';
import { LettersPageController } from './letters.controller.js';
import { LibraryController } from './library.controller.js';
import { ReadingController } from './reading.controller.js';
import { ReceiptPageController } from './receipt.controller.js';
import { RecipientNoticePageController } from './recipient-notice.controller.js';
import { RightsPageController } from './my-rights.controller.js';
import { RecordedList } from './recorded.js';
import { RightsSection } from './rights.section.js';
import { RequestsPageController } from './requests.controller.js';
import { ElsewhereController } from './elsewhere.controller.js';
import { ProfileController } from './profile.controller.js';
import { MandateController } from './mandate.controller.js';
import { ResetController } from './reset.controller.js';
import { DataSection, ErasureSection, OptInSection, RequestsSection, SessionsSection } from './sections.js';
import { RightsController } from './rights.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignUpController } from './sign-up.controller.js';
import { SignUpPage } from './sign-up.page.js';
import { SocialAnswerController } from './social-answer.controller.js';
import { SocialController } from './social.controller.js';
import { StartController } from './start.controller.js';
import { VerifierController } from './verifier.controller.js';
import { TextsController } from './texts.controller.js';

/** The pages that Carrel hosts for readers. */
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
    IncidentsModule,
  ],
  controllers: [
    StartController,
    GpcController,
    AssetsController,
    EmbedController,
    SignUpController,
    ConfirmController,
    SignInController,
    ResetController,
    RightsController,
    MandateController,
    EmailLinksController,
    GuardianController,
    SocialController,
    SocialAnswerController,
    MySocialController,
    AccountController,
    OptInController,
    ProfileController,
    CredentialsController,
    RequestsPageController,
    ElsewhereController,
    RightsPageController,
    ReceiptPageController,
    ErasurePageController,
    UnsubscribePageController,
    LettersPageController,
    RecipientNoticePageController,
    ContactTestController,
    TextsController,
    CookiesPageController,
    ConversationsPageController,
    LibraryController,
    ReadingController,
    OutboxController,
    VerifierController,
    NotFoundController,
  ],
  providers: [
    Assets,
    AccountPage,
    SignUpPage,
    OptInSection,
    DataSection,
    ErasureSection,
    RequestsSection,
    SessionsSection,
    RequestsSection,
    SessionsSection,
    RecordedList,
    RightsSection,
  ],
})
export class PagesModule {}
