import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { PastLoanShape } from './item-dto.js';
import { PastLoansService } from './past-loans.service.js';

/** What the reader had on loan at another library, and brought along. */
@ApiTags('reading')
@Controller('me/past-loans')
@ForReaders()
export class PastLoansController {
  constructor(private readonly loans: PastLoansService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(PastLoanShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.loans.list(me, page);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Me() me: Reader, @Id() id: string) {
    return this.loans.remove(me, id);
  }
}
