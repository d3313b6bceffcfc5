import { ApiProperty } from '@nestjs/swagger';
import { OneOf, Paragraphs } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import type { ObjectionAnswer } from '../consent/objections.service.js';

const ANSWERS = ['upheld', 'overridden'] as const;
const STATES = ['pending', ...ANSWERS] as const;

export class ObjectionsQuery extends PageQuery {
  @OneOf(STATES, { optional: true }) state?: (typeof STATES)[number];
}

/** What an owner decides about an objection. */
export class AnsweredObjection implements ObjectionAnswer {
  @OneOf(ANSWERS) decision!: (typeof ANSWERS)[number];
  @Paragraphs({
    optional: true,
    max: 5_000,
    description: 'For the reader to read. To override, the compelling legitimate grounds.',
  })
  reason?: string;
}

/** An objection as the owner who answers it reads it. */
export class ObjectionForOwner {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) reader!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: [...STATES] }) state!: string;
  @ApiProperty({ description: 'It stands for good: nobody can override it.' }) directMarketing!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'In the reader’s words.' }) grounds!:
    string | null;
  @ApiProperty({ format: 'date-time' }) receivedAt!: Date;
  @ApiProperty({ format: 'date-time' }) promisedBy!: Date;
  @ApiProperty({ format: 'date-time', description: 'The limit of Art. 12(3).' }) legalLimit!: Date;
  @ApiProperty({ type: String, nullable: true }) reason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) decidedAt!: Date | null;
}
