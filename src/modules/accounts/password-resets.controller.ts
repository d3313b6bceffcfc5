import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { NextStep } from '../../foundation/http/answers.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { atPace } from '../../foundation/http/pace.js';
import { ForgottenPassword, PasswordReset } from './passwords.dto.js';
import { PasswordResetsService } from './password-resets.service.js';

/** Setting a password by letter. */
@ApiTags('signing up and in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug/password-resets')
@Public()
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResetsService) {}

  /** Answers the same for a known address and an unknown one; only a known one gets a letter. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: NextStep, description: 'If the address is known, a letter is on its way.' })
  async ask(@AtLibrary() me: Visitor, @Body() { email }: ForgottenPassword) {
    await atPace(this.resets.ask(me, email, new Date()));
    return { next: 'read-letter' };
  }

  /** Sets the password by the letter's link and ends all sessions; imported readers claim their account so. */
  @Put()
  @HttpCode(204)
  @ApiNoContentResponse()
  async complete(@AtLibrary() me: Visitor, @Body() reset: PasswordReset) {
    await this.resets.complete(me, reset, new Date());
  }
}
