import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { Line, Uuid, Version } from '../../foundation/http/fields.js';
import { EXEMPTIONS, TRACKER_KINDS } from './tracker.entity.js';

const CATEGORY = /^[a-z][a-z0-9-]{0,59}$/;
const MOST_CATEGORIES = 50;

/** True or false for each category. */
const ForEachCategory = () =>
  applyDecorators(
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'boolean' },
      description: 'True or false for each optional category of the notice, by its key.',
    }),
    ValidateBy({
      name: 'forEachCategory',
      validator: {
        validate: areChoices,
        defaultMessage: () => 'write an object with true or false for each optional category of the notice',
      },
    }),
  );

function areChoices(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_CATEGORIES &&
    entries.every(([key, one]) => CATEGORY.test(key) && typeof one === 'boolean')
  );
}

/** What a visitor chose, and on which notice. When, is said by the server's clock. */
export class NewCookieChoices {
  @Uuid({ optional: true, description: 'As an earlier answer gave it; absent: the server makes one.' })
  visitorId?: string;
  @Version({ description: 'The version of the notice shown: SHA-256, hexadecimal.' }) version!: string;
  @ForEachCategory() choices!: Record<string, boolean>;
  @Line({
    optional: true,
    max: 700,
    description: 'The `notice` that came with the notice shown; it proves what was shown, and is taken once.',
  })
  notice?: string;
}

/** Whose choices to link. */
export class VisitorToLink {
  @Uuid({ description: 'The visitor whose choices are the reader’s own.' }) visitorId!: string;
}

/** How a visitor's choices stand. */
export class CookieChoicesShape {
  @ApiProperty({ format: 'uuid' }) visitorId!: string;
  @ApiProperty() version!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'boolean' } })
  choices!: Record<string, boolean>;
  @ApiProperty({ description: 'Whether the browser said Sec-GPC: 1 when the choice was made.' })
  gpc!: boolean;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
  @ApiProperty({
    format: 'date-time',
    description: 'Not to be asked again before, unless the meaning changes.',
  })
  askAgainAt!: Date;
}

/** The same as it stands now. */
export class CurrentCookieChoices extends CookieChoicesShape {
  @ApiProperty({ description: 'Whether another notice is current than the one that was answered.' })
  textChanged!: boolean;
  @ApiProperty({
    description:
      'Whether to ask now: the time is over, or the notice means something else. Until then nothing optional is allowed.',
  })
  askAgain!: boolean;
}

/** A choice that was kept, by its id. */
export class KeptCookieChoices extends CookieChoicesShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
}

class TrackerTold {
  @ApiProperty({ description: 'Its name; `*` stands for any characters.' }) name!: string;
  @ApiProperty({ enum: [...TRACKER_KINDS] }) kind!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty({ description: 'Days on the device; 0: until the browser closes.' }) lifeDays!: number;
  @ApiProperty() setBy!: string;
  @ApiProperty({ type: [String], description: 'Who else can read it.' }) thirdParties!: string[];
  @ApiProperty({ type: String, nullable: true, enum: [...EXEMPTIONS, null] }) exemption!: string | null;
}

class CategoryTold {
  @ApiProperty() key!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ description: 'False for what is necessary, about which there is nothing to choose.' })
  optional!: boolean;
  @ApiProperty({ description: 'Whether it is on as long as nothing was chosen.' }) on!: boolean;
  @ApiProperty({ type: [TrackerTold] }) trackers!: TrackerTold[];
}

class LabelsTold {
  @ApiProperty() accept!: string;
  @ApiProperty() refuse!: string;
  @ApiProperty() settings!: string;
  @ApiProperty() save!: string;
}

class LayersTold {
  @ApiProperty({ type: [String] }) first!: string[];
  @ApiProperty({ type: [String] }) second!: string[];
}

class AskAgainTold {
  @ApiProperty({ format: 'date-time' }) accepted!: Date;
  @ApiProperty({ format: 'date-time' }) refused!: Date;
}

/** The current notice in one language. */
export class NoticeShape {
  @ApiProperty({ description: 'SHA-256 of the notice in all languages, hexadecimal.' }) version!: string;
  @ApiProperty({ description: 'The first version that meant the same: choices on it still count.' })
  meaning!: string;
  @ApiProperty() language!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ type: LabelsTold }) labels!: LabelsTold;
  @ApiProperty({ type: LayersTold }) layers!: LayersTold;
  @ApiProperty({ type: [CategoryTold] }) categories!: CategoryTold[];
  @ApiProperty({
    description: 'Whether the browser says Sec-GPC: 1: what is optional is off, and nothing need be asked.',
  })
  gpc!: boolean;
  @ApiProperty({ type: AskAgainTold, description: 'When a choice made now would be asked again.' })
  askAgain!: AskAgainTold;
  @ApiProperty({ description: 'Proof that this notice was served; send it with the choice.' })
  notice!: string;
}
