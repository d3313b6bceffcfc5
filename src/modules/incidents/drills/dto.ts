import { ApiProperty } from '@nestjs/swagger';
import { Paragraphs, Whole } from '../../../foundation/http/fields.js';

/** An event to make up for a drill. */
export class NewInject {
  @Whole({ min: 0, max: 20_160, description: 'Minutes after the declaration, by the drill’s own clock.' })
  afterMinutes!: number;
  @Paragraphs({ max: 2_000, description: 'What happens. Name no reader.' }) text!: string;
}

/** What the team did or said about an event. */
export class InjectAnswer {
  @Paragraphs({ max: 2_000 }) text!: string;
}

export class InjectsMade {
  @ApiProperty({ type: [String] }) ids!: string[];
}

class InjectShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() afterMinutes!: number;
  @ApiProperty() text!: string;
  @ApiProperty({ type: String, format: 'date-time' }) cameAt!: Date | null;
  @ApiProperty({ type: [String] }) answers!: string[];
}

export class InjectsShape {
  @ApiProperty({ type: [InjectShape], description: 'What came so far.' }) items!: InjectShape[];
  @ApiProperty({ description: 'How many are still to come.' }) coming!: number;
}

/** How a drill went. Minutes are those of its own clock; null was not done. */
export class ScoreShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) scoredAt!: Date;
  @ApiProperty({ type: String, nullable: true }) scoredBy!: string | null;
  @ApiProperty({ description: 'From the detection to the declaration; 60 or less is full marks.' })
  declareMinutes!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'From there to the first snapshot; 60 or less.' })
  snapshotMinutes!: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'From awareness until the last library was told; 1,440 or less.',
  })
  noticeMinutes!: number | null;
  @ApiProperty({ description: 'What of Art. 33(3)(a) to (d) the last notices state, in percent.' })
  completeness!: number;
  @ApiProperty() injectsCame!: number;
  @ApiProperty() injectsAnswered!: number;
  @ApiProperty({ minimum: 0, maximum: 100 }) points!: number;
}
