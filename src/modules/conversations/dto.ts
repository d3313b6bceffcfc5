import { ApiProperty, type ApiBodyOptions } from '@nestjs/swagger';
import { Line, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import { AUTHORS } from './conversation.entity.js';

/** A form with one file. */
export const ONE_FILE: ApiBodyOptions = {
  schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
};

export class NewConversation {
  @Line({ max: 300 }) subject!: string;
  @Paragraphs() body!: string;
}

export class NewMessage {
  @Paragraphs() body!: string;
}

export class OfReader extends PageQuery {
  @Uuid({ optional: true, description: 'Only those of this reader.' }) reader?: string;
}

export class Created {
  @ApiProperty({ format: 'uuid' }) id!: string;
}

export class ConversationShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) reader!: string;
  @ApiProperty() subject!: string;
  @ApiProperty({ enum: [...AUTHORS] }) lastAuthor!: string;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
  @ApiProperty({ format: 'date-time' }) lastMessageAt!: Date;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The library that the reader brought it along from: then it can only be read.',
  })
  broughtFrom!: string | null;
}

export class MessageShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...AUTHORS] }) author!: string;
  @ApiProperty() body!: string;
  @ApiProperty({ format: 'date-time' }) sentAt!: Date;
}

export class AttachmentShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...AUTHORS] }) author!: string;
  @ApiProperty() name!: string;
  @ApiProperty() mediaType!: string;
  @ApiProperty({ description: 'Bytes.' }) size!: number;
  @ApiProperty({ format: 'date-time' }) sentAt!: Date;
}
