import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AccountsController } from './accounts.controller.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { Reader, ReaderEvidence, SignUp } from './reader.entity.js';
import { SignInService } from './sign-in.service.js';
import { SignUpService } from './sign-up.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Reader, SignUp, ReaderEvidence]), LibrariesModule, ConsentModule],
  controllers: [AccountsController, MeController],
  providers: [SignUpService, SignInService, MeService],
  exports: [SignUpService, SignInService, MeService],
})
export class AccountsModule {}
