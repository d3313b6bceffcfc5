import { Injectable } from '@nestjs/common';
import { ConsentService } from '../modules/consent/consent.service.js';
import { ConsentStatisticsService } from '../modules/consent/consent-statistics.service.js';
import { ObjectionsService } from '../modules/consent/objections.service.js';
import { PurposeTermsService } from '../modules/consent/purpose-terms.service.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { BirthDateReviewsService } from '../modules/accounts/birth-date-reviews.service.js';
import { CatalogueService } from '../modules/cookies/catalogue.service.js';
import { NoticesService } from '../modules/cookies/notices.service.js';
import { LibraryReadersService } from '../modules/accounts/library-readers.service.js';
import { AttachmentsService } from '../modules/conversations/attachments.service.js';
import { ConversationsService } from '../modules/conversations/conversations.service.js';
import { ErasureListsService } from '../modules/data-subject-requests/erasure-lists.service.js';
import { ErasurePreviewService } from '../modules/data-subject-requests/erasure-preview.service.js';
import { LegalHoldsService } from '../modules/data-subject-requests/legal-holds.service.js';
import { StaffErasuresService } from '../modules/data-subject-requests/staff-erasures.service.js';
import { ErasuresService } from '../modules/data-subject-requests/erasures.service.js';
import { ErasureRequestsService } from '../modules/data-subject-requests/erasure-requests.service.js';
import { ObjectionAnswersService } from '../modules/data-subject-requests/objection-answers.service.js';
import { IdentityService } from '../modules/data-subject-requests/identity.service.js';
import { RequestHandlingService } from '../modules/data-subject-requests/request-handling.service.js';
import { RecordOfProcessingService } from '../modules/data-subject-requests/record-of-processing.service.js';
import { CorrectionAnswersService } from '../modules/data-subject-requests/correction-answers.service.js';
import { RecipientNotices } from '../modules/data-subject-requests/recipient-notices.service.js';
import { RecipientsService } from '../modules/data-subject-requests/recipients.service.js';
import { RestrictionAnswersService } from '../modules/data-subject-requests/restriction-answers.service.js';
import { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { MandateDecisionsService } from '../modules/outside-requests/mandate-decisions.service.js';
import { MandatesService } from '../modules/outside-requests/mandates.service.js';
import { RetentionReportService } from '../modules/retention/retention-report.service.js';
import { DeadlineFeedsService } from '../modules/deadlines/deadline-feeds.service.js';
import { AlarmsService } from '../modules/deadlines/alarms.service.js';
import { ActionSteps } from '../modules/incidents/containment/action-steps.service.js';
import { ActionsService } from '../modules/incidents/containment/actions.service.js';
import { AwarenessService } from '../modules/incidents/awareness.service.js';
import { AssessmentsService } from '../modules/incidents/assessments.service.js';
import { BreachesService } from '../modules/incidents/breaches.service.js';
import { BouncesService } from '../modules/incidents/communications/bounces.service.js';
import { CommunicationsService } from '../modules/incidents/communications/communications.service.js';
import { UnreachedService } from '../modules/incidents/communications/unreached.service.js';
import { ControllerNoticesService } from '../modules/incidents/controller-notices.service.js';
import { ContactTestsService } from '../modules/incidents/drills/contact-tests.service.js';
import { DrillScoresService } from '../modules/incidents/drills/drill-scores.service.js';
import { InjectsService } from '../modules/incidents/drills/injects.service.js';
import { LetterTemplatesService } from '../modules/incidents/drills/letter-templates.service.js';
import { ReadinessService } from '../modules/incidents/drills/readiness.service.js';
import { CustodyService } from '../modules/incidents/evidence-pack/custody.service.js';
import { PacksHandedOutService } from '../modules/incidents/evidence-pack/packs-handed-out.service.js';
import { EvidenceService } from '../modules/incidents/evidence.service.js';
import { IncidentHoldsService } from '../modules/incidents/holds/incident-holds.service.js';
import { IncidentFilesService } from '../modules/incidents/incident-files.service.js';
import { IncidentPlanService } from '../modules/incidents/incident-plan.service.js';
import { IncidentsService } from '../modules/incidents/incidents.service.js';
import { NotificationsService } from '../modules/incidents/notifications.service.js';
import { ScopesService } from '../modules/incidents/scope/scopes.service.js';
import { CanariesService } from '../modules/incidents/triggers/canaries.service.js';
import { ReadLimitsService } from '../modules/incidents/triggers/read-limits.service.js';
import { RegisterService } from '../modules/incidents/register.service.js';
import { TimelineService } from '../modules/incidents/timeline.service.js';
import { ItemFilesService } from '../modules/libraries/item-files.service.js';
import { ItemsService } from '../modules/libraries/items.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { ResponsibilityService } from '../modules/libraries/responsibility.service.js';
import { SecondFactorService } from '../modules/libraries/second-factor.service.js';
import { StaffInvitationsService } from '../modules/libraries/staff-invitations.service.js';
import { StaffSignInService } from '../modules/libraries/staff-sign-in.service.js';

/** Every service that a section of the panel or its doors stands on: a list, and nothing but a list. */
@Injectable()
export class PanelServices {
  constructor(
    readonly invitations: StaffInvitationsService,
    readonly signIns: StaffSignInService,
    readonly secondFactor: SecondFactorService,
    readonly libraries: LibrariesService,
    readonly readers: LibraryReadersService,
    readonly birthDateReviews: BirthDateReviewsService,
    readonly consent: ConsentService,
    readonly purposes: PurposesService,
    readonly purposeTerms: PurposeTermsService,
    readonly statistics: ConsentStatisticsService,
    readonly catalogue: CatalogueService,
    readonly cookieNotices: NoticesService,
    readonly objections: ObjectionsService,
    readonly objectionAnswers: ObjectionAnswersService,
    readonly items: ItemsService,
    readonly itemFiles: ItemFilesService,
    readonly conversations: ConversationsService,
    readonly attachments: AttachmentsService,
    readonly requests: RequestsService,
    readonly requestHandling: RequestHandlingService,
    readonly identity: IdentityService,
    readonly erasures: ErasureRequestsService,
    readonly erasureGrace: ErasuresService,
    readonly erasurePreviews: ErasurePreviewService,
    readonly erasureLists: ErasureListsService,
    readonly legalHolds: LegalHoldsService,
    readonly staffErasures: StaffErasuresService,
    readonly processingRecord: RecordOfProcessingService,
    readonly mandates: MandatesService,
    readonly mandateDecisions: MandateDecisionsService,
    readonly responsibility: ResponsibilityService,
    readonly retention: RetentionReportService,
    readonly recipients: RecipientsService,
    readonly recipientNotices: RecipientNotices,
    readonly correctionAnswers: CorrectionAnswersService,
    readonly restrictions: RestrictionsService,
    readonly restrictionAnswers: RestrictionAnswersService,
    readonly alarms: AlarmsService,
    readonly deadlineFeeds: DeadlineFeedsService,
    readonly incidents: IncidentsService,
    readonly breaches: BreachesService,
    readonly assessments: AssessmentsService,
    readonly controllerNotices: ControllerNoticesService,
    readonly notifications: NotificationsService,
    readonly incidentPlan: IncidentPlanService,
    readonly incidentEvidence: EvidenceService,
    readonly timeline: TimelineService,
    readonly containment: ActionsService,
    readonly containmentSteps: ActionSteps,
    readonly awareness: AwarenessService,
    readonly incidentCustody: CustodyService,
    readonly incidentPacks: PacksHandedOutService,
    readonly incidentHolds: IncidentHoldsService,
    readonly incidentFiles: IncidentFilesService,
    readonly breachRegister: RegisterService,
    readonly communications: CommunicationsService,
    readonly injects: InjectsService,
    readonly drillScores: DrillScoresService,
    readonly contactTests: ContactTestsService,
    readonly readiness: ReadinessService,
    readonly letterTemplates: LetterTemplatesService,
    readonly scopes: ScopesService,
    readonly canaries: CanariesService,
    readonly readLimits: ReadLimitsService,
    readonly lateBounces: BouncesService,
    readonly unreached: UnreachedService,
  ) {}
}
