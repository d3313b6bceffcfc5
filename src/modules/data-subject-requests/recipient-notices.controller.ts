import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ForReaders, ForStaff, Id, Me, Public } from '../../foundation/access/decorators.js';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import type { Reader, Staff } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { DisclosuresService } from './disclosures.service.js';
import { RecipientNotices } from './recipient-notices.service.js';
import { Acknowledged, NoticeShape, NoticesQuery, ReceivedShape } from './recipients.dto.js';

/** What recipients were told about readers, and who could not be reached (Art. 19). */
@ApiTags('for the library’s systems')
@ApiExtraModels(NoticeShape)
@Controller('library/recipient-notices')
@ForStaff(['owner'])
export class LibraryNoticesController {
  constructor(private readonly notices: RecipientNotices) {}

  /** The latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(NoticeShape) })
  list(@Me() me: Staff, @Query() { state, ...page }: NoticesQuery) {
    return this.notices.list(me, state, page);
  }

  /** Tries again to reach who could not be reached, such as after its address was put right. */
  @Post(':id/tries')
  @ApiCreatedResponse({ type: NoticeShape })
  tryAgain(@Me() me: Staff, @Id() id: string) {
    return this.notices.tryAgain(me, id, new Date());
  }
}

/** For recipients that are told by letter. */
@ApiTags('by a link')
@Controller('recipient-notices/:token')
export class NoticeLinksController {
  constructor(private readonly notices: RecipientNotices) {}

  /** Confirms that the letter was received. */
  @Post()
  @Public()
  @ApiParam({ name: 'token' })
  @HttpCode(200)
  @ApiOkResponse({ type: Acknowledged })
  acknowledge(@Param('token') token: string, @Req() request: FastifyRequest) {
    return this.notices.acknowledge(token, askingOf(request), new Date());
  }
}

/** Who received my data, and who was told what about them. */
@ApiTags('my rights')
@ApiExtraModels(ReceivedShape)
@Controller('me/recipients')
@ForReaders()
export class MyRecipientsController {
  constructor(private readonly disclosures: DisclosuresService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ReceivedShape) })
  async list(@Me() me: Reader) {
    return { items: await this.disclosures.mine(me), next: null };
  }
}
