import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Lines, MayBeLeftOut, OneOf, Paragraphs, Whole } from '../../../foundation/http/fields.js';
import { IsMapOf } from '../../../foundation/http/is-map-of.js';
import { BANDS, type Band } from '../scope/bands.js';
import { MODES, type Mode } from '../incident.entity.js';
import { COMMUNICATION_STATES, PAUSED_FOR, type CommunicationState } from './communication.entity.js';

const MOST_TEXT = 5_000;

/** What a letter says in one language; every part is needed (Art. 34(2)), in plain words and without web addresses. */
export class LetterWords {
  @Paragraphs({ max: MOST_TEXT, description: 'What happened.' }) nature!: string;
  @Paragraphs({ max: MOST_TEXT, description: 'What it may mean for the reader.' }) consequences!: string;
  @Paragraphs({ max: MOST_TEXT, description: 'What was done and will be.' }) measures!: string;
  @Paragraphs({ max: MOST_TEXT, description: 'What the reader can do.' }) advice!: string;
  @Paragraphs({ max: MOST_TEXT, description: 'Where more can be asked.' }) contact!: string;
}

/** Readers of a version of the scope, down to a band. */
export class ScopeOfLetters {
  @Whole({ min: 1, max: 100_000, description: 'Which version of the scope.' }) version!: number;
  @OneOf(BANDS, { description: 'Those of it and of the surer ones.' }) band!: Band;
}

/** Letters to readers about a breach, before an owner approves them. */
export class NewCommunication {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/LetterWords' },
    description:
      'By language such as es. The library’s first language has to be there: it goes to whom no other text fits.',
  })
  @IsMapOf(() => LetterWords, 30)
  texts!: Record<string, LetterWords>;

  @MayBeLeftOut()
  @Lines({
    optional: true,
    most: 10_000,
    max: 36,
    description: 'Ids of the readers to write to; all of the library unless told here or by `scope`.',
  })
  readers?: string[];

  @ApiPropertyOptional({ type: ScopeOfLetters })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => ScopeOfLetters)
  scope?: ScopeOfLetters;

  @Whole({
    optional: true,
    min: 1,
    max: 100_000,
    description: 'How many letters one domain is sent in a minute at most; as many as it takes unless told.',
  })
  perDomainPerMinute?: number;

  @Whole({
    optional: true,
    min: 1,
    max: 100,
    description:
      'From which share of errors among the latest 200 letters on it pauses by itself; 25 unless told.',
  })
  pauseAtPercent?: number;
}

class LetterShape {
  @ApiProperty({ description: 'The language of the readers who get it.' }) language!: string;
  @ApiProperty({ description: 'The language it is written in: another one where theirs has no text.' })
  writtenIn!: string;
  @ApiProperty() subject!: string;
  @ApiProperty() text!: string;
}

class TotalsShape {
  @ApiProperty({ description: 'All letters: the sum of the next six.' }) frozen!: number;
  @ApiProperty() pending!: number;
  @ApiProperty() accepted!: number;
  @ApiProperty() bounced!: number;
  @ApiProperty() unreachable!: number;
  @ApiProperty() ambiguous!: number;
  @ApiProperty({ description: 'In a drill: letters that were recorded and do not leave.' }) recorded!: number;
  @ApiProperty({ description: 'Of all: letters that may have come twice.' }) perhapsTwice!: number;
  @ApiProperty({ description: 'Readers of whom a letter, their own or the guardian’s, was accepted.' })
  readersInformed!: number;
}

/** Letters of a communication that came back after a mail server had taken them. */
export class LateBounces {
  @Lines({
    most: 10_000,
    max: 300,
    description: 'Message-IDs of the letters, as the notices of their bounces name them (RFC 3464).',
  })
  messageIds!: string[];
}

/** How the letters stand with the bounces. */
export class BouncesShape {
  @ApiProperty({
    type: [String],
    description: 'What names no letter of this communication that a mail server had taken.',
  })
  unknown!: string[];
  @ApiProperty({ type: TotalsShape }) totals!: TotalsShape;
}

const moment = { type: String, format: 'date-time', nullable: true } as const;

/** A communication with its letters and how far they have come. */
export class CommunicationShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: MODES }) mode!: Mode;
  @ApiProperty({ enum: COMMUNICATION_STATES }) state!: CommunicationState;
  @ApiProperty({ type: String, enum: PAUSED_FOR, nullable: true }) pausedFor!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true }) audience!: object;
  @ApiProperty({ type: Number, nullable: true }) perDomainPerMinute!: number | null;
  @ApiProperty() pauseAtPercent!: number;
  @ApiProperty({ description: 'SHA-256 of what was drafted, which the ledger states.' }) contentHash!: string;
  @ApiProperty({ format: 'date-time' }) draftedAt!: Date;
  @ApiProperty(moment) approvedAt!: Date | null;
  @ApiProperty(moment) frozenAt!: Date | null;
  @ApiProperty({ ...moment, description: 'When the first letter was accepted.' }) firstAt!: Date | null;
  @ApiProperty({ ...moment, description: 'When every letter had been tried once.' }) triedAt!: Date | null;
  @ApiProperty(moment) finishedAt!: Date | null;
  @ApiProperty({ type: [LetterShape] }) letters!: LetterShape[];
  @ApiProperty({ type: TotalsShape }) totals!: TotalsShape;
}
