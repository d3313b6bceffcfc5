import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { ObjectionGrounds, ObjectionShape } from './objections-dto.js';
import { ObjectionsService } from './objections.service.js';

/** Objecting to what the library does in its own interest (Art. 21). */
@ApiTags('consent')
@Controller('me/objections')
@ForReaders()
export class ObjectionsController {
  constructor(private readonly objections: ObjectionsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ObjectionShape) })
  async states(@Me() me: Reader) {
    return { items: await this.objections.states(me), next: null };
  }

  /** One call, no reason asked: processing rests from now on, until the library answers or for good. */
  @Put(':purpose')
  @ApiOkResponse({ type: ObjectionShape })
  object(@Me() me: Reader, @Param('purpose') purpose: string, @Body() said: ObjectionGrounds = {}) {
    return this.objections.object(me, purpose, said, new Date());
  }

  @Delete(':purpose')
  @HttpCode(200)
  @ApiOkResponse({ type: ObjectionShape })
  withdraw(@Me() me: Reader, @Param('purpose') purpose: string) {
    return this.objections.withdraw(me, purpose, new Date());
  }
}
