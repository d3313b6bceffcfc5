import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { LanguageQuery, pageOf } from '../../foundation/http/page.js';
import { MeService } from '../accounts/me.service.js';
import { HeldShape } from './dto.js';
import { MyDataService } from './my-data.service.js';

/** What we hold of you and why. */
@ApiTags('my rights')
@Controller('me/data')
@ForReaders()
export class MyDataController {
  constructor(
    private readonly data: MyDataService,
    private readonly account: MeService,
  ) {}

  /** Every datum with its value, source, purpose, legal basis, recipients, end, and what you can do about it. */
  @Get()
  @ApiOkResponse({ schema: pageOf(HeldShape) })
  async show(@Me() me: Reader, @Query() { language }: LanguageQuery) {
    const wanted = language ?? (await this.account.show(me)).language;
    return { items: await this.data.held(me, wanted), next: null };
  }
}
