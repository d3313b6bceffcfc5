import { ApiProperty } from '@nestjs/swagger';
import { Language, Line, Paragraphs } from '../../foundation/http/fields.js';

class JointControllerShape {
  @ApiProperty() name!: string;
  @ApiProperty() contact!: string;
  @ApiProperty({ description: 'What the two arranged, in short (Art. 26(2)).' }) arrangement!: string;
}

class RepresentativeShape {
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() email!: string;
}

export class ControllerShape {
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() contact!: string;
  @ApiProperty() dataProtectionOfficer!: string;
  @ApiProperty({ type: [JointControllerShape] }) jointControllers!: JointControllerShape[];
  @ApiProperty({
    type: RepresentativeShape,
    nullable: true,
    description: 'Who stands in the Union for a controller that is not established there (Art. 27).',
  })
  representative!: RepresentativeShape | null;
}

export class AgreementShape {
  @ApiProperty() version!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
}

export class LibraryShape {
  @ApiProperty() slug!: string;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'ISO 3166-2 without the country, where it matters.',
  })
  region!: string | null;
  @ApiProperty({ enum: ['public', 'private'] }) body!: string;
  @ApiProperty({ type: String, nullable: true, description: 'IANA; null: the country’s.' })
  timeZone!: string | null;
  @ApiProperty({ type: [String] }) languages!: string[];
  @ApiProperty({ type: ControllerShape }) controller!: ControllerShape;
  @ApiProperty({ type: AgreementShape }) agreement!: AgreementShape;
}

/** A new text of the agreement, in one language. */
export class NewAgreement {
  @Language() language!: string;
  @Line({ max: 200 }) title!: string;
  @Paragraphs({ max: 50_000 }) text!: string;
}

export class PublishedAgreement {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'SHA-256 of the exact text.' }) version!: string;
}
