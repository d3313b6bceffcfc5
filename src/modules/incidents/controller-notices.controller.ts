import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { AwarenessService } from './awareness.service.js';
import { ControllerNoticeShape, NewControllerNotice } from './breach-dto.js';
import { ControllerNoticesService } from './controller-notices.service.js';
import { AwarenessMoved, MovedAwareness } from './dto.js';

/** What the processor tells a controller, and when that made it aware. */
@ApiTags('incidents')
@Controller('incidents/:id/libraries/:slug')
@ForStaff(['owner', 'security-officer'])
export class ControllerNoticesController {
  constructor(
    private readonly notices: ControllerNoticesService,
    private readonly awareness: AwarenessService,
  ) {}

  @Get('notices')
  @ApiOkResponse({ schema: pageOf(ControllerNoticeShape) })
  async list(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.notices.list(me, id, slug), next: null };
  }

  /** Sends the library its notice (Art. 33(2)), on the fact alone. */
  @Post('notices')
  @ForStaff(['security-officer'])
  @ApiCreatedResponse({ type: ControllerNoticeShape })
  send(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Body() { contact, answers = {} }: NewControllerNotice,
  ) {
    return this.notices.send(me, id, slug, { ...answers, contact }, new Date());
  }

  /** The controller says that it has read a notice. */
  @Post('notices/:notice/acknowledgement')
  @HttpCode(200)
  @ForStaff(['owner'])
  @ApiOkResponse({ type: ControllerNoticeShape })
  acknowledge(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Id('notice') notice: string) {
    return this.notices.acknowledge(me, id, slug, notice, new Date());
  }

  /** Moves the controller's awareness: earlier at once, later with a reason and once a second person confirms. */
  @Post('awareness')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: AwarenessMoved })
  move(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Body() { awareAt, reason }: MovedAwareness,
  ) {
    return this.awareness.ofController(me, id, slug, { awareAt: new Date(awareAt), reason }, new Date());
  }

  /** Confirms a later moment that another person proposed; an officer may be the second. */
  @Post('awareness/:proposal/confirmation')
  @HttpCode(200)
  @ApiOkResponse({ type: AwarenessMoved })
  confirm(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Id('proposal') proposal: string) {
    return this.awareness.confirmOfController(me, id, slug, proposal, new Date());
  }
}
