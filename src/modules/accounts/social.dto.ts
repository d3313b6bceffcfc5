import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GivenSecret } from '../../foundation/http/fields.js';

export class BeginSocial {
  @GivenSecret({
    optional: true,
    description: 'SHA-256 of a secret of the page, in base64url: the code then works only with that secret.',
  })
  challenge?: string;
}

export class BeginLink extends BeginSocial {
  @GivenSecret({ optional: true, description: 'Your password; not needed within five minutes of a sign-in.' })
  password?: string;
}

export class SocialCode {
  @GivenSecret({ description: 'The one-time code of the page’s address.' }) code!: string;
  @GivenSecret({ optional: true, description: 'The secret of `challenge`.' }) verifier?: string;
}

export class SocialUrlShape {
  @ApiProperty({ description: 'Send the browser here.' }) url!: string;
}

export class SocialSignedInShape {
  @ApiPropertyOptional() accessToken?: string;
  @ApiPropertyOptional() refreshToken?: string;
  @ApiPropertyOptional() expiresIn?: number;
  @ApiPropertyOptional() agreementDue?: boolean;
  @ApiPropertyOptional({ enum: ['sign-up'] }) next?: string;
  @ApiPropertyOptional({ description: 'For `social` in the sign-up form or its confirmation.' })
  token?: string;
}

export class SocialProviderShape {
  @ApiProperty() key!: string;
  @ApiProperty() name!: string;
}

export class SocialLoginShape {
  @ApiProperty() provider!: string;
  @ApiProperty() createdAt!: Date;
  @ApiProperty({ nullable: true, type: Date }) lastUsedAt!: Date | null;
}
