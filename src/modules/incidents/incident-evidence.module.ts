import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EvidenceEndsService } from './evidence-pack/evidence-ends.service.js';
import { EvidenceService } from './evidence.service.js';
import { IncidentAccessModule } from './incident-access.module.js';
import { IncidentEvidence } from './incident.entity.js';
import { SnapshotService } from './snapshot.service.js';

/** Evidence, for every part of the plan that may change something: it is taken first. */
@Module({
  imports: [TypeOrmModule.forFeature([IncidentEvidence]), IncidentAccessModule],
  providers: [SnapshotService, EvidenceService, EvidenceEndsService],
  exports: [EvidenceService, EvidenceEndsService],
})
export class IncidentEvidenceModule {}
