import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GivenSecret, OneOf, Paragraphs } from '../../foundation/http/fields.js';
import { WAYS } from './ways.js';
import { READERS_GROUNDS, type ReadersGround } from './restrictions.dto.js';
import { REQUEST_KINDS, REQUEST_STATES, type RequestKind, type RequestState } from './request.entity.js';

class HeldSource {
  @ApiProperty() key!: string;
  @ApiProperty() text!: string;
}

class HeldPurpose {
  @ApiProperty() key!: string;
  @ApiProperty() title!: string;
}

class HeldBasis {
  @ApiProperty() key!: string;
  @ApiProperty() article!: string;
  @ApiProperty() text!: string;
}

class HeldAction {
  @ApiProperty({ enum: WAYS }) kind!: string;
  @ApiProperty() route!: string;
  @ApiProperty() text!: string;
}

class HeldEnds {
  @ApiProperty() first!: Date;
  @ApiProperty() last!: Date;
}

class BroughtAlongShape {
  @ApiProperty() count!: number;
  @ApiProperty() text!: string;
}

/** One datum, or one list of them, with everything that Art. 15(1) wants told of it. */
@ApiExtraModels(HeldSource)
export class HeldShape {
  @ApiProperty({ example: 'reader.email' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: HeldSource }) source!: HeldSource;
  @ApiProperty({ type: HeldPurpose }) purpose!: HeldPurpose;
  @ApiProperty({ type: HeldBasis }) legalBasis!: HeldBasis;
  @ApiProperty({ type: [String] }) recipients!: string[];
  @ApiProperty() keptUntil!: string;
  @ApiProperty({ type: HeldAction, description: 'How it can be changed.' }) action!: HeldAction;
  @ApiProperty({ type: [HeldAction], description: 'Everything that can be done about it.' })
  actions!: HeldAction[];
  @ApiPropertyOptional({
    type: HeldEnds,
    description: 'When the rows that are there now end, where that is known.',
  })
  ends?: HeldEnds;
  @ApiPropertyOptional({ description: 'The value, where it is one.', nullable: true }) value?: unknown;
  @ApiPropertyOptional({ description: 'Why the value is not shown.' }) withheld?: string;
  @ApiPropertyOptional({ description: 'How many rows there are, where it is a list.' }) count?: number;
  @ApiPropertyOptional({ description: 'The rows were counted no further.' }) atLeast?: boolean;
  @ApiPropertyOptional({
    type: BroughtAlongShape,
    description: 'Those that the library brought along from elsewhere.',
  })
  broughtAlong?: BroughtAlongShape;
}

/** What a reader asks for. */
export class NewRequest {
  @OneOf(REQUEST_KINDS) kind!: RequestKind;
  @Paragraphs({ optional: true, description: 'What is wrong and what is right: for a rectification.' })
  statement?: string;
  @OneOf(READERS_GROUNDS, {
    optional: true,
    description:
      'For a restriction (Art. 18(1)): (a) you contest the accuracy, which holds unless told; (b) the processing is unlawful; (c) you need the data for a legal claim; (d) you objected.',
  })
  ground?: ReadersGround;
  @GivenSecret({ optional: true, description: 'Proof, for an erasure.' }) password?: string;
  @GivenSecret({ optional: true, description: 'Proof, for an erasure: POST /me/erasure-codes.' })
  code?: string;
}

class DownloadShape {
  @ApiProperty() bytes!: number;
  @ApiProperty({ description: 'When it is removed.' }) expiresAt!: Date;
}

/** A request with the day we promise an answer by and the day the law sets. */
export class RequestOutline {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: REQUEST_KINDS }) kind!: RequestKind;
  @ApiProperty({ enum: REQUEST_STATES }) state!: RequestState;
  @ApiProperty() receivedAt!: Date;
  @ApiProperty() promisedBy!: Date;
  @ApiProperty() legalLimit!: Date;
  @ApiProperty({
    nullable: true,
    type: Date,
    description: 'Until when it was extended, three months at most.',
  })
  extendedUntil!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) completedAt!: Date | null;
  @ApiProperty({ nullable: true, type: DownloadShape }) download!: DownloadShape | null;
}

export class LibraryRequestShape extends RequestOutline {
  @ApiProperty({ format: 'uuid', description: 'Whose request it is.' }) reader!: string;
}

export class DownloadLinkShape {
  @ApiProperty({ description: 'Works once, for five minutes.' }) url!: string;
  @ApiProperty() expiresAt!: Date;
}
