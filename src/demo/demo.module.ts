import { Module } from '@nestjs/common';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { ConsentModule } from '../modules/consent/consent.module.js';
import { ConversationsModule } from '../modules/conversations/conversations.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { DemoContentService } from './demo-content.service.js';
import { DemoLibraryService } from './demo-library.service.js';
import { DemoMakers } from './demo-makers.js';
import { DemoReadersService } from './demo-readers.service.js';
import { DemoStaffService } from './demo-staff.service.js';
import { Demo } from './demo.service.js';

@Module({
  imports: [LibrariesModule, ConsentModule, AccountsModule, ConversationsModule],
  providers: [Demo, DemoMakers, DemoContentService, DemoLibraryService, DemoReadersService, DemoStaffService],
})
export class DemoModule {}
