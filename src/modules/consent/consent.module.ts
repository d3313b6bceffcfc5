import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { ConsentController, PermissionsController, PurposesController } from './consent.controller.js';
import { Consent, ConsentEvent, Objection } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';
import { PurposesService } from './purposes.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([LibraryPurpose, PurposeVersion, Consent, ConsentEvent, Objection]),
    LibrariesModule,
  ],
  controllers: [ConsentController, PurposesController, PermissionsController],
  providers: [ConsentService, PurposesService],
  exports: [ConsentService, PurposesService],
})
export class ConsentModule {}
