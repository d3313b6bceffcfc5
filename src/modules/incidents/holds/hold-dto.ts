import { ApiProperty } from '@nestjs/swagger';
import type { PurposeKey } from '../../../foundation/data-map/vocabulary.js';
import { Day, Line, Lines, OneOf, Paragraphs, Uuids, Whole } from '../../../foundation/http/fields.js';
import { BANDS, type Band } from '../scope/bands.js';
import { HOLD_GROUNDS, type HoldGround } from '../../../foundation/records/legal-hold.entity.js';

const REVIEW = 'By when somebody looks at it again; at most a year ahead.';

/** Holds on readers whose data an incident needs, as narrow as they can be. */
export class NewIncidentHolds {
  @Uuids({ optional: true, most: 200, description: 'Ids of readers of this library; or a scope.' })
  readers?: string[];
  @Whole({
    optional: true,
    min: 1,
    max: 10_000,
    description: 'A version of the scope, whose frozen list says who.',
  })
  scope?: number;
  @OneOf(BANDS, { optional: true, description: 'With a scope: how sure, confirmed unless told.' })
  band?: Band;
  @Line({
    optional: true,
    max: 40,
    description: 'With a scope: `next` of the answer before, a thousand at a time.',
  })
  after?: string;
  @OneOf(HOLD_GROUNDS, { description: '(b): a duty of the law; (e): legal claims.' }) ground!: HoldGround;
  @Line({ max: 500, description: 'The provision or the case.' }) citation!: string;
  @Paragraphs({ max: 5_000, description: 'Why it is needed, and why no less would do.' }) words!: string;
  @Lines({ most: 50, max: 100, optional: true, description: 'Purposes held.' }) purposes?: PurposeKey[];
  @Lines({ most: 100, max: 100, optional: true, description: 'Tables of the data map held.' })
  tables?: string[];
  @Day({ description: REVIEW }) reviewOn!: string;
}

export class IncidentHoldReview {
  @Day({ description: REVIEW }) reviewOn!: string;
}

/** What became of each reader that was named. */
export class HoldsPlaced {
  @ApiProperty({ type: [String], description: 'Ids of holds, those among them that stood before.' })
  holds!: string[];
  @ApiProperty({
    type: [String],
    description: 'Readers whom the library does not know, or who are erased already.',
  })
  unknown!: string[];
  @ApiProperty({ type: String, nullable: true, description: 'With a scope: where its list goes on.' })
  next!: string | null;
}

/** A hold in force, or lifted. */
export class IncidentHoldShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid', description: 'Whose data.' }) reader!: string;
  @ApiProperty({ format: 'uuid' }) incident!: string;
  @ApiProperty({ enum: HOLD_GROUNDS }) ground!: HoldGround;
  @ApiProperty() citation!: string;
  @ApiProperty() words!: string;
  @ApiProperty({ type: [String] }) purposes!: string[];
  @ApiProperty({ type: [String] }) tables!: string[];
  @ApiProperty({ description: 'It names neither purposes nor tables: everything is held.' })
  isWhole!: boolean;
  @ApiProperty({ format: 'date-time' }) placedAt!: Date;
  @ApiProperty({ format: 'uuid', description: 'Who placed it.' }) placedBy!: string;
  @ApiProperty({ format: 'date-time' }) reviewedAt!: Date;
  @ApiProperty({ format: 'date' }) reviewOn!: string;
  @ApiProperty({ nullable: true, type: Date }) liftedAt!: Date | null;
  @ApiProperty({ description: 'The day of the review is past.' }) isOverdue!: boolean;
}
