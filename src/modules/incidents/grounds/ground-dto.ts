import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Instant, Line, OneOf, Paragraphs, Uuids } from '../../../foundation/http/fields.js';
import { SCOPE_KINDS } from '../scope/question.js';
import { GROUNDS, type GroundKind } from './ground.js';

/** Why readers need not be written to (Art. 34(3)), with what each ground needs. */
export class GroundFields {
  @OneOf(GROUNDS, {
    optional: true,
    description:
      'Art. 34(3)(a), (b) or (c): why readers need not be written to. That data were unintelligible is computed from the scope and the state of the keys, never taken from whoever decides.',
  })
  ground?: GroundKind;
  @Uuids({
    optional: true,
    most: 20,
    description: 'For "measures": containment actions of this incident that were applied and verified.',
  })
  measures?: string[];
  @Paragraphs({
    optional: true,
    max: 5_000,
    description: 'For "disproportionate-effort": what was made public.',
  })
  publicText?: string;
  @Line({ optional: true, max: 1_000, description: 'For "disproportionate-effort": where it stands.' })
  publicAddress?: string;
  @Instant({ optional: true, description: 'For "disproportionate-effort": when it was made public.' })
  publishedAt?: string;
}

class ProvenScope {
  @ApiProperty() version!: number;
  @ApiProperty({ enum: [...SCOPE_KINDS] }) kind!: string;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
}

class ProvenEpoch {
  @ApiProperty() epoch!: number;
  @ApiProperty({ enum: ['active', 'retired', 'destroyed'] }) state!: string;
  @ApiProperty() hasLibraryKey!: boolean;
}

class SnapshotVersions {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: [Number], description: 'Epochs that the library had keys of then.' })
  versions!: number[];
}

class PlainColumn {
  @ApiProperty() table!: string;
  @ApiProperty() column!: string;
  @ApiProperty({ description: 'Why it may stand unsealed, as the data map says.' }) what!: string;
}

class ProofShape {
  @ApiProperty({ format: 'date-time' }) computedAt!: string;
  @ApiProperty({ type: ProvenScope }) scope!: ProvenScope;
  @ApiProperty({ type: [ProvenEpoch], description: 'Whose keys protected the rows in the window.' })
  epochs!: ProvenEpoch[];
  @ApiProperty({ type: SnapshotVersions, nullable: true }) snapshot!: SnapshotVersions | null;
  @ApiProperty({ description: 'How many personal columns are sealed.' }) sealed!: number;
  @ApiProperty({ type: [PlainColumn] }) unsealed!: PlainColumn[];
  @ApiProperty() says!: string;
}

/** What shows that the data are unintelligible, as an assessment keeps it, or what spoke against it. */
export class ClaimShape {
  @ApiProperty() isShown!: boolean;
  @ApiPropertyOptional({ type: ProofShape }) proof?: ProofShape;
  @ApiPropertyOptional({ format: 'date-time' }) lookedAt?: string;
  @ApiPropertyOptional({ type: [String], description: 'Why it is not shown: the data count as readable.' })
  against?: string[];
}

class MeasureShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() kind!: string;
  @ApiProperty({ format: 'date-time' }) verifiedAt!: string;
}

class PublicCommunicationShape {
  @ApiProperty({ type: String, nullable: true }) text!: string | null;
  @ApiProperty({ type: String, nullable: true }) address!: string | null;
  @ApiProperty({ format: 'date-time' }) publishedAt!: string;
}

/** A ground with what shows it, and whether it still holds. */
export class GroundShape {
  @ApiProperty({ enum: [...GROUNDS] }) kind!: string;
  @ApiPropertyOptional({ type: ProofShape }) proof?: ProofShape;
  @ApiPropertyOptional({ type: [MeasureShape] }) measures?: MeasureShape[];
  @ApiPropertyOptional({ type: PublicCommunicationShape }) communication?: PublicCommunicationShape;
  @ApiProperty({ description: 'Looked at anew at each reading.' }) holds!: boolean;
  @ApiProperty({ type: [String], description: 'What speaks against it now.' }) against!: string[];
}
