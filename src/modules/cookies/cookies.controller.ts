import { Body, Controller, Get, Header, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Id, Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { CountRefusedChoices } from './choice-refusals.js';
import { ChoicesService } from './choices.service.js';
import { CurrentCookieChoices, KeptCookieChoices, NewCookieChoices, NoticeShape } from './dto.js';
import { Gpc } from './gpc.decorator.js';
import { NoticeServingService } from './notice-serving.service.js';

const SIGNAL = {
  name: 'Sec-GPC',
  required: false,
  description: '1: the browser’s user is not to be tracked.',
};

/** The cookie notice of a library, and what visitors choose. */
@ApiTags('cookies')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug')
@Public()
export class CookiesController {
  constructor(
    private readonly notices: NoticeServingService,
    private readonly choices: ChoicesService,
  ) {}

  /** The current notice. Reading it makes nobody a visitor: no id, no row, no cookie. */
  @Get('cookie-notice')
  @Header('cache-control', 'no-store')
  @ApiHeader(SIGNAL)
  @ApiOkResponse({ type: NoticeShape })
  notice(@AtLibrary() me: Visitor, @Query() { language = 'en' }: LanguageQuery, @Gpc() gpc: boolean) {
    return this.notices.serve(me, { language, gpc }, new Date());
  }

  /** Keeps a choice: accepting and refusing are the same one call. */
  @Post('cookie-choices')
  @UseInterceptors(CountRefusedChoices)
  @ApiHeader(SIGNAL)
  @ApiCreatedResponse({ type: KeptCookieChoices })
  choose(@AtLibrary() me: Visitor, @Body() given: NewCookieChoices, @Gpc() gpc: boolean) {
    return this.choices.choose(me, given, gpc, new Date());
  }

  /** What was chosen last, and whether to ask again. */
  @Get('cookie-choices/:visitorId')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ type: CurrentCookieChoices })
  async standing(@AtLibrary() me: Visitor, @Id('visitorId') visitorId: string) {
    const {
      visitorId: id,
      version,
      choices,
      gpc,
      recordedAt,
      askAgainAt,
      textChanged,
      askAgain,
    } = await this.choices.standing(me, visitorId, new Date());
    return { visitorId: id, version, choices, gpc, recordedAt, askAgainAt, textChanged, askAgain };
  }
}
