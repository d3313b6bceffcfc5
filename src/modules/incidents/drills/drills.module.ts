import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IncidentAccessModule } from '../incident-access.module.js';
import { DrillInject, DrillScore } from './drill.entity.js';
import { DrillScoresService } from './drill-scores.service.js';
import { DrillsController } from './drills.controller.js';
import { InjectsService } from './injects.service.js';

/** Drills: the same plan as for live incidents, with made-up events, a clock of their own and a score. */
@Module({
  imports: [TypeOrmModule.forFeature([DrillInject, DrillScore]), IncidentAccessModule],
  controllers: [DrillsController],
  providers: [InjectsService, DrillScoresService],
  exports: [InjectsService, DrillScoresService],
})
export class DrillsModule {}
