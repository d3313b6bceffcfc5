import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { Responsibility, ResponsibilityShape } from './responsibility-dto.js';
import { ResponsibilityService } from './responsibility.service.js';

/** Who answers for a library (Art. 13(1)(a), (b), 26, 27). */
@ApiTags('for the library')
@Controller('library/controller')
@ForStaff(['owner'])
export class ResponsibilityController {
  constructor(private readonly responsibility: ResponsibilityService) {}

  /** The controller, joint controllers and the representative, with arrangements in every language. */
  @Get()
  @ApiOkResponse({ type: ResponsibilityShape })
  show(@Me() me: Staff) {
    return this.responsibility.show(me);
  }

  /** Names joint controllers and the representative. Readers, the copy of their data and the record tell them from now on. */
  @Put()
  @ApiOkResponse({ type: ResponsibilityShape })
  change(@Me() me: Staff, @Body() given: Responsibility) {
    return this.responsibility.change(me, () => given);
  }
}
