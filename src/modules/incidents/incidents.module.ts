import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AssessmentsService } from './assessments.service.js';
import { AwarenessService } from './awareness.service.js';
import { BreachAssessment, BreachDecision, BreachNotice, PersonalDataBreach } from './breach.entity.js';
import { BreachesController } from './breaches.controller.js';
import { BreachesService } from './breaches.service.js';
import { CommunicationsModule } from './communications/communications.module.js';
import { ControllerNoticesController } from './controller-notices.controller.js';
import { ControllerNoticesService } from './controller-notices.service.js';
import { EvidenceController } from './evidence.controller.js';
import { ContainmentModule } from './containment/containment.module.js';
import { DrillsModule } from './drills/drills.module.js';
import { ReviewsController } from './drills/reviews.controller.js';
import { ReviewsService } from './drills/reviews.service.js';
import { GroundsModule } from './grounds/grounds.module.js';
import { IncidentAccessModule } from './incident-access.module.js';
import { IncidentEndsService } from './incident-ends.service.js';
import { IncidentFilesService } from './incident-files.service.js';
import { IncidentEvidenceModule } from './incident-evidence.module.js';
import { Incident, IncidentEntry, IncidentReminder } from './incident.entity.js';
import { IncidentPlanService } from './incident-plan.service.js';
import { IncidentsController } from './incidents.controller.js';
import { IncidentsService } from './incidents.service.js';
import { NotificationsService } from './notifications.service.js';
import { OfficeLettersService } from './office-letters.service.js';
import { RegisterController } from './register.controller.js';
import { RegisterService } from './register.service.js';
import { RemindersPost } from './reminders-post.service.js';
import { RemindersService } from './reminders.service.js';
import { ScopeModule } from './scope/scope.module.js';
import { TriggersModule } from './triggers/triggers.module.js';
import { TimelineService } from './timeline.service.js';

const ENTITIES = [
  Incident,
  IncidentEntry,
  IncidentReminder,
  PersonalDataBreach,
  BreachAssessment,
  BreachDecision,
  BreachNotice,
];

/** The contingency plan: what happens from the moment that data may have leaked. */
@Module({
  imports: [
    TypeOrmModule.forFeature(ENTITIES),
    LibrariesModule,
    IncidentAccessModule,
    IncidentEvidenceModule,
    GroundsModule,
    DrillsModule,
    ScopeModule,
    CommunicationsModule,
    DrillsModule,
    ContainmentModule,
    TriggersModule,
  ],
  controllers: [
    IncidentsController,
    EvidenceController,
    BreachesController,
    ControllerNoticesController,
    RegisterController,
    ReviewsController,
  ],
  providers: [
    IncidentPlanService,
    BreachesService,
    IncidentsService,
    TimelineService,
    AwarenessService,
    AssessmentsService,
    ControllerNoticesService,
    NotificationsService,
    OfficeLettersService,
    IncidentEndsService,
    IncidentFilesService,
    RegisterService,
    RemindersPost,
    RemindersService,
    ReviewsService,
  ],
  exports: [
    CommunicationsModule,
    GroundsModule,
    DrillsModule,
    ScopeModule,
    ContainmentModule,
    TriggersModule,
    IncidentsService,
    IncidentFilesService,
    IncidentPlanService,
    AwarenessService,
    TimelineService,
    IncidentEvidenceModule,
    BreachesService,
    AssessmentsService,
    ControllerNoticesService,
    NotificationsService,
    OfficeLettersService,
    RemindersService,
    RegisterService,
    ReviewsService,
  ],
})
export class IncidentsModule {}
