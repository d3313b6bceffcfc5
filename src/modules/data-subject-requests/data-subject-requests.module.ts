import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { MyDataController } from './my-data.controller.js';
import { MyDataService } from './my-data.service.js';

/** What a reader may ask of a library that holds their data (Art. 15 to 22), and what then happens. */
@Module({
  imports: [AccountsModule, ConsentModule, LibrariesModule],
  controllers: [MyDataController],
  providers: [MyDataService],
})
export class DataSubjectRequestsModule {}
