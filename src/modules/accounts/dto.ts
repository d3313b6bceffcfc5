import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import {
  BirthDate,
  Country,
  Email,
  Flag,
  GivenSecret,
  Language,
  NewPassword,
  PersonName,
  ServedToken,
  Version,
  Line,
  MayBeLeftOut,
} from '../../foundation/http/fields.js';
import { IsMapOf } from '../../foundation/http/is-map-of.js';
import { AcceptedAgreement, GuardianGiven } from './passwords.dto.js';

export class Choice {
  @Flag() given!: boolean;
  @Version() version!: string;
  @ServedToken({ optional: true }) notice?: string;
}

/** The sign-up form. Nothing is on by default: a purpose that is shown and not ticked is sent as `given: false`. */
@ApiExtraModels(Choice)
export class NewReader {
  @Email() email!: string;
  @NewPassword({ optional: true, description: 'Left out where `social` is given.' }) password?: string;
  @GivenSecret({
    optional: true,
    description: 'The token of a sign-in at a provider, instead of a password.',
  })
  social?: string;
  @PersonName() name!: string;
  @Country() country!: string;
  @BirthDate() birthDate!: string;
  @Language() language!: string;
  @ApiProperty({ type: AcceptedAgreement })
  @IsObject({ message: 'show the agreement and send {accepted: true, version}' })
  @ValidateNested()
  @Type(() => AcceptedAgreement)
  agreement!: AcceptedAgreement;
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: '#/components/schemas/Choice' } })
  @MayBeLeftOut()
  @IsMapOf(() => Choice)
  consents?: Record<string, Choice>;
  @ApiPropertyOptional({ type: GuardianGiven })
  @MayBeLeftOut()
  @IsObject({ message: 'write {name, email} of the guardian' })
  @ValidateNested()
  @Type(() => GuardianGiven)
  guardian?: GuardianGiven;
}

export class Confirmation {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
  @GivenSecret({ optional: true, description: 'The password of the form.' }) password?: string;
  @GivenSecret({ optional: true, description: 'Or the token of a new sign-in at the provider of the form.' })
  social?: string;
}

export class DecisionShape {
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: ['given', 'refused'] }) decision!: string;
  @ApiProperty() version!: string;
  @ApiProperty() language!: string;
}

/** What a confirmation would confirm. */
export class PendingShape {
  @ApiProperty() email!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [DecisionShape] }) decisions!: DecisionShape[];
  @ApiProperty({ type: GuardianGiven, nullable: true }) guardian!: GuardianGiven | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The provider to sign in at, instead of a password.',
  })
  provider!: string | null;
}

export class SignIn {
  @Email() email!: string;
  @GivenSecret() password!: string;
}

export class Refresh {
  @GivenSecret() refreshToken!: string;
}

export class TokensShape {
  @ApiProperty() accessToken!: string;
  @ApiProperty() refreshToken!: string;
  @ApiProperty({ description: 'Seconds.' }) expiresIn!: number;
  @ApiProperty({ description: 'The agreement has changed, or was never shown: PUT /me/agreement.' })
  agreementDue!: boolean;
}

export class ProfileChanges {
  @PersonName({ optional: true }) name?: string;
  @Country({ optional: true }) country?: string;
  @BirthDate({ optional: true }) birthDate?: string;
  @Language({ optional: true }) language?: string;
  @ApiPropertyOptional({ type: GuardianGiven, description: 'For a reader below the age of consent.' })
  @MayBeLeftOut()
  @IsObject({ message: 'write {name, email} of the guardian' })
  @ValidateNested()
  @Type(() => GuardianGiven)
  guardian?: GuardianGiven;
  @Line({ optional: true, max: 40, min: 0, description: 'A phone number; empty removes it.' }) phone?: string;
}
