import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me, Public } from '../../foundation/access/decorators.js';
import type { Staff, Visitor } from '../../foundation/access/signed-in.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { InactivityLinksService } from './inactivity-links.service.js';
import { RetentionReportService } from './retention-report.service.js';
import { RetentionSetting, RetentionShape, StayLink } from './retention-dto.js';

/** How long a library keeps what (Art. 5(1)(e)). */
@ApiTags('for the library')
@Controller('library/retention')
@ForStaff(['owner'])
export class RetentionController {
  constructor(private readonly report: RetentionReportService) {}

  /** What the next run would delete, whom it would warn and erase, in numbers; and what the last one did. */
  @Get()
  @ApiOkResponse({ type: RetentionShape })
  show(@Me() me: Staff, @Query() { language = 'en' }: LanguageQuery) {
    return this.report.show(me, language, new Date());
  }

  /** Changes after how long without a sign of life readers are erased. Each is warned 30 and 7 days before. */
  @Put()
  @ApiOkResponse({ type: RetentionSetting })
  async change(@Me() me: Staff, @Body() { inactiveMonths }: RetentionSetting) {
    await this.report.change(me, inactiveMonths);
    return { inactiveMonths };
  }
}

/** Keeping an account by the link in the letter that says when it ends. */
@ApiTags('by a link')
@Controller('libraries/:slug/stays')
export class StaysController {
  constructor(private readonly links: InactivityLinksService) {}

  @Post()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'slug' })
  async stay(@AtLibrary() me: Visitor, @Body() { token }: StayLink) {
    await this.links.keep(me, token, new Date());
  }
}
