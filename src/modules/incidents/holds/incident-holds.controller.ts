import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../../foundation/http/page.js';
import { HoldsPlaced, IncidentHoldReview, IncidentHoldShape, NewIncidentHolds } from './hold-dto.js';
import { IncidentHoldsService } from './incident-holds.service.js';

/** Legal holds that keep readers' data as evidence of an incident. */
@ApiTags('incidents')
@Controller('incidents/:id/libraries/:slug/holds')
@ForStaff(['owner', 'security-officer'])
export class IncidentHoldsController {
  constructor(private readonly holds: IncidentHoldsService) {}

  /** Keeps what is named of these readers from being erased; an erasure of theirs waits, and they are told why. */
  @Post()
  @ApiCreatedResponse({ type: HoldsPlaced })
  place(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() given: NewIncidentHolds) {
    return this.holds.place(me, id, slug, given, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(IncidentHoldShape) })
  list(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Query() page: PageQuery) {
    return this.holds.list(me, id, slug, page, new Date());
  }

  /** Says that it is still needed, and by when that is looked at again. */
  @Patch(':hold')
  @ApiOkResponse({ type: IncidentHoldShape })
  review(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('hold') hold: string,
    @Body() { reviewOn }: IncidentHoldReview,
  ) {
    return this.holds.review(me, id, { slug, hold }, reviewOn, new Date());
  }

  /** Lifts it; an erasure that waited for it alone goes on by itself. */
  @Delete(':hold')
  @HttpCode(200)
  @ApiOkResponse({ type: IncidentHoldShape })
  lift(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Id('hold') hold: string) {
    return this.holds.lift(me, id, { slug, hold }, new Date());
  }
}
