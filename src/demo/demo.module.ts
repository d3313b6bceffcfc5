import { Module } from '@nestjs/common';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { ConsentModule } from '../modules/consent/consent.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { Demo } from './demo.service.js';
import { DemoReadersService } from './demo-readers.service.js';

@Module({
  imports: [LibrariesModule, ConsentModule, AccountsModule],
  providers: [Demo, DemoReadersService],
})
export class DemoModule {}
