import { ApiProperty } from '@nestjs/swagger';
import { Flag, GivenSecret, Language, OneOf, Whole } from '../../foundation/http/fields.js';
import { CERTIFICATE_FORMATS, type CertificateFormat } from './certificate-file.js';
import { ERASURE_STATES, type ErasureState } from './erasure.entity.js';

/** Proof that the reader asks; empty where the sign-in is younger than five minutes. */
export class ErasureProof {
  @GivenSecret({ optional: true }) password?: string;
  @GivenSecret({ optional: true, description: 'The code sent by POST /me/erasure-codes.' }) code?: string;
}

export class OwnerCode {
  @GivenSecret({ optional: true, description: 'A code of an owner’s authenticator, above twenty a day.' })
  code?: string;
  @Flag({ optional: true, description: 'Let the reader take it back for as many days as the library says.' })
  grace?: boolean;
}

export class Grace {
  @Whole({ min: 0, max: 14 }) days!: number;
}

export class CancelLink {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
}

export class ErasureBegunShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'Shown once; it outlives the account.' }) certificateUrl!: string;
  @ApiProperty({
    nullable: true,
    type: Date,
    description: 'The end of the grace period; null where there is none.',
  })
  beginsAt!: Date | null;
  @ApiProperty({ description: 'A legal hold keeps something; the letter says what and why.' })
  isHeld!: boolean;
}

export class CodeSentShape {
  @ApiProperty() sent!: boolean;
}

const WAITING_STATES = ['waiting', 'held'] as const;
type ShownState = ErasureState | (typeof WAITING_STATES)[number];

/** How far an erasure is. */
export class ErasureShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...WAITING_STATES, ...ERASURE_STATES] }) state!: ShownState;
  @ApiProperty() requestedAt!: Date;
  @ApiProperty({ nullable: true, type: Date, description: 'The end of the grace period.' })
  beginsAt!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) liveCompleteAt!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) horizonPassedAt!: Date | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) counts!: Record<string, number>;
}

class DestroyedKeys {
  @ApiProperty({ type: [String] }) ids!: string[];
  @ApiProperty({ nullable: true, type: Date }) destroyedAt!: Date | null;
}

class LivePart {
  @ApiProperty() isComplete!: boolean;
  @ApiProperty({ nullable: true, type: Date }) completedAt!: Date | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) deletedRows!: Record<
    string,
    number
  >;
}

class BackupPart {
  @ApiProperty() areUnreadable!: boolean;
  @ApiProperty({ nullable: true, type: Date }) since!: Date | null;
  @ApiProperty() text!: string;
}

class WaitedFor {
  @ApiProperty() ground!: string;
  @ApiProperty({ format: 'date' }) reviewOn!: string;
}

class Waits {
  @ApiProperty({ enum: ['grace', 'hold'] }) reason!: string;
  @ApiProperty({ nullable: true, type: Date }) beginsAt!: Date | null;
  @ApiProperty({ type: [WaitedFor] }) holds!: WaitedFor[];
}

class ToldRecipients {
  @ApiProperty() told!: number;
  @ApiProperty() acknowledged!: number;
  @ApiProperty() unreachable!: number;
}

class KeptTable {
  @ApiProperty() table!: string;
  @ApiProperty() title!: string;
  @ApiProperty() why!: string;
  @ApiProperty() ground!: string;
  @ApiProperty() until!: string;
}

/** In which form and language a certificate is wanted. */
export class CertificateQuery {
  @OneOf(CERTIFICATE_FORMATS, {
    optional: true,
    description: 'Unless told: html for those who accept it, else json.',
  })
  format?: CertificateFormat;
  @Language({ optional: true, description: 'Unless told: the browser’s for html, else English.' })
  language?: string;
}

/** Proof of an erasure; it names nobody. */
export class CertificateShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() library!: string;
  @ApiProperty({ enum: [...WAITING_STATES, ...ERASURE_STATES] }) state!: ShownState;
  @ApiProperty({ enum: ERASURE_STATES, isArray: true }) steps!: ErasureState[];
  @ApiProperty() requestedAt!: Date;
  @ApiProperty({ type: Waits, nullable: true, description: 'Why it has not begun.' }) waits!: Waits | null;
  @ApiProperty({ type: DestroyedKeys }) keys!: DestroyedKeys;
  @ApiProperty({ type: LivePart }) live!: LivePart;
  @ApiProperty({ type: BackupPart }) backups!: BackupPart;
  @ApiProperty({ type: ToldRecipients, description: 'Recipients of the data (Art. 19).' })
  recipients!: ToldRecipients;
  @ApiProperty({ type: [KeptTable] }) kept!: KeptTable[];
  @ApiProperty() suppression!: string;
  @ApiProperty() provesNot!: string;
  @ApiProperty({ description: 'Where the same is as a proof document.' }) proof!: string;
}
