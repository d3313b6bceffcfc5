import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { CatalogueService } from './catalogue.service.js';
import {
  NewNotice,
  NewTracker,
  NoticeKept,
  PublishedNotice,
  TrackerChanges,
  TrackerShape,
} from './library-dto.js';
import { NoticesService } from './notices.service.js';

/** The catalogue of cookies and other trackers, as its owner keeps it. */
@ApiTags('for the library’s systems')
@Controller('library/cookies')
@ForStaff(['owner'])
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(TrackerShape) })
  async list(@Me() me: SignedIn) {
    return { items: await this.catalogue.list(me, new Date()), next: null };
  }

  /** Adds an entry; visitors learn of it from the next notice. */
  @Post()
  @ApiCreatedResponse({ type: Made })
  add(@Me() me: SignedIn, @Body() tracker: NewTracker) {
    return this.catalogue.add(me, tracker, new Date());
  }

  @Patch(':id')
  @ApiOkResponse({ type: TrackerShape })
  change(@Me() me: SignedIn, @Id() id: string, @Body() changes: TrackerChanges) {
    return this.catalogue.change(me, id, changes, new Date());
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Me() me: SignedIn, @Id() id: string) {
    return this.catalogue.remove(me, id);
  }
}

/** The notices that an owner has published. */
@ApiTags('for the library’s systems')
@Controller('library/cookie-notices')
@ForStaff(['owner'])
export class NoticesController {
  constructor(private readonly notices: NoticesService) {}

  /** Every version with its exact words and its catalogue, the latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(NoticeKept) })
  list(@Me() me: SignedIn, @Query() page: PageQuery) {
    return this.notices.list(me, page, new Date());
  }

  /** Publishes a notice with the catalogue as it stands; a changed catalogue asks everybody again. */
  @Post()
  @ApiCreatedResponse({ type: PublishedNotice })
  publish(@Me() me: SignedIn, @Body() { material = false, ...draft }: NewNotice) {
    return this.notices.publish(me, draft, material, new Date());
  }
}
