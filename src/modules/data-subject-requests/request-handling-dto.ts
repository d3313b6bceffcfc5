import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { OneOf, Paragraphs } from '../../foundation/http/fields.js';
import { RequestOutline } from './dto.js';
import { REQUEST_ACTIONS } from './request-actions.js';
import {
  EXTENSION_REASONS,
  REFUSAL_REASONS,
  type ExtensionReason,
  type RefusalReason,
} from './request.entity.js';

const MOST = 5_000;

/** What a reader is asked for, to know who it is. */
export class IdentityCheck {
  @Paragraphs({ max: MOST, description: 'What is missing and why, for the reader to read.' }) why!: string;
}

/** What a reader says to it; that they are signed in is often enough. */
export class IdentityAnswer {
  @Paragraphs({ optional: true, max: MOST }) answer?: string;
}

export class RequestExtension {
  @OneOf(EXTENSION_REASONS) reason!: ExtensionReason;
  @Paragraphs({ max: MOST, description: 'Why, for the reader to read.' }) explanation!: string;
}

export class RequestRefusal {
  @OneOf(REFUSAL_REASONS) reason!: RefusalReason;
  @Paragraphs({ max: MOST, description: 'Why, for the reader to read.' }) explanation!: string;
}

export class RequestAnswer {
  @Paragraphs({ max: MOST, description: 'What was done, for the reader to read.' }) answer!: string;
}

class ToldIdentity {
  @ApiProperty() askedAt!: Date;
  @ApiProperty({ type: String, nullable: true }) why!: string | null;
  @ApiProperty({ type: Date, nullable: true }) providedAt!: Date | null;
  @ApiProperty({ type: String, nullable: true }) answer!: string | null;
}

class ToldExtension {
  @ApiProperty() at!: Date;
  @ApiProperty() until!: Date;
  @ApiProperty({ enum: EXTENSION_REASONS }) reason!: string;
  @ApiProperty({ type: String, nullable: true }) explanation!: string | null;
}

class AuthorityShape {
  @ApiProperty() name!: string;
  @ApiProperty() url!: string;
}

class ToldRefusal {
  @ApiProperty() at!: Date;
  @ApiProperty({ enum: REFUSAL_REASONS }) reason!: string;
  @ApiProperty({ type: String, nullable: true }) explanation!: string | null;
  @ApiProperty({ type: AuthorityShape, nullable: true, description: 'Whom to complain to (Art. 77).' })
  authority!: AuthorityShape | null;
}

class HeldBy {
  @ApiProperty({ description: 'The ground of Art. 17(3).' }) ground!: string;
  @ApiProperty({ format: 'date', description: 'When the library looks at it again.' }) reviewOn!: string;
}

/** A request with everything that was said about it. */
@ApiExtraModels(AuthorityShape)
export class RequestShape extends RequestOutline {
  @ApiProperty({ type: ToldIdentity, nullable: true }) identity!: ToldIdentity | null;
  @ApiProperty({ type: ToldExtension, nullable: true }) extension!: ToldExtension | null;
  @ApiProperty({ type: ToldRefusal, nullable: true }) refusal!: ToldRefusal | null;
  @ApiProperty({ type: String, nullable: true, description: 'The library’s answer, in its words.' })
  answer!: string | null;
  @ApiProperty({
    type: [HeldBy],
    nullable: true,
    description: 'The legal holds that an erasure waits for; null where none does.',
  })
  held!: HeldBy[] | null;
}

/** A request as the owner who answers it reads it. */
export class HandledRequest extends RequestShape {
  @ApiProperty({ format: 'uuid', description: 'Whose request it is.' }) reader!: string;
  @ApiProperty({ enum: REQUEST_ACTIONS, isArray: true, description: 'What may be done now.' })
  may!: string[];
}
