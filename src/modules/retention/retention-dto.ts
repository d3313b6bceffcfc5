import { ApiProperty } from '@nestjs/swagger';
import { GivenSecret, WholeOrNone } from '../../foundation/http/fields.js';

export class RetentionSetting {
  @WholeOrNone({
    min: 6,
    max: 120,
    description: 'After how many months without a sign of life a reader is erased, once warned; null: never.',
  })
  inactiveMonths!: number | null;
}

export class StayLink {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
}

class DueShape {
  @ApiProperty() table!: string;
  @ApiProperty() title!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty({ description: 'For how long, in words.' }) kept!: string;
  @ApiProperty({ description: 'Rows that have been kept for as long as that.' }) due!: number;
  @ApiProperty({
    description:
      'Those of them that wait: for a legal hold, a restriction, an open request for access, the horizon of backups.',
  })
  waiting!: number;
}

class InactiveShape {
  @ApiProperty() toWarn!: number;
  @ApiProperty() toWarnAgain!: number;
  @ApiProperty() toErase!: number;
  @ApiProperty({
    description: 'A hold, a restriction, an open request or an erasure on its way spares them.',
  })
  spared!: number;
}

class RunShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() asOf!: Date;
  @ApiProperty({ enum: ['done', 'failed'] }) outcome!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) counts!: Record<string, number>;
  @ApiProperty() warned!: number;
  @ApiProperty() erased!: number;
}

class RunningShape {
  @ApiProperty() since!: Date;
  @ApiProperty({ description: 'Above one: it was broken off or failed, and is tried again.' })
  attempts!: number;
}

/** What is kept for how long, what the next run would delete, and what the last one did. */
export class RetentionShape {
  @ApiProperty({ type: Number, nullable: true }) inactiveMonths!: number | null;
  @ApiProperty({ type: RunShape, nullable: true }) lastRun!: RunShape | null;
  @ApiProperty({ type: RunningShape, nullable: true }) running!: RunningShape | null;
  @ApiProperty({ type: [DueShape] }) due!: DueShape[];
  @ApiProperty({ type: InactiveShape }) inactive!: InactiveShape;
}
