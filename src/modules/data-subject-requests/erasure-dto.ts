import { ApiProperty } from '@nestjs/swagger';
import { GivenSecret } from '../../foundation/http/fields.js';
import { ERASURE_STATES, type ErasureState } from './erasure.entity.js';

/** Proof that the reader asks; empty where the sign-in is younger than five minutes. */
export class ErasureProof {
  @GivenSecret({ optional: true }) password?: string;
  @GivenSecret({ optional: true, description: 'The code sent by POST /me/erasure-codes.' }) code?: string;
}

export class OwnerCode {
  @GivenSecret({ optional: true, description: 'A code of an owner’s authenticator, above twenty a day.' })
  code?: string;
}

export class ErasureBegunShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'Shown once; it outlives the account.' }) certificateUrl!: string;
}

export class CodeSentShape {
  @ApiProperty() sent!: boolean;
}

/** How far an erasure is. */
export class ErasureShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ERASURE_STATES }) state!: ErasureState;
  @ApiProperty() requestedAt!: Date;
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

class KeptTable {
  @ApiProperty() table!: string;
  @ApiProperty() title!: string;
  @ApiProperty() why!: string;
  @ApiProperty() ground!: string;
}

/** Proof of an erasure; it names nobody. */
export class CertificateShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() library!: string;
  @ApiProperty({ enum: ERASURE_STATES }) state!: ErasureState;
  @ApiProperty({ enum: ERASURE_STATES, isArray: true }) steps!: ErasureState[];
  @ApiProperty() requestedAt!: Date;
  @ApiProperty({ type: DestroyedKeys }) keys!: DestroyedKeys;
  @ApiProperty({ type: LivePart }) live!: LivePart;
  @ApiProperty({ type: BackupPart }) backups!: BackupPart;
  @ApiProperty({ type: [KeptTable] }) kept!: KeptTable[];
  @ApiProperty() provesNot!: string;
  @ApiProperty({ description: 'Where the same is as a proof document.' }) proof!: string;
}
