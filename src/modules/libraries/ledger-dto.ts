import { Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { Whole } from '../../foundation/http/fields.js';
import { ANCHOR_KINDS, type AnchorKind } from '../../foundation/ledger/outside-anchor.entity.js';

const MOST = Number.MAX_SAFE_INTEGER;

export class GenerationQuery {
  @Type(() => Number)
  @Whole({
    description: 'Which generation of the log; the one that goes on unless named.',
    min: 1,
    max: 1_000_000,
    optional: true,
  })
  generation?: number;
}

export class SpanQuery extends GenerationQuery {
  @Type(() => Number)
  @Whole({ description: 'Entries of the smaller tree.', min: 1, max: MOST })
  from!: number;
  @Type(() => Number)
  @Whole({ description: 'Entries of the larger tree.', min: 1, max: MOST })
  to!: number;
}

/** One generation of a log. */
export class LogGeneration {
  @ApiProperty() generation!: number;
  @ApiProperty() origin!: string;
  @ApiProperty({ description: 'The verifier key (C2SP signed-note).' }) key!: string;
  @ApiProperty({ description: 'How many entries are numbered.' }) size!: number;
  @ApiProperty({ type: String, nullable: true, description: 'The latest signed tree head.' })
  checkpoint!: string | null;
}

/** That the log of `to` entries continues the one of `from`. */
export class Consistency {
  @ApiProperty() from!: number;
  @ApiProperty() to!: number;
  @ApiProperty({ type: [String], description: 'Hashes, base64 (RFC 6962 §2.1.2).' }) proof!: string[];
}

/** A checkpoint that somebody else keeps. */
export class Anchor {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ANCHOR_KINDS }) kind!: AnchorKind;
  @ApiProperty({ description: 'The authority’s instant, or when the letter was written.' }) at!: Date;
  @ApiProperty() generation!: number;
  @ApiProperty({ description: 'How many entries the checkpoint covers.' }) size!: number;
  @ApiProperty({ description: 'The signed tree head (C2SP tlog-checkpoint).' }) checkpoint!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The time-stamp token over the checkpoint’s SHA-256 (RFC 3161), DER in base64; null for letters.',
  })
  token!: string | null;
}
