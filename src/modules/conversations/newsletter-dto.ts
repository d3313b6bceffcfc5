import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Line, MayBeLeftOut, Paragraphs } from '../../foundation/http/fields.js';
import { IsMapOf } from '../../foundation/http/is-map-of.js';

export class NewsletterWords {
  @Line({ max: 200 }) subject!: string;
  @Paragraphs({ max: 100_000 }) body!: string;
}

export class NewNewsletter extends NewsletterWords {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/NewsletterWords' },
    description: 'The same in other languages, by language such as es; readers get theirs.',
  })
  @MayBeLeftOut()
  @IsMapOf(() => NewsletterWords, 30)
  translations?: Record<string, NewsletterWords>;
}

export class NewsletterShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['sending', 'sent'] }) state!: string;
  @ApiProperty() subject!: string;
  @ApiProperty({ description: 'Letters written so far.' }) posted!: number;
  @ApiProperty({
    description: 'Readers passed over, because their choices did not allow it when their turn came.',
  })
  skipped!: number;
  @ApiProperty({ description: 'How many used the link of this letter to unsubscribe.' })
  unsubscribed!: number;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) sentAt!: Date | null;
}

export class Unsubscribed {
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: ['withdrawn', 'refused'] }) state!: string;
}
