import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Email, GivenSecret, Line, NewPassword } from '../../foundation/http/fields.js';
import { STAFF_ROLES, type StaffRole } from './staff.entity.js';

export class StaffSignIn {
  @Email() email!: string;
  @GivenSecret() password!: string;
  @Line({ optional: true, max: 20, description: 'Six digits, where a second factor is enrolled.' })
  code?: string;
  @NewPassword({
    optional: true,
    description:
      'Where an incident has the password changed: refused otherwise. Every session of before ends.',
  })
  newPassword?: string;
  @Line({
    optional: true,
    max: 100,
    description: 'Slug of the library to act in, for those who work for several.',
  })
  library?: string;
}

export class StaffRefresh {
  @GivenSecret() refreshToken!: string;
}

export class AcceptedInvitation {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
  @NewPassword() password!: string;
}

export class Code {
  @ApiProperty({ type: 'string', pattern: '^[0-9]{6}$' })
  @Matches(/^[0-9]{6}$/, { message: 'write the six digits that the authenticator shows' })
  code!: string;
}

export class RefreshedStaffTokensShape {
  @ApiProperty() accessToken!: string;
  @ApiProperty() refreshToken!: string;
  @ApiProperty({ description: 'Seconds.' }) expiresIn!: number;
}

export class StaffTokensShape extends RefreshedStaffTokensShape {
  @ApiProperty({ description: 'Slug of the library acted in; `platform` for the security team.' })
  library!: string;
  @ApiProperty({ enum: STAFF_ROLES }) role!: StaffRole;
  @ApiProperty({
    description: 'Nothing can be done before a second factor is enrolled: POST /staff/second-factor.',
  })
  secondFactorDue!: boolean;
}

export class EnrolmentShape {
  @ApiProperty({ description: 'otpauth://…, for the authenticator.' }) uri!: string;
  @ApiProperty({ description: 'The same as a picture: a data URL of a PNG.' }) qrCode!: string;
}
