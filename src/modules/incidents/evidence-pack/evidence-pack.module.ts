import { Module } from '@nestjs/common';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { IncidentsModule } from '../incidents.module.js';
import { CustodyService } from './custody.service.js';
import { IncidentPacksController } from './incident-packs.controller.js';
import { IncidentPacksService } from './incident-packs.service.js';
import { PackedFilesService } from './packed-files.service.js';
import { PackedLettersService } from './packed-letters.service.js';
import { PackedLogsService } from './packed-logs.service.js';
import { PackedRecordsService } from './packed-records.service.js';
import { PacksHandedOutService } from './packs-handed-out.service.js';

/** Proof of incidents for those outside: packs that are verified offline, and who was handed them. */
@Module({
  imports: [LibrariesModule, IncidentAccessModule, IncidentsModule],
  controllers: [IncidentPacksController],
  providers: [
    CustodyService,
    IncidentPacksService,
    PackedFilesService,
    PackedLettersService,
    PackedLogsService,
    PackedRecordsService,
    PacksHandedOutService,
  ],
  exports: [CustodyService, PacksHandedOutService],
})
export class EvidencePackModule {}
