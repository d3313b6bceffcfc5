import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Equals } from 'class-validator';
import { Flag, GivenSecret, MayBeLeftOut, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import { EnteredRequestShape } from './dto.js';
import { MANDATE_STATES } from './mandate.entity.js';
import { DELIVER_TO, OUTSIDE_KINDS } from './unverified-request.entity.js';

/** What the person says who is named in a mandate. */
export class MandateWord {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
  @Flag() accepted!: boolean;
  @ApiPropertyOptional({ enum: [true], description: 'For an erasure: what goes was read.' })
  @MayBeLeftOut()
  @Equals(true, { message: 'say true once what an erasure takes was read' })
  understood?: true;
}

/** What an owner decides about a mandate. */
export class OwnersDecision {
  @Flag() accepted!: boolean;
  @Paragraphs({ max: 5_000, description: 'Why. The representative reads it where it is refused.' })
  reason!: string;
  @Uuid({ optional: true, description: 'Whose it is, where the address named is nobody’s here.' })
  readerId?: string;
  @Flag({ optional: true, description: 'The copy goes to the representative, as the mandate asks.' })
  toRepresentative?: boolean;
}

class RepresentativeShape {
  @ApiProperty() name!: string;
  @ApiProperty({ description: 'Proved by a letter.' }) email!: string;
}

/** What a person is asked about who is named in a mandate. */
export class MandatePreviewShape {
  @ApiProperty({ enum: OUTSIDE_KINDS }) kind!: string;
  @ApiProperty({ type: RepresentativeShape }) representative!: RepresentativeShape;
  @ApiProperty() mandate!: string;
  @ApiProperty({ nullable: true, type: String }) statement!: string | null;
  @ApiProperty() receivedAt!: Date;
}

/** A mandate as the owner reads it. */
export class MandateShape extends MandatePreviewShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: MANDATE_STATES }) state!: string;
  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    description: 'Null: nobody here has the address.',
  })
  reader!: string | null;
  @ApiProperty({ description: 'The address of the person named. Empty once closed, as `mandate` is.' })
  of!: string;
  @ApiProperty({ enum: DELIVER_TO }) deliverTo!: string;
  @ApiProperty() hadPaper!: boolean;
  @ApiProperty({ nullable: true, type: String, description: 'Its name, until it is decided.' })
  paper!: string | null;
  @ApiProperty({ nullable: true, type: Date }) paperCheckedAt!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) decidedAt!: Date | null;
  @ApiProperty({ nullable: true, type: String, description: 'Why it was decided so, or closed.' })
  reason!: string | null;
}

/** What a decision led to: the request as it was entered; null where it was refused. */
export class DecidedMandateShape {
  @ApiProperty({ type: EnteredRequestShape, nullable: true }) request!: EnteredRequestShape | null;
  @ApiProperty({ nullable: true, type: String, description: 'For an erasure; shown once.' })
  certificateUrl!: string | null;
}
