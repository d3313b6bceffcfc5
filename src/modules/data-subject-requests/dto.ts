import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class HeldSource {
  @ApiProperty() key!: string;
  @ApiProperty() text!: string;
}

class HeldPurpose {
  @ApiProperty() key!: string;
  @ApiProperty() title!: string;
}

class HeldBasis {
  @ApiProperty() key!: string;
  @ApiProperty() article!: string;
  @ApiProperty() text!: string;
}

class HeldAction {
  @ApiProperty({ enum: ['change', 'supplement'] }) kind!: string;
  @ApiProperty() route!: string;
  @ApiProperty() text!: string;
}

/** One datum, or one list of them, with everything that Art. 15(1) wants told of it. */
@ApiExtraModels(HeldSource)
export class HeldShape {
  @ApiProperty({ example: 'reader.email' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: HeldSource }) source!: HeldSource;
  @ApiProperty({ type: HeldPurpose }) purpose!: HeldPurpose;
  @ApiProperty({ type: HeldBasis }) legalBasis!: HeldBasis;
  @ApiProperty({ type: [String] }) recipients!: string[];
  @ApiProperty() keptUntil!: string;
  @ApiProperty({ type: HeldAction }) action!: HeldAction;
  @ApiPropertyOptional({ description: 'The value, where it is one.', nullable: true }) value?: unknown;
  @ApiPropertyOptional({ description: 'Why the value is not shown.' }) withheld?: string;
  @ApiPropertyOptional({ description: 'How many rows there are, where it is a list.' }) count?: number;
  @ApiPropertyOptional({ description: 'The rows were counted no further.' }) atLeast?: boolean;
}
