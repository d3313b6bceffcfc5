import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Equals } from 'class-validator';
import {
  Email,
  GivenSecret,
  Language,
  MayBeLeftOut,
  OneOf,
  Paragraphs,
  Uuid,
} from '../../foundation/http/fields.js';
import { OUTSIDE_KINDS, type OutsideKind } from './unverified-request.entity.js';

/** What somebody asks who is not signed in. */
export class NewOutsideRequest {
  @Email({ description: 'Whose data it is about. A letter to this address asks for the proof.' })
  email!: string;
  @OneOf(OUTSIDE_KINDS) kind!: OutsideKind;
  @Language({ optional: true, description: 'The language of the letters.' }) language?: string;
  @Paragraphs({ optional: true, max: 5_000, description: 'What is wrong and what is right, or why.' })
  statement?: string;
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
  @ApiProperty({ nullable: true, type: String }) statement!: string | null;
  @ApiProperty() receivedAt!: Date;
}

class EnteredRequestShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: OUTSIDE_KINDS }) kind!: OutsideKind;
  @ApiProperty() state!: string;
  @ApiProperty() receivedAt!: Date;
  @ApiProperty() promisedBy!: Date;
  @ApiProperty() legalLimit!: Date;
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
  @ApiProperty({ enum: ['entered', 'nothing-held'] }) outcome!: string;
  @ApiProperty({ type: EnteredRequestShape }) request!: EnteredRequestShape;
  @ApiPropertyOptional({ nullable: true, type: String, description: 'For an erasure; shown once.' })
  certificateUrl?: string | null;
  @ApiPropertyOptional({ type: [HeldElsewhereShape], description: 'Where the address stands besides.' })
  elsewhere?: HeldElsewhereShape[];
  @ApiPropertyOptional({ type: Object, description: 'The confirmation that no account is held, as it is written.' })
  document?: object;
}

export class HandedOverShape {
  @ApiProperty({ description: 'Works once, for five minutes.' }) url!: string;
  @ApiProperty() expiresAt!: Date;
}
