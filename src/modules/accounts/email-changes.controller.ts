import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me, Public } from '../../foundation/access/decorators.js';
import type { Reader, Visitor } from '../../foundation/access/signed-in.js';
import { NextStep } from '../../foundation/http/answers.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { LinkOpened, NewAddress } from './email-changes.dto.js';
import { EmailChangesService } from './email-changes.service.js';
import { atPace } from '../../foundation/http/pace.js';
import { ProofService } from './proof.service.js';

/** Changing one's e-mail address. */
@ApiTags('my account')
@Controller()
export class EmailChangesController {
  constructor(
    private readonly changes: EmailChangesService,
    private readonly proof: ProofService,
  ) {}

  /** Sends a link to the new address, and to the old one a link that undoes the change for 72 hours. */
  @Post('me/email-changes')
  @ForReaders()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: NextStep, description: 'Letters are on their way.' })
  async ask(@Me() me: Reader, @Body() { email, password }: NewAddress) {
    const now = new Date();
    await this.proof.demand(me, password, now);
    await atPace(this.changes.ask(me, email, now));
    return { next: 'confirm' };
  }

  /** Takes the new address, by the link in the letter to it. */
  @Post('libraries/:slug/email-confirmations')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'slug' })
  async confirm(@AtLibrary() me: Visitor, @Body() { token }: LinkOpened) {
    await this.changes.confirm(me, token, new Date());
  }

  /** Restores the old address, by the link in the letter to it, and ends all sessions. */
  @Post('libraries/:slug/email-vetoes')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'slug' })
  async veto(@AtLibrary() me: Visitor, @Body() { token }: LinkOpened) {
    await this.changes.veto(me, token, new Date());
  }
}
