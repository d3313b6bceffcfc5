import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { Made, NextStep } from '../../foundation/http/answers.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { ConfirmationsService } from './confirmations.service.js';
import { Confirmation, NewReader, PendingShape, Refresh, SignIn, TokensShape } from './dto.js';
import { LinkOpened } from './email-changes.dto.js';
import { atPace, refusedAtPace } from '../../foundation/http/pace.js';
import { SignInService } from './sign-in.service.js';
import { SignUpService } from './sign-up.service.js';

/** What anyone may do at a library's door: sign up, confirm, sign in. */
@ApiTags('signing up and in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug')
@Public()
export class AccountsController {
  constructor(
    private readonly signUps: SignUpService,
    private readonly confirmations: ConfirmationsService,
    private readonly signIns: SignInService,
  ) {}

  /** Answers the same for a new address and a known one; a letter tells the rest. */
  @Post('readers')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: NextStep, description: 'A letter is on its way.' })
  async signUp(@AtLibrary() me: Visitor, @Body() form: NewReader) {
    await atPace(this.signUps.signUp(me, form, new Date()));
    return { next: 'confirm' };
  }

  /** What the letter's link would confirm, for its page to show: the address and the decisions of the form. */
  @Post('confirmations/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: PendingShape })
  preview(@AtLibrary() me: Visitor, @Body() { token }: LinkOpened) {
    return this.confirmations.pending(me, token, new Date());
  }

  /** Makes the reader: the letter's token with the password of the form. */
  @Post('confirmations')
  @ApiCreatedResponse({ type: Made, description: 'The reader exists from now on.' })
  confirm(@AtLibrary() me: Visitor, @Body() confirmation: Confirmation) {
    return this.confirmations.confirm(me, confirmation, new Date());
  }

  @Post('sessions')
  @ApiCreatedResponse({ type: TokensShape })
  signIn(@AtLibrary() me: Visitor, @Body() signIn: SignIn) {
    return refusedAtPace(this.signIns.signIn(me, signIn, new Date()));
  }

  /** Trades a refresh token for new tokens; one that is used twice ends its session. */
  @Post('sessions/refresh')
  @ApiCreatedResponse({ type: TokensShape })
  refresh(@AtLibrary() me: Visitor, @Body() { refreshToken }: Refresh) {
    return this.signIns.refresh(me, refreshToken, new Date());
  }
}
