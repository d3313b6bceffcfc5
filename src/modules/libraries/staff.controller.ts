import { Body, Controller, HttpCode, Ip, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me, Public } from '../../foundation/access/decorators.js';
import type { Staff, Visitor } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { AtPlatform } from './platform.decorator.js';
import { SecondFactorService } from './second-factor.service.js';
import {
  AcceptedInvitation,
  Code,
  EnrolmentShape,
  RefreshedStaffTokensShape,
  StaffRefresh,
  StaffSignIn,
  StaffTokensShape,
} from './staff-dto.js';
import { StaffInvitationsService } from './staff-invitations.service.js';
import { StaffSignInService } from './staff-sign-in.service.js';
import { STAFF_ROLES } from './staff.entity.js';

/** Where owners, librarians and the security team sign in. */
@ApiTags('staff')
@Controller('staff')
export class StaffController {
  constructor(
    private readonly invitations: StaffInvitationsService,
    private readonly signIns: StaffSignInService,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /** Signs in, with a code where a second factor is enrolled, and with the library where one works for several. */
  @Post('sessions')
  @Public()
  @ApiCreatedResponse({ type: StaffTokensShape })
  signIn(@AtPlatform() me: Visitor, @Ip() client: string, @Body() given: StaffSignIn) {
    return this.signIns.signIn(me, client, given, new Date());
  }

  /** Trades a refresh token for new tokens; one that is used twice ends its session. */
  @Post('sessions/refresh')
  @Public()
  @ApiCreatedResponse({ type: RefreshedStaffTokensShape })
  refresh(@Body() { refreshToken }: StaffRefresh) {
    return this.signIns.refresh(refreshToken, new Date());
  }

  /** Signs out: the session of the token ends. */
  @Post('sign-out')
  @HttpCode(204)
  @ForStaff([...STAFF_ROLES], { beforeSecondFactor: true })
  @ApiNoContentResponse()
  signOut(@Me() me: Staff) {
    return this.signIns.signOut(me, new Date());
  }

  /** Accepts an invitation: the letter's token with a password. */
  @Post('invitations/accept')
  @Public()
  @ApiCreatedResponse({ type: Made, description: 'The staff member exists and may sign in.' })
  accept(@AtPlatform() me: Visitor, @Body() { token, password }: AcceptedInvitation) {
    return this.invitations.accept(me, token, password, new Date());
  }

  /** Begins to enrol a second factor: an address for the authenticator, and the same as a picture to scan. */
  @Post('second-factor')
  @ForStaff([...STAFF_ROLES], { beforeSecondFactor: true })
  @ApiCreatedResponse({ type: EnrolmentShape })
  enrol(@Me() me: Staff) {
    return this.secondFactor.enrol(me);
  }

  /** Ends the enrolment with the first code; the answer's tokens may act, and all sessions from before end. */
  @Put('second-factor')
  @ForStaff([...STAFF_ROLES], { beforeSecondFactor: true })
  @ApiOkResponse({ type: StaffTokensShape })
  confirm(@Me() me: Staff, @Body() { code }: Code) {
    return this.signIns.confirmSecondFactor(me, code, new Date());
  }
}
