import { ApiProperty } from '@nestjs/swagger';
import { Uuid, Version, Line } from '../../foundation/http/fields.js';
import { DECISIONS, SURFACES } from './consent.entity.js';

/** The text that was in front of the reader. */
export class ShownNotice {
  @Version({ description: 'The version of the text shown: SHA-256, hexadecimal.' }) version!: string;
}

export class PermissionQuestion {
  @Uuid({ description: 'The reader’s id.' }) reader!: string;
  @Line({ description: 'The key of a purpose.', max: 60 }) purpose!: string;
}

/** How one purpose stands. */
export class ConsentShape {
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: ['not-asked', 'given', 'refused', 'withdrawn', 'expired', 'superseded'] })
  state!: string;
  @ApiProperty({ type: String, nullable: true }) version!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: Date | null;
}

/** One interaction with the opt-in section. */
export class HistoryEntry {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() purpose!: string;
  @ApiProperty({ enum: [...DECISIONS] }) decision!: string;
  @ApiProperty() version!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ enum: [...SURFACES] }) surface!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
}

/** Whether the library may act for a purpose, and why or why not. */
export class Permission {
  @ApiProperty() allowed!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'The legal basis of Art. 6(1).' }) basis!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: Date | null;
  @ApiProperty() reason!: string;
}

class RetentionShape {
  @ApiProperty() months!: number;
  @ApiProperty({ enum: ['account-end', 'recorded', 'withdrawal', 'loan-end', 'last-message'] })
  from!: string;
}

/** A purpose of processing with its current text in one language (Art. 13(1)(c)). */
export class PurposeShape {
  @ApiProperty() key!: string;
  @ApiProperty({ description: 'The legal basis of Art. 6(1).' }) legalBasis!: string;
  @ApiProperty({ description: 'SHA-256 of the text, hexadecimal.' }) version!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ type: [String] }) categories!: string[];
  @ApiProperty({ type: [String] }) recipients!: string[];
  @ApiProperty({ type: RetentionShape }) retention!: RetentionShape;
}
