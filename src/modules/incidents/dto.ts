import { ApiProperty } from '@nestjs/swagger';
import { Email, Instant, Line, OneOf, Paragraphs, Whole } from '../../foundation/http/fields.js';
import { ACTION_KINDS, ACTION_STATES } from './containment/kinds.js';
import { BREACH_DUTY_STATES } from './duty-states.js';
import { MODES, PHASES, type Mode, type Phase } from './incident.entity.js';

const NO_NAMES = 'Name systems and kinds of data, no reader.';

/** An incident as it is declared. */
export class NewIncident {
  @Line() title!: string;
  @Paragraphs({ max: 5_000, description: `What is known. ${NO_NAMES}` }) description!: string;
  @OneOf(MODES, { description: 'Fixed for ever: a drill never becomes live.' }) mode!: Mode;
  @Paragraphs({ optional: true, max: 2_000, description: 'What is suspected.' }) suspected?: string;
  @Instant({ optional: true }) occurredFrom?: string;
  @Instant({ optional: true }) occurredTo?: string;
  @Instant({ description: 'When it was first noticed.' }) detectedAt!: string;
  @Instant({ description: 'When it was reasonably certain that personal data were hit.' }) awareAt!: string;
  @Whole({
    optional: true,
    min: 1,
    max: 10_000,
    description: 'Of a drill: hours that pass in it while one passes outside, 1 unless told.',
  })
  pace?: number;
}

export class NewPhase {
  @OneOf(PHASES) phase!: Phase;
  @Paragraphs({ optional: true, max: 2_000, description: 'Needed to close.' }) reason?: string;
}

export class RoleHolder {
  @Email({ description: 'The address of a security officer.' }) email!: string;
}

export class StepEvidence {
  @Paragraphs({ max: 2_000, description: 'What shows that it is done.' }) evidence!: string;
}

export class NewNote {
  @Paragraphs({ max: 5_000, description: NO_NAMES }) text!: string;
  @Instant({ optional: true, description: 'When it happened; now unless told.' }) happenedAt?: string;
}

export class MovedAwareness {
  @Instant() awareAt!: string;
  @Paragraphs({ optional: true, max: 2_000, description: 'Needed for a later moment.' }) reason?: string;
}

export class Custody {
  @Paragraphs({ max: 2_000, description: 'Who has it now, what was verified, where it lies.' }) text!: string;
}

export class LibraryHit {
  @Paragraphs({ max: 5_000, description: `What was hit, for this library to read. ${NO_NAMES}` })
  what!: string;
  @Instant({
    optional: true,
    description: 'When it was found that it was hit; together with the incident unless told.',
  })
  foundAt?: string;
}

class ListedIncident {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'INCIDENT-1a2b3c4d' }) number!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: [...MODES] }) mode!: string;
  @ApiProperty({ enum: [...PHASES] }) phase!: string;
  @ApiProperty({ format: 'date-time' }) declaredAt!: Date;
}

class Clock {
  @ApiProperty({ enum: ['tell-controller', 'notify-authority', 'next-phase', 'communicate-to-subjects'] })
  duty!: string;
  @ApiProperty({ enum: [...BREACH_DUTY_STATES] }) state!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) startedAt!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'What is counted down to.',
  })
  dueAt?: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    nullable: true,
    description:
      'The latest that can be defended (Regulation 1182/71, Art. 3(1)); null: the law gives no hours.',
  })
  latestAt?: Date | null;
  @ApiProperty({ type: [String], required: false }) remindAt?: Date[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) doneAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) source!: string | null;
}

/** What was done to contain the incident and touches the library, without whom else it reached. */
class Contained {
  @ApiProperty({ enum: [...ACTION_KINDS] }) kind!: string;
  @ApiProperty({ enum: [...ACTION_STATES] }) state!: string;
  @ApiProperty({ type: [String], description: 'What stops working, as it was previewed.' }) breaks!: string[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) from!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it ended, or ends by itself; null: it has no end.',
  })
  until!: Date | null;
}

/** One library's part with its clocks. */
export class BreachPart {
  @ApiProperty({ description: 'The slug of the library.' }) library!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ description: 'Who answers for the library.' }) contact!: string;
  @ApiProperty() dataProtectionOfficer!: string;
  @ApiProperty() what!: string;
  @ApiProperty({ format: 'date-time' }) foundAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) toldAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) deliveredAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) controllerAwareAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) band!: string | null;
  @ApiProperty({ type: Boolean, nullable: true }) notifyAuthority!: boolean | null;
  @ApiProperty({ type: Boolean, nullable: true }) communicateToSubjects!: boolean | null;
  @ApiProperty({ description: 'Legal holds on its readers that stand for this incident.' }) holds!: number;
  @ApiProperty({ type: [Clock] }) clocks!: Clock[];
  @ApiProperty({ type: [Contained] }) containment!: Contained[];
}

class Role {
  @ApiProperty() role!: string;
  @ApiProperty({ type: String, nullable: true, description: 'A name; a library’s contact.' })
  holder!: string | null;
  @ApiProperty({ required: false, description: 'The slug of the library whose contact it is.' })
  library?: string;
}

class Step {
  @ApiProperty() key!: string;
  @ApiProperty() title!: string;
  @ApiProperty() what!: string;
  @ApiProperty() owner!: string;
  @ApiProperty({ format: 'date-time' }) dueAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) doneAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) evidence!: string | null;
}

/** An incident. Owners see their own library's part, and neither roles nor plan. */
export class IncidentShape extends ListedIncident {
  @ApiProperty() description!: string;
  @ApiProperty({ type: String, nullable: true }) suspected!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) occurredFrom!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) occurredTo!: Date | null;
  @ApiProperty({ format: 'date-time' }) detectedAt!: Date;
  @ApiProperty({ format: 'date-time', description: 'When the platform was aware, as it stands now.' })
  awareAt!: Date;
  @ApiProperty({ description: 'Hours that pass in it while one passes outside; 1 where it is live.' })
  pace!: number;
  @ApiProperty({ type: [Role] }) roles!: Role[];
  @ApiProperty({ type: [Step] }) plan!: Step[];
  @ApiProperty({ type: [BreachPart] }) libraries!: BreachPart[];
}

export class IncidentInList extends ListedIncident {}

/** A line of the timeline, with when it happened and when it was recorded. */
export class TimelineEntry {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() kind!: string;
  @ApiProperty({ type: String, nullable: true }) detail!: string | null;
  @ApiProperty({ type: String, nullable: true }) about!: string | null;
  @ApiProperty({ format: 'date-time' }) happenedAt!: Date;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
  @ApiProperty({ type: String, nullable: true, description: 'Null: Carrel itself, or the command line.' })
  recordedBy!: string | null;
  @ApiProperty({ type: String, nullable: true }) text!: string | null;
}

/** What became of a moved instant: it stands, or waits for a second person while the one of before stands. */
export class AwarenessMoved {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['standing', 'proposed'] }) state!: string;
  @ApiProperty({ format: 'date-time', description: 'What stands now.' }) awareAt!: Date;
}

/** A snapshot that was taken. */
export class EvidenceTaken {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) takenAt!: Date;
  @ApiProperty({ description: 'SHA-256 of {...manifest, salt} as JSON, hexadecimal; the ledger states it.' })
  hash!: string;
}

export class EvidenceShape extends EvidenceTaken {
  @ApiProperty({ type: String, nullable: true }) takenBy!: string | null;
  @ApiProperty({
    format: 'date-time',
    description: 'Until when it is kept; longer while the incident is open or a hold stands.',
  })
  keptUntil!: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When its retention ended.',
  })
  endedAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) salt!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) manifest!: object | null;
  @ApiProperty({ type: [TimelineEntry] }) custody!: TimelineEntry[];
}
