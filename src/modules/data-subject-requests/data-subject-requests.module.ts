import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AccessService } from './access.service.js';
import { DownloadService } from './download.service.js';
import { DownloadsService } from './downloads.service.js';
import { LetterheadService } from './letterhead.service.js';
import { MyDataController } from './my-data.controller.js';
import { MyDataService } from './my-data.service.js';
import { DataSubjectRequest, DownloadLink, SupplementaryStatement } from './request.entity.js';
import {
  DownloadLinksController,
  LibraryRequestsController,
  RequestsController,
} from './requests.controller.js';
import { RequestsService } from './requests.service.js';

/** What a reader may ask of a library that holds their data (Art. 15 to 22), and what then happens. */
@Module({
  imports: [
    TypeOrmModule.forFeature([DataSubjectRequest, SupplementaryStatement, DownloadLink]),
    AccountsModule,
    ConsentModule,
    LibrariesModule,
  ],
  controllers: [MyDataController, RequestsController, DownloadLinksController, LibraryRequestsController],
  providers: [
    MyDataService,
    RequestsService,
    AccessService,
    DownloadService,
    DownloadsService,
    LetterheadService,
  ],
  exports: [MyDataService, RequestsService, AccessService, DownloadsService],
})
export class DataSubjectRequestsModule {}
