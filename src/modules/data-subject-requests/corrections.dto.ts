import { ApiProperty } from '@nestjs/swagger';
import { Flag, Line, OneOf, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import { PROPOSAL_STATES, type ProposalState } from './correction-proposal.entity.js';

/** A correction of the library's own record. */
export class NewCorrection {
  @Line({ description: 'The name of the datum, such as interaction.content.' }) datum!: string;
  @Uuid({ optional: true, description: 'The id of the row that the datum stands in.' }) row?: string;
  @Paragraphs({ description: 'What is right.' }) value!: string;
  @Paragraphs({ max: 5_000, description: 'What is wrong with what is recorded.' }) why!: string;
}

export class CorrectionsQuery extends PageQuery {
  @OneOf(PROPOSAL_STATES, { optional: true }) state?: ProposalState;
}

/** What an owner decides about a correction. */
export class DecidedCorrection {
  @Flag() accepted!: boolean;
  @Paragraphs({ optional: true, max: 5_000, description: 'For the reader to read; needed to refuse.' })
  reason?: string;
}

/** A correction that the reader asked for. */
export class CorrectionShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) request!: string;
  @ApiProperty() datum!: string;
  @ApiProperty({ format: 'uuid' }) row!: string;
  @ApiProperty() value!: string;
  @ApiProperty() why!: string;
  @ApiProperty({ enum: PROPOSAL_STATES }) state!: ProposalState;
  @ApiProperty() askedAt!: Date;
  @ApiProperty({ nullable: true, type: String }) reason!: string | null;
  @ApiProperty({ nullable: true, type: Date }) decidedAt!: Date | null;
}

/** The same for the owner, with what is recorded now. */
export class LibraryCorrectionShape extends CorrectionShape {
  @ApiProperty({ format: 'uuid' }) reader!: string;
  @ApiProperty({ nullable: true, type: String, description: 'What is recorded now; null: no longer there.' })
  present!: string | null;
}
