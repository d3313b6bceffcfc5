import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { atPace } from '../../foundation/http/pace.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import {
  HandedOverShape,
  NewOutsideRequest,
  OutcomeShape,
  OutsideProof,
  OutsideRequestReceived,
  ProofLink,
  ProofPreviewShape,
} from './dto.js';
import { HandOversService } from './hand-overs.service.js';
import { incomingOf } from './incoming.js';
import { OutsideConfirmationsService } from './outside-confirmations.service.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** Rights without an account, and for who is locked out of one: the proof is a letter. */
@ApiTags('rights without signing in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug/requests')
@Public()
export class OutsideRequestsController {
  constructor(
    private readonly unverified: UnverifiedRequestsService,
    private readonly confirmations: OutsideConfirmationsService,
    private readonly handOvers: HandOversService,
  ) {}

  /** Answers the same for every address: nobody is looked up, and a letter asks for the proof. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: OutsideRequestReceived, description: 'A letter is on its way.' })
  async ask(@AtLibrary() me: Visitor, @Body() given: NewOutsideRequest) {
    const id = await atPace(this.unverified.ask(me, incomingOf(given), new Date()));
    return { id, next: 'read-letter' };
  }

  /** What a letter's link would confirm, for its page to show. */
  @Post('confirmations/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: ProofPreviewShape })
  preview(@AtLibrary() me: Visitor, @Body() { token }: ProofLink) {
    return this.confirmations.preview(me, token, new Date());
  }

  /** Confirms a request by the letter's link or its code. */
  @Post('confirmations')
  @HttpCode(200)
  @ApiOkResponse({ type: OutcomeShape })
  confirm(@AtLibrary() me: Visitor, @Body() given: OutsideProof) {
    return atPace(this.confirmations.confirm(me, given, new Date()));
  }

  /** A link that saves the download once, by the link of the letter that says that it is ready. */
  @Post('downloads')
  @ApiCreatedResponse({ type: HandedOverShape })
  download(@AtLibrary() me: Visitor, @Body() { token }: ProofLink) {
    return this.handOvers.open(me, token, new Date());
  }
}
