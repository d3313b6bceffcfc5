import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsBase64, IsObject, MaxLength, ValidateNested } from 'class-validator';
import {
  Email,
  GivenSecret,
  Language,
  Line,
  MayBeLeftOut,
  OneOf,
  Paragraphs,
  PersonName,
  Uuid,
} from '../../foundation/http/fields.js';
import { PAPER_TYPES } from './mandate-paper.js';
import { DELIVER_TO, OUTSIDE_KINDS, type DeliverTo, type OutsideKind } from './unverified-request.entity.js';

/** A scan or a file of the mandate. */
export class PaperGiven {
  @Line({ max: 200 }) name!: string;
  @OneOf(PAPER_TYPES) mediaType!: string;
  @ApiProperty({ type: 'string', format: 'base64' })
  @IsBase64({}, { message: 'write the file in base64' })
  @MaxLength(700_000, { message: 'send a file of at most 500 kB' })
  content!: string;
}

/** Who asks for another person, and what entitles them to it. */
export class RepresentativeGiven {
  @PersonName() name!: string;
  @Email({ description: 'A letter to this address asks for the proof that it is theirs.' }) email!: string;
  @Paragraphs({ max: 5_000, description: 'The words of the mandate, or what it is.' }) mandate!: string;
  @ApiPropertyOptional({ type: PaperGiven, description: 'Deleted as soon as it was checked.' })
  @MayBeLeftOut()
  @IsObject({ message: 'write {name, mediaType, content} of the file' })
  @ValidateNested()
  @Type(() => PaperGiven)
  paper?: PaperGiven;
  @OneOf(DELIVER_TO, {
    optional: true,
    description: 'Whom a copy goes to; the person, unless the mandate says otherwise.',
  })
  deliverTo?: DeliverTo;
}

/** What somebody asks who is not signed in. */
export class NewOutsideRequest {
  @Email({ description: 'Whose data it is about. A letter to this address asks for the proof.' })
  email!: string;
  @OneOf(OUTSIDE_KINDS) kind!: OutsideKind;
  @Language({ optional: true, description: 'The language of the letters.' }) language?: string;
  @Paragraphs({ optional: true, max: 5_000, description: 'What is wrong and what is right, or why.' })
  statement?: string;
  @ApiPropertyOptional({ type: RepresentativeGiven, description: 'Where somebody asks for the person.' })
  @MayBeLeftOut()
  @IsObject({ message: 'write {name, email, mandate} of who asks' })
  @ValidateNested()
  @Type(() => RepresentativeGiven)
  representative?: RepresentativeGiven;
}

/** What has been received; the same whoever asks and for whom. */
export class OutsideRequestReceived {
  @ApiProperty({ format: 'uuid', description: 'For the code of the letter.' }) id!: string;
  @ApiProperty({ example: 'read-letter' }) next!: string;
}

/** The link of a letter. */
export class ProofLink {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
}

/** The proof that an address is one's own: the letter's link, or the request's id with the letter's code. */
export class OutsideProof {
  @GivenSecret({ optional: true, description: 'The token of the letter’s link.' }) token?: string;
  @Uuid({ optional: true, description: 'The id of the request, with its code.' }) id?: string;
  @GivenSecret({ optional: true, description: 'The code of the letter.' }) code?: string;
  @OneOf(OUTSIDE_KINDS, { optional: true, description: 'To ask for something else instead.' })
  kind?: OutsideKind;
  @Paragraphs({ optional: true, max: 5_000 }) statement?: string;
  @ApiPropertyOptional({ enum: [true], description: 'For an erasure: what goes was read.' })
  @MayBeLeftOut()
  @Equals(true, { message: 'say true once what an erasure takes was read' })
  understood?: true;
}

/** What a letter's link would confirm. */
export class ProofPreviewShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() email!: string;
  @ApiProperty({ enum: OUTSIDE_KINDS }) kind!: OutsideKind;
  @ApiProperty({ nullable: true, type: String, description: 'For whom, where it is asked for another.' })
  of!: string | null;
  @ApiProperty({ nullable: true, type: String }) statement!: string | null;
  @ApiProperty() receivedAt!: Date;
}

/** A request as it was entered. */
export class EnteredRequestShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: OUTSIDE_KINDS }) kind!: OutsideKind;
  @ApiProperty() state!: string;
  @ApiProperty() receivedAt!: Date;
  @ApiProperty() promisedBy!: Date;
  @ApiProperty() legalLimit!: Date;
  @ApiProperty({ nullable: true, type: Date }) extendedUntil!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) completedAt!: Date | null;
}

class HeldElsewhereShape {
  @ApiProperty({ example: 'sign_up.email' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: Object }) source!: object;
  @ApiProperty({ type: Object }) purpose!: object;
  @ApiProperty({ type: Object }) legalBasis!: object;
  @ApiProperty() keptUntil!: string;
  @ApiProperty() count!: number;
}

/** What came of a confirmed request. */
export class OutcomeShape {
  @ApiProperty({ enum: ['entered', 'nothing-held', 'mandate-waits'] }) outcome!: string;
  @ApiPropertyOptional({ type: EnteredRequestShape }) request?: EnteredRequestShape;
  @ApiPropertyOptional({ nullable: true, type: String, description: 'For an erasure; shown once.' })
  certificateUrl?: string | null;
  @ApiPropertyOptional({ type: [HeldElsewhereShape], description: 'Where the address stands besides.' })
  elsewhere?: HeldElsewhereShape[];
  @ApiPropertyOptional({
    type: Object,
    description: 'The confirmation that no account is held, as it is written.',
  })
  document?: object;
}

export class HandedOverShape {
  @ApiProperty({ description: 'Works once, for five minutes.' }) url!: string;
  @ApiProperty() expiresAt!: Date;
}
