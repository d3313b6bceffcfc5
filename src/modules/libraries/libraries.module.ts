import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesController } from './libraries.controller.js';
import { LibrariesService } from './libraries.service.js';
import { Agreement, Library } from './library.entity.js';
import { Membership, StaffMember } from './staff.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Library, Agreement, StaffMember, Membership])],
  controllers: [LibrariesController],
  providers: [LibrariesService],
  exports: [LibrariesService],
})
export class LibrariesModule {}
