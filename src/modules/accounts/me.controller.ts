import { Body, Controller, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { AgreementService } from './agreement.service.js';
import { ProfileChanges } from './dto.js';
import { MeService } from './me.service.js';
import { AcceptedAgreement, PasswordChange } from './passwords.dto.js';
import { PasswordsService } from './passwords.service.js';
import { AccountShape, AgreedShape, ProfileShape } from './profile.shape.js';

@ApiTags('my account')
@Controller('me')
@ForReaders()
export class MeController {
  constructor(
    private readonly account: MeService,
    private readonly agreement: AgreementService,
    private readonly passwords: PasswordsService,
  ) {}

  @Get()
  @ApiOkResponse({ type: AccountShape })
  show(@Me() me: Reader) {
    return this.account.show(me);
  }

  @Patch()
  @ApiOkResponse({ type: ProfileShape })
  change(@Me() me: Reader, @Body() changes: ProfileChanges) {
    return this.account.change(me, changes);
  }

  /** Accepts the agreement as it reads now. */
  @Put('agreement')
  @ApiOkResponse({ type: AgreedShape })
  agree(@Me() me: Reader, @Body() { version }: AcceptedAgreement) {
    return this.agreement.renew(me, version, new Date());
  }

  /** Sets a new password and ends the other sessions. */
  @Put('password')
  @HttpCode(204)
  @ApiNoContentResponse()
  async setPassword(@Me() me: Reader, @Body() change: PasswordChange) {
    await this.passwords.change(me, change, new Date());
  }
}
