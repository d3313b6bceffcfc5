import { ApiProperty } from '@nestjs/swagger';
import { Paragraphs, OneOf } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import { RESTRICTION_GROUNDS, type RestrictionGround } from '../../foundation/records/restriction.entity.js';

/** Grounds that a reader may give: the letters of Art. 18(1). */
export const READERS_GROUNDS = ['18(1)(a)', '18(1)(b)', '18(1)(c)', '18(1)(d)'] as const;
export type ReadersGround = (typeof READERS_GROUNDS)[number];

const STATES = ['open', 'lifted'] as const;

export class RestrictionsQuery extends PageQuery {
  @OneOf(STATES, { optional: true }) state?: (typeof STATES)[number];
}

/** Why a restriction will be lifted; the reader reads it before it is. */
export class AnnouncedLifting {
  @Paragraphs({ max: 5_000 }) reason!: string;
}

/** The legal claim for which restricted data are opened (Art. 18(2)). */
export class StatedClaim {
  @Paragraphs({ max: 2_000, description: 'The legal claim. The reader can read it.' }) reason!: string;
}

export class OpenedView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'Until when the data are open to who stated the claim.' }) until!: Date;
}

/** A restriction of the reader’s data. */
export class RestrictionShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: RESTRICTION_GROUNDS }) ground!: RestrictionGround;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) request!: string | null;
  @ApiProperty() since!: Date;
  @ApiProperty({
    nullable: true,
    type: Date,
    description: 'When the reader was told that it will be lifted.',
  })
  toldAt!: Date | null;
  @ApiProperty({
    nullable: true,
    type: Date,
    description: 'When it will be lifted, once the reader was told.',
  })
  liftsAt!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) liftedAt!: Date | null;
  @ApiProperty({ nullable: true, type: String, enum: ['reader', 'library'] }) liftedBy!: string | null;
}

export class LibraryRestrictionShape extends RestrictionShape {
  @ApiProperty({ format: 'uuid' }) reader!: string;
}
