import { ApiProperty } from '@nestjs/swagger';
import { BirthDate, Email, Line, PersonName, Uuid, Whole } from '../../../foundation/http/fields.js';

/** A reader who is nobody. */
export class CanaryToPlace {
  @PersonName({ description: 'As a reader of the library might be called.' }) name!: string;
  @Email({ description: 'An address under the library’s own control. Carrel never writes to it.' })
  email!: string;
  @BirthDate() birthDate!: string;
  @Line({ optional: true, max: 100, description: 'Its slug; an owner leaves it out.' }) library?: string;
}

export class CanariesQuery {
  @Line({
    optional: true,
    max: 100,
    description: 'Its slug; an officer who leaves it out sees those of all.',
  })
  library?: string;
}

export class CanaryShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() library!: string;
  @ApiProperty({ format: 'uuid' }) readerId!: string;
  @ApiProperty({ format: 'date-time' }) placedAt!: string;
  @ApiProperty({ format: 'uuid' }) placedBy!: string;
}

export class ReadLimitToSet {
  @Whole({ min: 1, max: 10_000_000, description: 'Readers whom one credential may open within an hour.' })
  readersPerHour!: number;
  @Uuid({ optional: true, description: 'For one key or session only.' }) credential?: string;
}

class SetReadLimit {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) credentialId!: string | null;
  @ApiProperty() readersPerHour!: number;
  @ApiProperty({ format: 'date-time' }) setAt!: Date;
  @ApiProperty({ format: 'uuid' }) setBy!: string;
}

export class ReadLimits {
  @ApiProperty({ description: 'Where none is set.' }) readersPerHour!: number;
  @ApiProperty({ type: [SetReadLimit] }) items!: SetReadLimit[];
}
