import { ApiProperty } from '@nestjs/swagger';
import { Language, Paragraphs } from '../../foundation/http/fields.js';
import { OBJECTION_STATES } from './objection.entity.js';

/** What a reader may say with an objection; none of it is needed. */
export class ObjectionGrounds {
  @Paragraphs({
    optional: true,
    max: 5_000,
    description: 'The reader’s particular situation; needed only to object anew to what was answered.',
  })
  grounds?: string;
  @Language({ optional: true, description: 'In which language the purpose was shown.' }) language?: string;
}

/** How a purpose stands with a reader who may object to it. */
export class ObjectionShape {
  @ApiProperty() purpose!: string;
  @ApiProperty({ description: 'Whether an objection ends it for good (Art. 21(3)).' })
  directMarketing!: boolean;
  @ApiProperty({ description: 'Whether the processing rests.' }) objected!: boolean;
  @ApiProperty({
    enum: [...OBJECTION_STATES],
    nullable: true,
    description:
      '`pending`: it rests until the library answers; `upheld`: for good; `overridden`: it goes on.',
  })
  state!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'By when the library has to answer.',
  })
  answerBy!: Date | null;
  @ApiProperty({ type: String, nullable: true, description: 'In the reader’s words.' }) grounds!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: 'In the library’s words.' }) reason!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) decidedAt!: Date | null;
}
