import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { ContactConfirmationsService } from './contact-confirmations.service.js';
import { ContactTest } from './contact-test.entity.js';
import { ContactTestsController } from './contact-tests.controller.js';
import { ContactTestsService } from './contact-tests.service.js';
import { DrillInject, DrillScore } from './drill.entity.js';
import { DrillScoresService } from './drill-scores.service.js';
import { DrillsController } from './drills.controller.js';
import { InjectsService } from './injects.service.js';
import { BreachLetterTemplate } from './letter-template.entity.js';
import { LetterTemplatesController } from './letter-templates.controller.js';
import { LetterTemplatesService } from './letter-templates.service.js';
import { LogCoverageService } from './log-coverage.service.js';
import { ReadinessController } from './readiness.controller.js';
import { ReadinessService } from './readiness.service.js';
import { WordsForBreachController } from './words-for-breach.controller.js';

const SERVICES = [
  InjectsService,
  DrillScoresService,
  ContactTestsService,
  ContactConfirmationsService,
  ReadinessService,
  LetterTemplatesService,
  LogCoverageService,
];

/** Drills: the same plan as for live incidents, with made-up events, a clock of their own and a score; and what stands ready. */
@Module({
  imports: [
    TypeOrmModule.forFeature([DrillInject, DrillScore, ContactTest, BreachLetterTemplate]),
    IncidentAccessModule,
    LibrariesModule,
  ],
  controllers: [
    ReadinessController,
    DrillsController,
    ContactTestsController,
    LetterTemplatesController,
    WordsForBreachController,
  ],
  providers: SERVICES,
  exports: SERVICES,
})
export class DrillsModule {}
