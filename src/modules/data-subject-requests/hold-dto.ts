import { ApiProperty } from '@nestjs/swagger';
import { Day, Line, Lines, OneOf, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { HOLD_GROUNDS, type HoldGround } from '../../foundation/records/legal-hold.entity.js';

/** What an owner says of a hold. */
export class NewLegalHold {
  @Uuid() reader!: string;
  @OneOf(HOLD_GROUNDS, { description: '(b): a duty of the law; (e): legal claims.' }) ground!: HoldGround;
  @Line({ max: 500, description: 'The provision or the case.' }) citation!: string;
  @Paragraphs({ max: 5_000, description: 'Why it is needed, and why no less would do.' }) words!: string;
  @Lines({
    most: 50,
    max: 100,
    optional: true,
    description: 'Purposes held; with no tables either: everything.',
  })
  purposes?: PurposeKey[];
  @Lines({ most: 100, max: 100, optional: true, description: 'Tables of the data map held.' })
  tables?: string[];
  @Day({ description: 'By when an owner looks again; at most a year ahead.' }) reviewOn!: string;
}

export class HoldReview {
  @Day({ description: 'By when an owner looks again; at most a year ahead.' }) reviewOn!: string;
}

/** A hold in force, or lifted. */

export class HoldShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid', description: 'Whose data.' }) reader!: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The incident whose evidence it keeps.',
  })
  incident!: string | null;
  @ApiProperty({ enum: HOLD_GROUNDS }) ground!: HoldGround;
  @ApiProperty() citation!: string;
  @ApiProperty() words!: string;
  @ApiProperty({ type: [String] }) purposes!: string[];
  @ApiProperty({ type: [String] }) tables!: string[];
  @ApiProperty({ description: 'It names neither purposes nor tables: everything is held.' })
  isWhole!: boolean;
  @ApiProperty() placedAt!: Date;
  @ApiProperty({ format: 'uuid', description: 'The owner who placed it.' }) placedBy!: string;
  @ApiProperty() reviewedAt!: Date;
  @ApiProperty({ format: 'date' }) reviewOn!: string;
  @ApiProperty({ nullable: true, type: Date }) liftedAt!: Date | null;
  @ApiProperty({ description: 'The day of the review is past.' }) isOverdue!: boolean;
}
