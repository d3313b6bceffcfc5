import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader, Staff } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { RestrictionAnswersService } from './restriction-answers.service.js';
import {
  AnnouncedLifting,
  LibraryRestrictionShape,
  OpenedView,
  RestrictionShape,
  RestrictionsQuery,
  StatedClaim,
} from './restrictions.dto.js';
import { RestrictionsService } from './restrictions.service.js';

/** Restrictions of my data. One is asked for by `POST /me/requests {kind: "restriction", ground}`. */
@ApiTags('my rights')
@ApiExtraModels(RestrictionShape)
@Controller('me/restrictions')
@ForReaders()
export class MyRestrictionsController {
  constructor(private readonly restrictions: RestrictionsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(RestrictionShape) })
  async list(@Me() me: Reader) {
    return { items: await this.restrictions.mine(me), next: null };
  }

  /** Ends it at once. */
  @Delete(':id')
  @HttpCode(200)
  @ApiOkResponse({ type: RestrictionShape })
  end(@Me() me: Reader, @Id() id: string) {
    return this.restrictions.end(me, id, new Date());
  }
}

/** Whose data are restricted and why. */
@ApiTags('for the library’s systems')
@ApiExtraModels(LibraryRestrictionShape)
@Controller('library/restrictions')
@ForStaff(['owner'])
export class LibraryRestrictionsController {
  constructor(
    private readonly restrictions: RestrictionsService,
    private readonly answers: RestrictionAnswersService,
  ) {}

  /** The latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(LibraryRestrictionShape) })
  list(@Me() me: Staff, @Query() { state, ...page }: RestrictionsQuery) {
    return this.restrictions.list(me, state, page);
  }

  /** Tells the reader that it will be lifted, and why; a week later it is. */
  @Put(':id/lifting')
  @ApiOkResponse({ type: LibraryRestrictionShape })
  announce(@Me() me: Staff, @Id() id: string, @Body() { reason }: AnnouncedLifting) {
    return this.answers.announceLifting(me, id, reason, new Date());
  }
}

/** Restricted data, opened for a legal claim. */
@ApiTags('for the library’s systems')
@Controller('library/readers/:id/restricted-views')
@ForStaff(['owner'])
export class RestrictedViewsController {
  constructor(private readonly answers: RestrictionAnswersService) {}

  /** Opens them for an hour to who asks, and to nobody else. */
  @Post()
  @ApiCreatedResponse({ type: OpenedView })
  open(@Me() me: Staff, @Id() id: string, @Body() { reason }: StatedClaim) {
    return this.answers.open(me, id, reason, new Date());
  }
}
