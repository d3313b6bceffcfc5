import { Body, Controller, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../../foundation/http/page.js';
import { ActionsService } from './actions.service.js';
import { ActionSteps } from './action-steps.service.js';
import {
  ActionShape,
  Application,
  AppliedShape,
  Approval,
  NewAction,
  Reversal,
  Review,
  VerifiedShape,
} from './dto.js';

/** Containment: each action is previewed, approved, applied, verified by a probe, and reverted or left to end by itself. */
@ApiTags('incidents')
@Controller('incidents/:id/actions')
@ForStaff(['security-officer'])
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly steps: ActionSteps,
  ) {}

  /** Previews an action: whom it would reach, how many, and what breaks. Nothing is done yet. */
  @Post()
  @ApiCreatedResponse({ type: ActionShape })
  preview(@Me() me: Staff, @Id() id: string, @Ip() from: string, @Body() given: NewAction) {
    const { expiresInMinutes: lastsMinutes, ...wanted } = given;
    return this.actions.preview(me, id, { ...wanted, lastsMinutes, from }, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(ActionShape) })
  list(@Me() me: Staff, @Id() id: string, @Query() page: PageQuery) {
    return this.actions.list(me, id, page);
  }

  /** Approves an action; another officer than previewed it, where it reaches everybody or cannot be undone. */
  @Post(':action/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: ActionShape })
  async approve(@Me() me: Staff, @Id() id: string, @Id('action') action: string, @Body() given: Approval) {
    const { breakGlass = false, reason } = given;
    await this.steps.approve(me, id, action, { breakGlass, reason }, new Date());
    return this.actions.show(me, id, action);
  }

  /** Applies an action, with a code of the second factor; the answer's session is fresh, whatever the action ended. */
  @Post(':action/apply')
  @HttpCode(200)
  @ApiOkResponse({ type: AppliedShape })
  async apply(
    @Me() me: Staff,
    @Id() id: string,
    @Id('action') action: string,
    @Body() { code }: Application,
  ) {
    const session = await this.steps.apply(me, id, action, code, new Date());
    return { ...(await this.actions.show(me, id, action)), ...session };
  }

  /** Probes whether what was applied holds. */
  @Post(':action/verify')
  @HttpCode(200)
  @ApiOkResponse({ type: VerifiedShape })
  async verify(@Me() me: Staff, @Id() id: string, @Id('action') action: string) {
    const { probe } = await this.steps.verify(me, id, action, new Date());
    return { ...(await this.actions.show(me, id, action)), probe };
  }

  /** Undoes an action that can be undone. */
  @Post(':action/revert')
  @HttpCode(200)
  @ApiOkResponse({ type: ActionShape })
  async revert(
    @Me() me: Staff,
    @Id() id: string,
    @Id('action') action: string,
    @Body() { reason }: Reversal,
  ) {
    await this.steps.revert(me, id, action, reason, new Date());
    return this.actions.show(me, id, action);
  }

  /** Reviews what one officer approved alone; another does, within 24 hours. */
  @Post(':action/review')
  @HttpCode(200)
  @ApiOkResponse({ type: ActionShape })
  async review(@Me() me: Staff, @Id() id: string, @Id('action') action: string, @Body() { finding }: Review) {
    await this.steps.review(me, id, action, finding, new Date());
    return this.actions.show(me, id, action);
  }
}
