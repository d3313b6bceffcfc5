import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { HoldReview, HoldShape, NewLegalHold } from './hold-dto.js';
import { LegalHoldsService } from './legal-holds.service.js';

/** Legal holds on readers' data, an owner's to place, to look at again and to lift (Art. 17(3)(b), (e)). */
@ApiTags('for the library')
@ApiExtraModels(HoldShape)
@Controller('library/holds')
@ForStaff(['owner'])
export class LegalHoldsController {
  constructor(private readonly holds: LegalHoldsService) {}

  /** Keeps what is named of a reader from being erased; an erasure of theirs waits, and they are told why. */
  @Post()
  @ApiCreatedResponse({ type: Made })
  place(@Me() me: Staff, @Body() { reader, ...hold }: NewLegalHold) {
    return this.holds.place(me, reader, hold, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(HoldShape) })
  list(@Me() me: Staff, @Query() page: PageQuery) {
    return this.holds.list(me, page, new Date());
  }

  @Get(':id')
  @ApiOkResponse({ type: HoldShape })
  show(@Me() me: Staff, @Id() id: string) {
    return this.holds.show(me, id, new Date());
  }

  /** Says that it is still needed, and by when that is looked at again. */
  @Patch(':id')
  @ApiOkResponse({ type: HoldShape })
  review(@Me() me: Staff, @Id() id: string, @Body() { reviewOn }: HoldReview) {
    return this.holds.review(me, id, reviewOn, new Date());
  }

  /** Lifts it; an erasure that waited for it alone goes on by itself. */
  @Delete(':id')
  @HttpCode(200)
  @ApiOkResponse({ type: HoldShape })
  lift(@Me() me: Staff, @Id() id: string) {
    return this.holds.lift(me, id, new Date());
  }
}
