import { ApiProperty } from '@nestjs/swagger';

class GuardianShape {
  @ApiProperty() name!: string;
  @ApiProperty() email!: string;
}

/** A reader's account as the reader sees it. */
export class ProfileShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() email!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'Null: not confirmed by letter yet. POST /me/email-changes with this address sends the letter again.',
  })
  emailConfirmedAt!: Date | null;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
  @ApiProperty({ format: 'date' }) birthDate!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ type: String, nullable: true }) phone!: string | null;
  @ApiProperty({ type: GuardianShape, nullable: true }) guardian!: GuardianShape | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
}

class AccountNoticeShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) at!: Date;
  @ApiProperty() subject!: string;
  @ApiProperty() text!: string;
}

/** The account with what is left to do about the agreement. */
export class AccountShape extends ProfileShape {
  @ApiProperty({ description: 'The agreement has changed, or was never shown: PUT /me/agreement.' })
  agreementDue!: boolean;
  @ApiProperty({
    type: [AccountNoticeShape],
    description:
      'What the reader has to be told and no letter could, such as a breach of their data (Art. 34).',
  })
  notices!: AccountNoticeShape[];
}

/** The agreement that a reader has just accepted. */
export class AgreedShape {
  @ApiProperty() version!: string;
  @ApiProperty({ format: 'date-time' }) agreedAt!: Date;
  @ApiProperty() agreementDue!: boolean;
}
