import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForLibrary, ForReaders, Id, Me, Public } from '../../foundation/access/decorators.js';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { AnswersFile } from '../../foundation/files/answers-file.decorator.js';
import { sendFile } from '../../foundation/files/send-file.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { DownloadsService } from './downloads.service.js';
import { DownloadLinkShape, LibraryRequestShape, NewRequest } from './dto.js';
import { ErasureRequestsService } from './erasure-requests.service.js';
import { RequestShape } from './request-handling-dto.js';
import { RequestsService } from './requests.service.js';
import { RestrictionsService } from './restrictions.service.js';
import { TakingBackService } from './taking-back.service.js';

/** A reader's rights, each a call. */
@ApiTags('my rights')
@ApiExtraModels(RequestShape)
@Controller('me/requests')
@ForReaders()
export class RequestsController {
  constructor(
    private readonly requests: RequestsService,
    private readonly erasures: ErasureRequestsService,
    private readonly downloads: DownloadsService,
    private readonly restrictions: RestrictionsService,
    private readonly takingBack: TakingBackService,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: RequestShape })
  async receive(@Me() me: Reader, @Body() { kind, statement, ground, password, code }: NewRequest) {
    const now = new Date();
    if (kind === 'restriction') {
      const { id } = await this.restrictions.ask(me, ground ?? '18(1)(a)', now);
      return this.requests.received(me, id);
    }
    if (kind !== 'erasure') return this.requests.receive(me, kind, statement, now);
    const { id, ...begun } = await this.erasures.byReader(me, { password, code }, now);
    return { ...(await this.requests.received(me, id)), ...begun };
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(RequestShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.requests.list(me, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: RequestShape })
  show(@Me() me: Reader, @Id() id: string) {
    return this.requests.show(me, id);
  }

  /** Takes a request back while it is open; an erasure while it waits for its day. */
  @Delete(':id')
  @HttpCode(200)
  @ApiOkResponse({ type: RequestShape })
  async cancel(@Me() me: Reader, @Id() id: string) {
    const { kind } = await this.requests.show(me, id);
    if (kind !== 'erasure') return this.restrictions.cancel(me, id, new Date());
    await this.takingBack.mine(me, id, new Date());
    return this.requests.show(me, id);
  }

  @Post(':id/download-links')
  @ApiCreatedResponse({ type: DownloadLinkShape })
  link(@Me() me: Reader, @Id() id: string) {
    return this.downloads.link(me, id, new Date());
  }

  @Get(':id/download')
  @AnswersFile()
  async download(
    @Me() me: Reader,
    @Id() id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    await sendFile(request, reply, await this.downloads.forReader(me, id, new Date()));
  }
}

/** Downloads by a link that works once. */
@ApiTags('by a link')
@Controller('downloads')
export class DownloadLinksController {
  constructor(private readonly downloads: DownloadsService) {}

  /** A look at the headers does not use the link up, as mail programs and messengers take one. */
  @Get(':token')
  @ApiParam({ name: 'token' })
  @Public()
  @AnswersFile()
  async download(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const spend = request.method !== 'HEAD';
    await sendFile(request, reply, await this.downloads.byLink(token, spend, askingOf(request), new Date()));
  }
}

/** What readers asked of the library, for its owner. */
@ApiTags('for the library')
@ApiExtraModels(LibraryRequestShape)
@Controller('library/requests')
export class LibraryRequestsController {
  constructor(private readonly requests: RequestsService) {}

  @Get()
  @ForLibrary('readers:read', ['owner'])
  @ApiOkResponse({ schema: pageOf(LibraryRequestShape) })
  list(@Me() me: SignedIn, @Query() page: PageQuery) {
    return this.requests.listForLibrary(me, page);
  }
}
