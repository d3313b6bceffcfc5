import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { CatalogueService } from './catalogue.service.js';
import { CookieChoice, CookieStanding } from './choice.entity.js';
import { ChoicesService } from './choices.service.js';
import { CookiesHousekeeping } from './cookies-housekeeping.service.js';
import { CookiesController } from './cookies.controller.js';
import { CookieFoundingService } from './founding.service.js';
import { CatalogueController, NoticesController } from './library-cookies.controller.js';
import { CookieLinksService } from './links.service.js';
import { MyCookieChoicesController } from './my-cookie-choices.controller.js';
import { NoticeServingService } from './notice-serving.service.js';
import { CookieNotice } from './notice.entity.js';
import { NoticesService } from './notices.service.js';
import { Tracker } from './tracker.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Tracker, CookieNotice, CookieChoice, CookieStanding]), LibrariesModule],
  controllers: [CookiesController, CatalogueController, NoticesController, MyCookieChoicesController],
  providers: [
    CookieFoundingService,
    CatalogueService,
    NoticesService,
    NoticeServingService,
    ChoicesService,
    CookieLinksService,
    CookiesHousekeeping,
  ],
  exports: [
    CatalogueService,
    NoticesService,
    NoticeServingService,
    ChoicesService,
    CookieLinksService,
    CookiesHousekeeping,
  ],
})
export class CookiesModule {}
