import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsObject, ValidateNested } from 'class-validator';
import {
  BirthDate,
  Country,
  Email,
  GivenSecret,
  MayBeLeftOut,
  NewPassword,
  PersonName,
  Version,
} from '../../foundation/http/fields.js';

/** The box under the agreement, ticked. */
export class AcceptedAgreement {
  @ApiProperty({ enum: [true], description: 'The box was ticked.' })
  @Equals(true, { message: 'tick the box: without the agreement there is no account' })
  accepted!: true;
  @Version() version!: string;
}

/** The parent or guardian whom a minor names. */
export class GuardianGiven {
  @PersonName() name!: string;
  @Email() email!: string;
}

export class PasswordChange {
  @GivenSecret({ optional: true, description: 'The present password; absent only for those who have none.' })
  password?: string;
  @NewPassword() newPassword!: string;
}

export class ForgottenPassword {
  @Email() email!: string;
}

export class PasswordReset {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
  @NewPassword() password!: string;
  @ApiPropertyOptional({ type: AcceptedAgreement, description: 'For those whom the library imported.' })
  @MayBeLeftOut()
  @IsObject({ message: 'show the agreement and send {accepted: true, version}' })
  @ValidateNested()
  @Type(() => AcceptedAgreement)
  agreement?: AcceptedAgreement;
  @BirthDate({ optional: true, description: 'For those whom the library imported without one.' })
  birthDate?: string;
  @Country({ optional: true, description: 'For those whom the library imported without one.' })
  country?: string;
  @ApiPropertyOptional({
    type: GuardianGiven,
    description: 'For an imported reader below the age of consent.',
  })
  @MayBeLeftOut()
  @IsObject({ message: 'write {name, email} of the guardian' })
  @ValidateNested()
  @Type(() => GuardianGiven)
  guardian?: GuardianGiven;
}
