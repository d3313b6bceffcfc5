import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateBy, ValidateNested } from 'class-validator';
import { Flag, Instant, Line, MayBeLeftOut, OneOf, Paragraphs, Whole } from '../../foundation/http/fields.js';
import {
  breachCircumstances,
  processingContexts,
  SEVERITY_BANDS,
  type BreachFacts,
  type ProcessingCategory,
} from '../../foundation/law/breach-severity.js';
import { CASE_FEATURES, type CaseFeature } from '../../foundation/law/edpb-cases.js';
import type { AssessmentGrounds } from './breach.entity.js';
import { COMPLETENESS, NOTICE_TYPES, type Completeness, type NoticeType } from './breach.entity.js';
import { ClaimShape, GroundFields, GroundShape } from './grounds/ground-dto.js';
import { MODES, type Mode } from './incident.entity.js';
import { FORMATS, type Format } from './notification-files.js';
import { REGISTER_FORMATS, type RegisterFormat } from './register-files.js';
import { CONTROLLER_ROWS, ANSWER_KEYS } from './template-rows.js';

const CATEGORIES = Object.keys(processingContexts) as ProcessingCategory[];
const CHOSEN_FOR = ['processing', 'identification', 'confidentiality', 'integrity', 'availability', 'intent'];
const MOST_TEXT = 5_000;

const found = (element: keyof typeof breachCircumstances) =>
  OneOf([...Object.keys(breachCircumstances[element]), 'not affected', 'unknown']);

/** Texts by known keys, each optional. */
const Texts = (keys: readonly string[], { optional = false, what }: { optional?: boolean; what: string }) => {
  const schema = {
    type: 'object' as const,
    properties: Object.fromEntries(
      keys.map((key) => [key, { type: 'string' as const, maxLength: MOST_TEXT }]),
    ),
    description: what,
  };
  const areTexts = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([key, text]) => keys.includes(key) && typeof text === 'string' && text.length <= MOST_TEXT,
    );
  const defaultMessage = () =>
    `write an object of texts under ${keys.join(', ')}, each of at most ${MOST_TEXT} characters`;
  return applyDecorators(
    optional ? ApiPropertyOptional(schema) : ApiProperty(schema),
    ...(optional ? [MayBeLeftOut()] : []),
    ValidateBy({ name: 'texts', validator: { validate: areTexts, defaultMessage } }),
  );
};

class Processing {
  @OneOf(CATEGORIES) category!: ProcessingCategory;
  @Whole({ min: -3, max: 3, description: 'The step that the circumstances allow, 0 for none.' })
  step!: number;
}

class Circumstances {
  @found('confidentiality') confidentiality!: BreachFacts['circumstances']['confidentiality'];
  @found('integrity') integrity!: BreachFacts['circumstances']['integrity'];
  @found('availability') availability!: BreachFacts['circumstances']['availability'];
  @found('intent') intent!: BreachFacts['circumstances']['intent'];
}

/** What is known for an assessment by ENISA's method; `unknown` counts as the worst. */
export class NewAssessment {
  @ApiProperty({ type: [Processing], description: 'Every kind of data that was hit; the highest counts.' })
  @IsArray({ message: 'write a list of {category, step}' })
  @ArrayMinSize(1, { message: 'name at least one kind of data' })
  @ArrayMaxSize(4, { message: 'name each kind once' })
  @ValidateNested({ each: true, message: 'write {category, step}' })
  @Type(() => Processing)
  processing!: Processing[];
  @OneOf(['1', '2', '3', '4', 'unknown'], {
    description: 'How easily people are identified: 1 negligible, 2 limited, 3 significant, 4 maximum.',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value))
  identification!: string;
  @ApiProperty({ type: Circumstances })
  @IsObject({ message: 'write {confidentiality, integrity, availability, intent}' })
  @ValidateNested({ message: 'write {confidentiality, integrity, availability, intent}' })
  @Type(() => Circumstances)
  circumstances!: Circumstances;
  @Whole({ optional: true, min: 0, max: 1_000_000_000, description: 'Left out: unknown.' })
  individuals?: number;
  @Flag({
    description:
      'Somebody says that the data are encrypted and the key safe. It counts only where the state of the keys shows it; a flag beside the score either way.',
  })
  isUnintelligible!: boolean;
  @Texts(CHOSEN_FOR, { what: 'Why each was chosen; what is unknown needs no reason.' }) reasons!: Record<
    string,
    string
  >;
  @ApiPropertyOptional({
    type: [String],
    enum: [...CASE_FEATURES],
    description: 'For the nearest cases of EDPB 01/2021.',
  })
  @MayBeLeftOut()
  @ValidateBy({
    name: 'features',
    validator: {
      validate: (value: unknown) =>
        Array.isArray(value) && value.length <= CASE_FEATURES.length && value.every((one) => isFeature(one)),
      defaultMessage: () => `write a list of ${CASE_FEATURES.join(', ')}`,
    },
  })
  features?: CaseFeature[];
}

const isFeature = (value: unknown) => CASE_FEATURES.some((one) => one === value);

/** What was sent, as the assessment takes it. */
export function groundsOf(given: NewAssessment): AssessmentGrounds {
  const { processing, identification, circumstances, individuals, isUnintelligible, reasons, features } =
    given;
  const quarters = ([1, 2, 3, 4] as const).find((one) => String(one) === identification);
  return {
    facts: {
      processing: processing.map(({ category, step }) => ({ category, step: stepOf(step) })),
      identification: quarters ?? 'unknown',
      circumstances: Object.assign({}, circumstances),
      individuals: individuals ?? 'unknown',
      isUnintelligible,
    },
    reasons,
    features: features ?? [],
  };
}

function stepOf(step: number) {
  return ([-3, -2, -1, 0, 1, 2, 3] as const).find((one) => one === step) ?? 0;
}

/** What a controller decides on the latest assessment. */
export class NewDecision extends GroundFields {
  @Flag({ description: 'Art. 33(1).' }) notifyAuthority!: boolean;
  @Flag({ description: 'Art. 34(1).' }) communicateToSubjects!: boolean;
  @Paragraphs({ max: MOST_TEXT }) reason!: string;
  @Paragraphs({
    optional: true,
    max: MOST_TEXT,
    description: 'Needed where the assessment speaks for something else.',
  })
  departure?: string;
}

/** What the processor tells a controller; what is left out follows later. */
export class NewControllerNotice {
  @Line({ description: 'Where the controller can ask more.' }) contact!: string;
  @Texts(CONTROLLER_ROWS.map(([, key]) => key).filter((key) => key !== 'contact'), {
    optional: true,
    what: 'As far as it is known (clause 9.2). No severity and no number is needed.',
  })
  answers?: Record<string, string>;
}

/** A phase of the notification to the authority, as the controller sent it. */
export class NewNotification {
  @OneOf(NOTICE_TYPES) type!: NoticeType;
  @OneOf(COMPLETENESS) completeness!: Completeness;
  @Instant({ optional: true, description: 'When it was sent to the authority; now unless told.' })
  sentAt?: string;
  @Paragraphs({ optional: true, max: MOST_TEXT, description: 'Needed after 72 hours (Art. 33(1)).' })
  lateReasons?: string;
  @Line({ optional: true, description: 'The number that the authority gave.' }) reference?: string;
  @Instant({ optional: true, description: 'When the people concerned were informed.' })
  readersInformedAt?: string;
  @Texts(ANSWER_KEYS, {
    what: 'Rows of the EDPB’s template; those that nobody answers are to be determined. What Carrel holds stands for itself.',
  })
  answers!: Record<string, string>;
}

export class DocumentQuery {
  @OneOf(FORMATS, { optional: true }) format?: Format;
  @Type(() => Number)
  @Whole({ optional: true, min: 1, max: 1_000, description: 'Which phase; the latest unless told.' })
  phase?: number;
}

export class RegisterQuery {
  @OneOf(REGISTER_FORMATS, { optional: true }) format?: RegisterFormat;
  @Line({ optional: true, description: 'The slug of one library, for officers.' }) library?: string;
  @OneOf(MODES, { optional: true, description: 'Breaches unless told; drills are kept apart.' }) mode?: Mode;
}

class SeverityFlags {
  @ApiProperty() moreThanHundred!: boolean;
  @ApiProperty() unintelligible!: boolean;
}

class Presumption {
  @ApiProperty() notifyAuthority!: boolean;
  @ApiProperty() communicateToSubjects!: boolean;
}

class NearestCase extends Presumption {
  @ApiProperty() number!: number;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'Shared features over all, as a fraction of 1.' }) likeness!: number;
}

/** One version of an assessment, with everything it was made of. */
export class AssessmentShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() version!: number;
  @ApiProperty({ example: 3.25 }) score!: number;
  @ApiProperty() quarters!: number;
  @ApiProperty({ enum: [...SEVERITY_BANDS] }) band!: string;
  @ApiProperty() context!: number;
  @ApiProperty() identification!: number;
  @ApiProperty() circumstances!: number;
  @ApiProperty({ type: SeverityFlags }) flags!: SeverityFlags;
  @ApiProperty({
    type: ClaimShape,
    nullable: true,
    description: 'Where somebody said that the data are unintelligible: whether it was shown, and by what.',
  })
  unintelligible!: ClaimShape | null;
  @ApiProperty({ type: Presumption, description: 'What the score speaks for; a person decides.' })
  presumption!: Presumption;
  @ApiProperty({ type: 'object', additionalProperties: true }) facts!: object;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) reasons!: object;
  @ApiProperty({ type: [String] }) features!: string[];
  @ApiProperty({ type: [NearestCase] }) nearestCases!: NearestCase[];
  @ApiProperty({ format: 'date-time' }) assessedAt!: Date;
  @ApiProperty() assessedBy!: string;
}

export class DecisionShape extends Presumption {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() assessmentId!: string;
  @ApiProperty({ description: 'Whether the assessment spoke for something else.' }) departs!: boolean;
  @ApiProperty() reason!: string;
  @ApiProperty({ type: String, nullable: true }) departure!: string | null;
  @ApiProperty({
    type: GroundShape,
    nullable: true,
    description: 'Why readers need not be written to (Art. 34(3)), where one was named.',
  })
  ground!: GroundShape | null;
  @ApiProperty({ format: 'date-time' }) decidedAt!: Date;
  @ApiProperty() decidedBy!: string;
}

class RowShape {
  @ApiProperty() rows!: string;
  @ApiProperty() key!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: to be determined.' }) value!:
    string | null;
}

export class ControllerNoticeShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() phase!: number;
  @ApiProperty() type!: string;
  @ApiProperty() completeness!: string;
  @ApiProperty({ format: 'date-time' }) sentAt!: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the first recipient’s server took it.',
  })
  deliveredAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) acknowledgedAt!: Date | null;
  @ApiProperty({ type: [RowShape] }) rows!: RowShape[];
}

export class NotificationShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() phase!: number;
  @ApiProperty() type!: string;
  @ApiProperty() completeness!: string;
  @ApiProperty({ format: 'date-time' }) sentAt!: Date;
  @ApiProperty({ format: 'date-time' }) recordedAt!: Date;
  @ApiProperty() isLate!: boolean;
  @ApiProperty({ type: String, nullable: true }) lateReasons!: string | null;
  @ApiProperty({ type: String, nullable: true }) reference!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readersInformedAt!: Date | null;
  @ApiProperty({ type: [String], description: 'Keys of the rows that are still open.' })
  toBeDetermined!: string[];
}
