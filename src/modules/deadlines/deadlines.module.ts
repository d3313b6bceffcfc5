import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AlarmsService } from './alarms.service.js';
import { DeadlineFeed } from './deadline-feed.entity.js';
import { IssuedFeedSecrets } from './issued-secrets.service.js';
import { DeadlineFeedsService } from './deadline-feeds.service.js';
import { DeadlineFeedsController, LibraryDeadlinesController } from './deadlines.controller.js';
import { DeadlinesService } from './deadlines.service.js';
import { RemindersService } from './reminders.service.js';
import { StaffNotice } from './staff-notice.entity.js';
import { StaffNoticesService } from './staff-notices.service.js';

/** What has to be answered by a day, wherever it comes from: reminders, the calendar feed, and alarms. */
@Module({
  imports: [TypeOrmModule.forFeature([StaffNotice, DeadlineFeed]), LibrariesModule],
  controllers: [LibraryDeadlinesController, DeadlineFeedsController],
  providers: [
    DeadlinesService,
    RemindersService,
    StaffNoticesService,
    DeadlineFeedsService,
    IssuedFeedSecrets,
    AlarmsService,
  ],
  exports: [DeadlinesService, RemindersService, DeadlineFeedsService, AlarmsService, StaffNoticesService],
})
export class DeadlinesModule {}
