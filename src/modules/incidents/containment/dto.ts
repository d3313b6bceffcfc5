import { ApiProperty } from '@nestjs/swagger';
import {
  Flag,
  GivenSecret,
  Line,
  Lines,
  OneOf,
  Paragraphs,
  Uuid,
  Whole,
} from '../../../foundation/http/fields.js';
import { MODES } from '../incident.entity.js';
import { ACTION_KINDS, ACTION_STATES, type ActionKind } from './kinds.js';

const MOST_MINUTES = 30 * 24 * 60;

/** What is to be previewed. */
export class NewAction {
  @OneOf(ACTION_KINDS) kind!: ActionKind;
  @Line({ optional: true, max: 60, description: 'The slug of one library; everywhere unless told.' })
  library?: string;
  @Uuid({
    optional: true,
    description: 'One reader of the library, or, without a library, one member of staff.',
  })
  account?: string;
  @Line({ optional: true, max: 40, description: 'The key of a social-login provider.' }) provider?: string;
  @Lines({ optional: true, most: 100, max: 60, description: 'Addresses, or ranges such as 192.0.2.0/24.' })
  addresses?: string[];
  @Whole({
    optional: true,
    min: 1,
    max: MOST_MINUTES,
    description: 'It ends by itself so long after it is applied.',
  })
  expiresInMinutes?: number;
}

export class Approval {
  @Flag({
    optional: true,
    description: 'One person approves where two are needed; it is reviewed within 24 hours.',
  })
  breakGlass?: boolean;
  @Paragraphs({ optional: true, max: 2_000, description: 'Needed with breakGlass.' }) reason?: string;
}

export class Application {
  @GivenSecret({ optional: true, description: 'The code that your authenticator shows, where you have one.' })
  code?: string;
}

export class Reversal {
  @Paragraphs({ optional: true, max: 2_000 }) reason?: string;
}

export class Review {
  @Paragraphs({ max: 2_000, description: 'Whether it was right to act alone, and what follows.' })
  finding!: string;
}

/** A containment action with its preview and how it stands. */
export class ActionShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...ACTION_KINDS] }) kind!: string;
  @ApiProperty({ enum: [...MODES], description: 'Of a drill nothing is done: its steps are recorded.' })
  mode!: string;
  @ApiProperty({ enum: [...ACTION_STATES] }) state!: string;
  @ApiProperty({ type: String, nullable: true, description: 'A slug; null: everywhere.' }) library!:
    string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) account!: string | null;
  @ApiProperty({ type: String, nullable: true }) provider!: string | null;
  @ApiProperty({ type: [String] }) addresses!: string[];
  @ApiProperty() who!: string;
  @ApiProperty() howMany!: number;
  @ApiProperty({ type: [String] }) breaks!: string[];
  @ApiProperty({ description: 'It can be reverted, or end by itself.' }) canBeUndone!: boolean;
  @ApiProperty({ description: 'It reaches everybody or cannot be undone.' }) twoPeople!: boolean;
  @ApiProperty({ format: 'date-time' }) previewedAt!: Date;
  @ApiProperty() previewedBy!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) approvedAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) approvedBy!: string | null;
  @ApiProperty({ description: 'One person approved where two are needed.' }) breakGlass!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) reviewDueAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) reviewedAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) reviewedBy!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) appliedAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) appliedBy!: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    nullable: true,
    description: 'What it did, in counts.',
  })
  effect!: Record<string, number> | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) verifiedAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endedAt!: Date | null;
}

/** An action that was applied, with a fresh session for who applied it. */
export class AppliedShape extends ActionShape {
  @ApiProperty() accessToken!: string;
  @ApiProperty() refreshToken!: string;
  @ApiProperty() expiresIn!: number;
}

class ProbeShape {
  @ApiProperty() held!: boolean;
  @ApiProperty({ description: 'What the probe found.' }) what!: string;
}

/** An action that was probed. */
export class VerifiedShape extends ActionShape {
  @ApiProperty({ type: ProbeShape }) probe!: ProbeShape;
}
