import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { pageOf } from '../../../foundation/http/page.js';
import { ContactTestsService } from './contact-tests.service.js';
import { ContactTestShape } from './readiness-dto.js';

/** Tests of a library's contact points, within a drill. */
@ApiTags('incidents')
@Controller('incidents/:id/libraries/:slug/contact-tests')
@ForStaff(['owner', 'security-officer'])
export class ContactTestsController {
  constructor(private readonly tests: ContactTestsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ContactTestShape) })
  async list(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.tests.list(me, id, slug), next: null };
  }

  /** Writes to the library's contact points: the only real letter of a drill, marked as a test. */
  @Post()
  @ForStaff(['security-officer'])
  @ApiCreatedResponse({ type: ContactTestShape })
  send(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return this.tests.send(me, id, slug, new Date());
  }
}
