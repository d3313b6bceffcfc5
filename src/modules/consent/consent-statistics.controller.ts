import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForLibrary, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { ConsentStatisticsService } from './consent-statistics.service.js';
import { ConsentStatistics, StatisticsQuery } from './statistics-dto.js';

/** What readers decide, in numbers, for the library's owner. */
@ApiTags('for the library’s systems')
@Controller('library/consents')
export class ConsentStatisticsController {
  constructor(private readonly statistics: ConsentStatisticsService) {}

  /** Given, refused and withdrawn by purpose, text and week. Fewer than five readers are not told by number. */
  @Get('statistics')
  @ForLibrary('statistics:read', ['owner'])
  @ApiOkResponse({ type: ConsentStatistics })
  show(@Me() me: SignedIn, @Query() asked: StatisticsQuery) {
    return this.statistics.of(me, asked, new Date());
  }
}
