import { Module } from '@nestjs/common';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { IncidentAccess } from './incident-access.service.js';

/** Who may see what of an incident, for every part of the plan. */
@Module({ imports: [LibrariesModule], providers: [IncidentAccess], exports: [IncidentAccess] })
export class IncidentAccessModule {}
