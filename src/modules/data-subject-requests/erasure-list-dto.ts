import { ApiProperty } from '@nestjs/swagger';
import { GivenSecret } from '../../foundation/http/fields.js';
import { LINE_STATES, LINE_VERDICTS, type LineState, type LineVerdict } from './erasure-list.entity.js';

export class OwnersCode {
  @GivenSecret({ optional: true, description: 'A code of an owner’s authenticator, above twenty a day.' })
  code?: string;
}

/** A list as it stands in the list of lists. */
export class ErasureListRow {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['checked', 'confirmed', 'begun'] }) state!: string;
  @ApiProperty() madeAt!: Date;
  @ApiProperty({ nullable: true, type: Date }) confirmedAt!: Date | null;
  @ApiProperty({ description: 'When it is removed with its lines.' }) expiresAt!: Date;
}

export class ErasureListShape extends ErasureListRow {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many lines there are of each kind.',
  })
  verdicts!: Record<string, number>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many lines wait, have begun, or were overtaken.',
  })
  progress!: Record<string, number>;
}

export class ErasureListLineShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'Where it stands in the file.' }) line!: number;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) reader!: string | null;
  @ApiProperty({ enum: LINE_VERDICTS }) verdict!: LineVerdict;
  @ApiProperty({ enum: LINE_STATES }) state!: LineState;
}
