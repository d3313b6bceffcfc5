import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { pageOf } from '../../../foundation/http/page.js';
import { ReadinessShape } from './readiness-dto.js';
import { ReadinessService } from './readiness.service.js';

/** What stands ready before anything happens. */
@ApiTags('incidents')
@Controller('incidents/readiness')
@ForStaff(['owner', 'security-officer'])
export class ReadinessController {
  constructor(private readonly readiness: ReadinessService) {}

  /** Each library's readiness, line by line with what to do; an owner sees the own library's. */
  @Get()
  @ApiOkResponse({ schema: pageOf(ReadinessShape) })
  async show(@Me() me: Staff) {
    return { items: await this.readiness.of(me, new Date()), next: null };
  }
}
