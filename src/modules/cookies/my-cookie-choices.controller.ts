import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { CookieChoicesShape, VisitorToLink } from './dto.js';
import { CookieLinksService } from './links.service.js';

/** A visitor's choices as the reader's own: only when the reader says so. */
@ApiTags('cookies')
@Controller('me/cookie-choices')
@ForReaders()
export class MyCookieChoicesController {
  constructor(private readonly links: CookieLinksService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(CookieChoicesShape) })
  async list(@Me() me: Reader) {
    return { items: await this.links.list(me), next: null };
  }

  /** From then on they are in the reader's data, and go with the account. */
  @Put()
  @ApiOkResponse({ type: CookieChoicesShape })
  link(@Me() me: Reader, @Body() { visitorId }: VisitorToLink) {
    return this.links.link(me, visitorId);
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  unlink(@Me() me: Reader) {
    return this.links.unlink(me);
  }
}
