import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ForLibrary, Id, Me, Public } from '../../foundation/access/decorators.js';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { Created } from './dto.js';
import { NewNewsletter, NewsletterShape, NewsletterWords, Unsubscribed } from './newsletter-dto.js';
import { NewslettersService } from './newsletters.service.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Letters of the library to all who opted in to its newsletter. */
@ApiTags('for the library’s systems')
@ApiExtraModels(NewsletterShape, NewsletterWords)
@Controller('library/newsletters')
@ForLibrary('interactions:write')
export class NewslettersController {
  constructor(private readonly newsletters: NewslettersService) {}

  /** Takes the letter; it goes to those whose choice allows it when their turn comes. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: Created })
  send(@Me() me: SignedIn, @Body() newsletter: NewNewsletter) {
    return this.newsletters.send(me, newsletter, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(NewsletterShape) })
  list(@Me() me: SignedIn, @Query() page: PageQuery) {
    return this.newsletters.list(me, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: NewsletterShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.newsletters.show(me, id);
  }
}

/** The link of a letter that stops it. Opening it changes nothing: mail scanners open links. */
@ApiTags('anyone with the link')
@ApiParam({ name: 'token' })
@Controller('unsubscribe/:token')
export class UnsubscribeController {
  constructor(private readonly unsubscribing: UnsubscribeService) {}

  /** Takes the form that mail programs send (RFC 8058), and any other body or none: the address says it all. */
  @Post()
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: Unsubscribed })
  unsubscribe(@Param('token') token: string, @Req() request: FastifyRequest) {
    return this.unsubscribing.unsubscribe(token, askingOf(request), new Date());
  }
}
