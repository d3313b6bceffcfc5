import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  Matches,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import {
  Flag,
  Language,
  Line,
  Lines,
  MayBeLeftOut,
  OneOf,
  Paragraphs,
  Whole,
} from '../../foundation/http/fields.js';
import { EXEMPTIONS, TRACKER_KINDS, type Exemption, type TrackerKind } from './tracker.entity.js';

const MOST_DAYS = 3_650;
const MOST_LANGUAGES = 30;
const CATEGORY = { max: 60, description: 'The key of a category: small letters, digits, hyphens.' };
const KEY = Matches(/^[a-z][a-z0-9-]{0,59}$/, { message: 'write small letters, digits and hyphens' });

const list = (of: () => new () => object, most: number, fields: string) =>
  applyDecorators(
    ApiProperty({ type: () => [of()] }),
    IsArray({ message: `write a list of {${fields}}` }),
    ArrayMaxSize(most, { message: `write at most ${most}` }),
    ValidateNested({ each: true, message: `write {${fields}}` }),
    Type(of),
  );

const BY_LANGUAGE = {
  type: 'object' as const,
  properties: { en: { type: 'string' as const, maxLength: 1_000 } },
  additionalProperties: { type: 'string' as const, maxLength: 1_000 },
  description: 'What it is for, by language.',
};

/** A text by language. */
const InLanguages = ({ optional = false } = {}) =>
  applyDecorators(
    optional ? ApiPropertyOptional(BY_LANGUAGE) : ApiProperty(BY_LANGUAGE),
    ...(optional ? [MayBeLeftOut()] : []),
    ValidateBy({
      name: 'inLanguages',
      validator: {
        validate: areWords,
        defaultMessage: () =>
          'write an object of languages such as {"en": "Counts visits"}, each with a text',
      },
    }),
  );

function areWords(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries: [string, unknown][] = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.length <= MOST_LANGUAGES &&
    entries.every(
      ([language, text]) =>
        /^[a-z]{2,3}(-[A-Z]{2})?$/.test(language) &&
        typeof text === 'string' &&
        text.trim() !== '' &&
        text.length <= 1_000,
    )
  );
}

/** An entry of the catalogue. */
export class NewTracker {
  @Line({ description: 'Its name, or a pattern with *.', max: 200 }) name!: string;
  @OneOf(TRACKER_KINDS) kind!: TrackerKind;
  @Line(CATEGORY) @KEY category!: string;
  @InLanguages() purposes!: Record<string, string>;
  @Whole({ min: 0, max: MOST_DAYS, description: 'Days on the device; 0: until the browser closes.' })
  lifeDays!: number;
  @Whole({
    optional: true,
    min: 0,
    max: 120,
    description: 'For exempt audience measurement: how long its data are kept.',
  })
  dataMonths?: number;
  @Line({ description: 'Who sets it.' }) setBy!: string;
  @Lines({ most: 20, max: 200, optional: true, description: 'Who else can read it.' })
  thirdParties?: string[];
  @OneOf(EXEMPTIONS, { optional: true, description: 'Why it needs no consent; absent: it needs consent.' })
  exemption?: Exemption;
}

/** What changes in an entry. */
export class TrackerChanges {
  @Line({ optional: true, max: 200 }) name?: string;
  @OneOf(TRACKER_KINDS, { optional: true }) kind?: TrackerKind;
  @Line({ ...CATEGORY, optional: true }) @KEY category?: string;
  @InLanguages({ optional: true }) purposes?: Record<string, string>;
  @Whole({ optional: true, min: 0, max: MOST_DAYS }) lifeDays?: number;
  @Whole({ optional: true, min: 0, max: 120 }) dataMonths?: number;
  @Line({ optional: true }) setBy?: string;
  @Lines({ most: 20, max: 200, optional: true }) thirdParties?: string[];
  @OneOf([...EXEMPTIONS, 'none'], { optional: true, description: '`none` takes the ground away.' })
  exemption?: Exemption | 'none';
}

/** An entry as it stands. */
export class TrackerShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: [...TRACKER_KINDS] }) kind!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) purposes!: Record<
    string,
    string
  >;
  @ApiProperty() lifeDays!: number;
  @ApiProperty({ type: Number, nullable: true }) dataMonths!: number | null;
  @ApiProperty() setBy!: string;
  @ApiProperty({ type: [String] }) thirdParties!: string[];
  @ApiProperty({ type: String, nullable: true }) exemption!: string | null;
}

class Layers {
  @Lines({ most: 8, max: 40, description: 'Buttons of the banner, in order.' }) first!: string[];
  @Lines({ most: 8, max: 40, description: 'Buttons of the settings, in order.' }) second!: string[];
}

class NoticeCategory {
  @Line(CATEGORY) @KEY key!: string;
  @Flag({ description: 'False: nothing optional may be on before it is chosen.' }) onByDefault!: boolean;
}

class NoticeLabels {
  @Line({ max: 60 }) accept!: string;
  @Line({ max: 60 }) refuse!: string;
  @Line({ max: 60 }) settings!: string;
  @Line({ max: 60 }) save!: string;
}

class NoticeCategoryWords {
  @Line(CATEGORY) @KEY key!: string;
  @Line({ max: 200 }) title!: string;
  @Paragraphs({ max: 2_000 }) text!: string;
}

class NoticeWords {
  @Language() language!: string;
  @Line({ max: 200 }) title!: string;
  @Paragraphs({ max: 5_000 }) text!: string;
  @ApiProperty({ type: NoticeLabels })
  @IsObject({ message: 'write {accept, refuse, settings, save}' })
  @ValidateNested({ message: 'write {accept, refuse, settings, save}' })
  @Type(() => NoticeLabels)
  labels!: NoticeLabels;
  @list(() => NoticeCategoryWords, 50, 'key, title, text') categories!: NoticeCategoryWords[];
}

/** A notice to publish with the catalogue as it stands. */
export class NewNotice {
  @ApiProperty({ type: Layers })
  @IsObject({ message: 'write {first, second}' })
  @ValidateNested({ message: 'write {first, second}' })
  @Type(() => Layers)
  layers!: Layers;
  @list(() => NoticeCategory, 50, 'key, onByDefault') categories!: NoticeCategory[];
  @ArrayMinSize(1, { message: 'write at least one text' })
  @list(() => NoticeWords, MOST_LANGUAGES, 'language, title, text, labels, categories')
  texts!: NoticeWords[];
  @Flag({ optional: true, description: 'True when the words mean something else: everybody is asked again.' })
  material?: boolean;
}

/** What was published. */
export class PublishedNotice {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'SHA-256 of all texts and the catalogue, hexadecimal.' }) version!: string;
  @ApiProperty({ description: 'Whether those who chose before are asked again.' }) asksAgain!: boolean;
}

/** A notice that was published, with everything that was shown. */
export class NoticeKept {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() version!: string;
  @ApiProperty() meaning!: string;
  @ApiProperty({ format: 'date-time' }) publishedAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) replacedAt!: Date | null;
  @ApiProperty({ type: Layers }) layers!: Layers;
  @ApiProperty({ type: [NoticeCategory] }) categories!: NoticeCategory[];
  @ApiProperty({ type: [NoticeWords] }) texts!: NoticeWords[];
  @ApiProperty({ type: [TrackerShape], description: 'The catalogue as it stood; its entries have no ids.' })
  catalogue!: Omit<TrackerShape, 'id'>[];
}
