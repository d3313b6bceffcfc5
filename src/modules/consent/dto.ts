import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Flag,
  Language,
  Line,
  OneOf,
  Paragraphs,
  ServedToken,
  Uuid,
  Version,
  Whole,
  WholeOrNone,
} from '../../foundation/http/fields.js';
import type { Retention } from '../../foundation/data-map/vocabulary.js';
import { DECISIONS, SURFACES } from './consent.entity.js';

const SERVED =
  'Proof that this text was served now: send it with the decision. It is good for 24 hours and answers once each way.';

/** The text that was in front of the reader. */
export class ShownNotice {
  @Version({ description: 'The version of the text shown: SHA-256, hexadecimal.' }) version!: string;
  @ServedToken({ optional: true }) notice?: string;
}

export class PermissionQuestion {
  @Uuid({ description: 'The reader’s id.' }) reader!: string;
  @Line({ description: 'The key of a purpose.', max: 60 }) purpose!: string;
}

/** How one purpose stands. */
export class ConsentShape {
  @ApiProperty() purpose!: string;
  @ApiProperty({
    enum: ['not-asked', 'given', 'refused', 'withdrawn', 'expired', 'superseded', 'unconfirmed'],
    description: 'Only `given` counts. `unconfirmed`: a minor gave it, and nobody has confirmed it yet.',
  })
  state!: string;
  @ApiProperty({ type: String, nullable: true }) version!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The last instant of a consent that was given for a period; null: until it is withdrawn.',
  })
  validUntil!: Date | null;
  @ApiProperty({ description: 'Less than a month is left: giving it again renews it.' })
  isRenewable!: boolean;
  @ApiProperty({
    description: 'A guardian gave it for a child who is of age now: confirm it or withdraw it.',
  })
  isFromGuardian!: boolean;
}

/** The exact text that a decision would be on now. */
export class CurrentText {
  @ApiProperty({ description: 'SHA-256 of the text, hexadecimal.' }) version!: string;
  @ApiProperty() language!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
}

/** How one purpose stands, and the text to decide on. */
export class OfferedConsent extends ConsentShape {
  @ApiProperty({ description: 'The decision was made elsewhere, and the library brought it along.' })
  imported!: boolean;
  @ApiProperty({ description: SERVED }) notice!: string;
  @ApiProperty({ type: CurrentText }) current!: CurrentText;
}

/** Where a decision comes from that the library brought along. */
export class ImportedShape {
  @ApiProperty({ format: 'date-time' }) decidedAt!: Date;
  @ApiProperty({ description: 'How it was collected.' }) method!: string;
  @ApiProperty({ description: 'Where the proof lies.' }) proof!: string;
}

/** One interaction with the opt-in section. */
export class HistoryEntry {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: [...DECISIONS] }) decision!: string;
  @ApiProperty() version!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ enum: [...SURFACES] }) surface!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
  @ApiPropertyOptional({ type: ImportedShape }) imported?: ImportedShape;
}

/** A text exactly as it is kept, and hashed, for ever. */
export class KeptText {
  @ApiProperty() purpose!: string;
  @ApiProperty({ description: 'SHA-256 over language, title and text, each with its length before it.' })
  version!: string;
  @ApiProperty() language!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null: never published here.',
  })
  publishedAt!: Date | null;
}

/** Whether the library may act for a purpose, and why or why not. */
export class Permission {
  @ApiProperty() allowed!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'The legal basis of Art. 6(1).' }) basis!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: Date | null;
  @ApiProperty() reason!: string;
}

class RetentionShape {
  @ApiProperty() months!: number;
  @ApiProperty({ enum: ['account-end', 'recorded', 'withdrawal', 'loan-end', 'last-message'] })
  from!: string;
}

/** A purpose of processing with its current text in one language (Art. 13(1)(c)). */
export class PurposeShape {
  @ApiProperty({ description: SERVED }) notice!: string;
  @ApiProperty() key!: string;
  @ApiProperty({ description: 'The legal basis of Art. 6(1).' }) legalBasis!: string;
  @ApiProperty({ description: 'SHA-256 of the text, hexadecimal.' }) version!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ type: [String] }) categories!: string[];
  @ApiProperty({ type: [String] }) recipients!: string[];
  @ApiProperty({ type: RetentionShape }) retention!: RetentionShape;
  @ApiProperty({ type: Number, nullable: true, description: 'For how many months a consent is given.' })
  validityMonths!: number | null;
  @ApiProperty({ description: 'Whether an objection ends it for good (Art. 21(3)).' })
  directMarketing!: boolean;
}

const KEPT_FROM = ['account-end', 'recorded', 'withdrawal', 'loan-end', 'last-message'] as const;

/** What an owner decides of a purpose beside its words; what is left out stays as it is. */
export class PurposeTerms {
  @WholeOrNone({
    optional: true,
    min: 1,
    max: 120,
    description: 'For how many months consents are given from now on; null: until they are withdrawn.',
  })
  validityMonths?: number | null;
  @Flag({ optional: true, description: 'Whether the purpose is direct marketing.' })
  directMarketing?: boolean;
  @Whole({
    optional: true,
    min: 0,
    max: 120,
    description: 'For how many months data are kept; never longer than the purpose gives a reason for.',
  })
  keptMonths?: number;
  @OneOf(KEPT_FROM, { optional: true, description: 'From which event these months count.' })
  keptFrom?: Retention['from'];
}

export class PurposeTermsShape {
  @ApiProperty() key!: string;
  @ApiProperty({ type: Number, nullable: true }) validityMonths!: number | null;
  @ApiProperty() directMarketing!: boolean;
  @ApiProperty() keptMonths!: number;
  @ApiProperty({ enum: KEPT_FROM }) keptFrom!: string;
}

/** One language's words for a purpose. */
export class PurposeWords {
  @Language() language!: string;
  @Line({ max: 200 }) title!: string;
  @Paragraphs({ max: 5_000 }) text!: string;
}

/** New words for a purpose, in some or all of the library's languages. */
export class NewPurposeTexts {
  @ApiProperty({ type: [PurposeWords] })
  @IsArray({ message: 'write a list of {language, title, text}' })
  @ArrayMinSize(1, { message: 'write at least one text' })
  @ArrayMaxSize(30, { message: 'write at most 30 texts' })
  @ValidateNested({ each: true, message: 'write {language, title, text}' })
  @Type(() => PurposeWords)
  texts!: PurposeWords[];
  @Flag({ description: 'True when the meaning changes: consent to earlier texts counts no more.' })
  material!: boolean;
}

export class PublishedTexts {
  @ApiProperty({ format: 'uuid', description: 'The first of the new versions.' }) id!: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', properties: { language: { type: 'string' }, version: { type: 'string' } } },
  })
  versions!: { language: string; version: string }[];
}
