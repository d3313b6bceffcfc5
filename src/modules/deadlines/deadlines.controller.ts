import { Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiProduces,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { ForStaff, Id, Me, Public } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { ALARM_KINDS, type AlarmKind } from './alarm.js';
import { AlarmsService } from './alarms.service.js';
import { DeadlineFeedsService } from './deadline-feeds.service.js';

class FeedShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() createdAt!: Date;
}

class NewFeedShape extends FeedShape {
  @ApiProperty({ description: 'For a calendar program; shown once. Whoever has it reads the deadlines.' })
  url!: string;
}

class AlarmShape {
  @ApiProperty({ enum: ALARM_KINDS }) kind!: AlarmKind;
  @ApiProperty({ example: 'restriction 8c1d02aa' }) about!: string;
  @ApiProperty() since!: Date;
}

/** Deadlines in an owner's own calendar, and what stands still. */
@ApiTags('for the library')
@ApiExtraModels(FeedShape, AlarmShape)
@Controller('library')
@ForStaff(['owner'])
export class LibraryDeadlinesController {
  constructor(
    private readonly feeds: DeadlineFeedsService,
    private readonly alarms: AlarmsService,
  ) {}

  @Post('deadline-feeds')
  @ApiCreatedResponse({ type: NewFeedShape })
  make(@Me() me: Staff) {
    return this.feeds.make(me, new Date());
  }

  @Get('deadline-feeds')
  @ApiOkResponse({ schema: pageOf(FeedShape) })
  list(@Me() me: Staff) {
    return this.feeds.list(me);
  }

  @Delete('deadline-feeds/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@Me() me: Staff, @Id() id: string) {
    return this.feeds.revoke(me, id);
  }

  /** Requests and jobs that stand still, computed now. */
  @Get('alarms')
  @ApiOkResponse({ schema: pageOf(AlarmShape) })
  async standing(@Me() me: Staff) {
    const found = await this.alarms.of(me, new Date());
    return { items: found.map(({ kind, about, since }) => ({ kind, about, since })), next: null };
  }
}

/** The deadlines as a calendar, by an address that cannot be guessed. */
@ApiTags('by a link')
@Controller('deadline-feeds')
export class DeadlineFeedsController {
  constructor(private readonly feeds: DeadlineFeedsService) {}

  @Get(':token')
  @ApiParam({ name: 'token' })
  @ApiProduces('text/calendar')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('content-type', 'text/calendar; charset=utf-8')
  @Header('cache-control', 'private, no-store')
  @Public()
  read(@Param('token') token: string) {
    return this.feeds.read(token, new Date());
  }
}
