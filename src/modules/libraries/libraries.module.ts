import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesController } from './libraries.controller.js';
import { LibrariesService } from './libraries.service.js';
import { Agreement, Library } from './library.entity.js';
import { PlatformService } from './platform.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { StaffAttempts } from './staff-attempts.service.js';
import { StaffSignInService } from './staff-sign-in.service.js';
import { StaffController } from './staff.controller.js';
import { Membership, StaffInvitation, StaffMember } from './staff.entity.js';
import { StaffService } from './staff.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Library, Agreement, StaffMember, Membership, StaffInvitation])],
  controllers: [LibrariesController, StaffController],
  providers: [
    LibrariesService,
    PlatformService,
    StaffService,
    SecondFactorService,
    StaffAttempts,
    StaffSignInService,
  ],
  exports: [LibrariesService, PlatformService, StaffService, SecondFactorService, StaffSignInService],
})
export class LibrariesModule {}
