import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { AnswersFile } from '../../foundation/files/answers-file.decorator.js';
import { sendFile } from '../../foundation/files/send-file.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { ItemSearch, ItemShape, LoanShape, NewLoan, ReadingPosition } from './item-dto.js';
import { ItemsService } from './items.service.js';
import { LoansService } from './loans.service.js';

/** What the library holds, for its readers. */
@ApiTags('reading')
@ApiExtraModels(ItemShape)
@Controller('me/items')
@ForReaders()
export class MyItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly loans: LoansService,
  ) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ItemShape) })
  list(@Me() me: Reader, @Query() { search = '', ...page }: ItemSearch) {
    return this.items.list(me, search, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: ItemShape })
  show(@Me() me: Reader, @Id() id: string) {
    return this.items.show(me, id);
  }

  /** The bytes of an item on loan, whole or a range of them. */
  @Get(':id/file')
  @AnswersFile()
  async file(@Me() me: Reader, @Id() id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return sendFile(request, reply, await this.loans.read(me, id, new Date()));
  }
}

/** What the reader has borrowed. */
@ApiTags('reading')
@ApiExtraModels(LoanShape)
@Controller('me/loans')
@ForReaders()
export class LoansController {
  constructor(private readonly loans: LoansService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(LoanShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.loans.list(me, page, new Date());
  }

  @Post()
  @ApiCreatedResponse({
    schema: {
      properties: { id: { type: 'string', format: 'uuid' }, dueAt: { type: 'string', format: 'date-time' } },
    },
  })
  borrow(@Me() me: Reader, @Body() { itemId }: NewLoan) {
    return this.loans.borrow(me, itemId, new Date());
  }

  @Delete(':id')
  @HttpCode(200)
  @ApiOkResponse({ type: LoanShape })
  giveBack(@Me() me: Reader, @Id() id: string) {
    return this.loans.giveBack(me, id, new Date());
  }

  @Put(':id/position')
  @ApiOkResponse({ type: LoanShape })
  remember(@Me() me: Reader, @Id() id: string, @Body() { position }: ReadingPosition) {
    return this.loans.remember(me, id, position, new Date());
  }
}
