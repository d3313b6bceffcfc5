import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { notFound } from '../../foundation/http/problem.js';
import { MySessionsService } from './my-sessions.service.js';

class SessionShape {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: ['password', 'social', 'confirmation', 'reset'] }) how!: string;
  @ApiProperty() createdAt!: Date;
  @ApiProperty() lastUsedAt!: Date;
  @ApiProperty({ description: 'When the reader last proved who they are.' }) provedAt!: Date;
  @ApiProperty() expiresAt!: Date;
  @ApiProperty({ description: 'The session that asks.' }) isCurrent!: boolean;
}

@ApiTags('my account')
@ApiExtraModels(SessionShape)
@Controller('me/sessions')
@ForReaders()
export class MySessionsController {
  constructor(private readonly sessions: MySessionsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(SessionShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.sessions.list(me, page, new Date());
  }

  /** Signs out. */
  @Delete('current')
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@Me() me: Reader) {
    if (me.credentialId === null) throw notFound();
    await this.sessions.end(me, me.credentialId, new Date());
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'id' })
  async end(@Me() me: Reader, @Id() id: string) {
    await this.sessions.end(me, id, new Date());
  }
}
