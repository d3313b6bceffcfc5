import { ApiProperty } from '@nestjs/swagger';
import { Instant, Line, OneOf, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import { INTERACTION_KINDS, type InteractionKind } from './interaction-kinds.js';

export class NewInteraction {
  @Uuid({ description: 'The reader’s id.' }) reader!: string;
  @OneOf(INTERACTION_KINDS) kind!: InteractionKind;
  @Line({ max: 60, description: 'The key of the purpose that allows it.' }) purpose!: string;
  @Paragraphs() content!: string;
  @Instant({ optional: true, description: 'When it happened; now, unless told.' }) occurredAt?: string;
}

export class InteractionsQuery extends PageQuery {
  @Uuid({ description: 'The reader’s id.' }) reader!: string;
}

export class InteractionShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...INTERACTION_KINDS] }) kind!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty() content!: string;
  @ApiProperty({ format: 'date-time' }) occurredAt!: Date;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
}
