import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { Made } from '../../../foundation/http/answers.js';
import { pageOf } from '../../../foundation/http/page.js';
import { CanariesService } from './canaries.service.js';
import { ReadLimitsService } from './read-limits.service.js';
import { CanariesQuery, CanaryShape, CanaryToPlace, ReadLimits, ReadLimitToSet } from './triggers-dto.js';

/** What sets off a draft of an incident: canaries, and how many readers a credential may open. */
@ApiTags('incidents')
@Controller()
@ForStaff(['owner', 'security-officer'])
export class TriggersController {
  constructor(
    private readonly canaries: CanariesService,
    private readonly limits: ReadLimitsService,
  ) {}

  @Get('canaries')
  @ApiOkResponse({ schema: pageOf(CanaryShape) })
  list(@Me() me: Staff, @Query() { library }: CanariesQuery) {
    return this.canaries.list(me, library);
  }

  /** Places a reader who is nobody; any look at them opens a draft of an incident. It ends as a reader does: by erasure. */
  @Post('canaries')
  @ApiCreatedResponse({ type: Made })
  place(@Me() me: Staff, @Body() canary: CanaryToPlace) {
    return this.canaries.place(me, canary, new Date());
  }

  @Get('library/read-limits')
  @ForStaff(['owner'])
  @ApiOkResponse({ type: ReadLimits })
  readLimits(@Me() me: Staff) {
    return this.limits.list(me);
  }

  @Post('library/read-limits')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: Made })
  setReadLimit(@Me() me: Staff, @Body() { readersPerHour, credential }: ReadLimitToSet) {
    return this.limits.set(me, readersPerHour, credential, new Date());
  }
}
