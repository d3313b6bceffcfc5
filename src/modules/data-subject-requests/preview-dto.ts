import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { REQUEST_KINDS, REQUEST_STATES } from './request.entity.js';

class Counted {
  @ApiProperty() table!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ nullable: true, type: Number, description: 'Null: not counted.' }) count!: number | null;
  @ApiPropertyOptional({ description: 'The rows were counted no further.' }) atLeast?: boolean;
}

class Staying extends Counted {
  @ApiProperty() why!: string;
  @ApiProperty({ example: 'Art. 17(3)(b)' }) ground!: string;
  @ApiProperty({ description: 'For how long.' }) until!: string;
}

class GraceGiven {
  @ApiProperty() days!: number;
  @ApiProperty({ nullable: true, type: Date }) beginsAt!: Date | null;
}

class Files {
  @ApiProperty() count!: number;
  @ApiPropertyOptional() atLeast?: boolean;
}

class ToBeTold {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
}

class OpenRequest {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: REQUEST_KINDS }) kind!: string;
  @ApiProperty({ enum: REQUEST_STATES }) state!: string;
}

class Holding {
  @ApiProperty() ground!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ type: [String] }) purposes!: string[];
  @ApiProperty({ type: [String] }) tables!: string[];
  @ApiProperty() isWhole!: boolean;
  @ApiProperty({ format: 'date' }) reviewOn!: string;
}

class WaitedHold {
  @ApiProperty() ground!: string;
  @ApiProperty({ format: 'date' }) reviewOn!: string;
}

class WaitingShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['grace', 'hold'] }) reason!: string;
  @ApiProperty() requestedAt!: Date;
  @ApiProperty({ nullable: true, type: Date }) beginsAt!: Date | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) counts!: Record<string, number>;
  @ApiProperty({ type: [WaitedHold] }) holds!: WaitedHold[];
}

/** What an erasure would do. */
export class ErasurePreviewShape {
  @ApiProperty({ type: GraceGiven }) grace!: GraceGiven;
  @ApiProperty({ type: WaitingShape, nullable: true, description: 'One that was asked for already.' })
  waits!: WaitingShape | null;
  @ApiProperty({ type: [Counted] }) goes!: Counted[];
  @ApiProperty({ type: [Staying] }) stays!: Staying[];
  @ApiProperty({ type: Files }) files!: Files;
  @ApiProperty({ type: [ToBeTold], description: 'Who is told that they were erased (Art. 19).' })
  recipients!: ToBeTold[];
  @ApiProperty({ type: [OpenRequest], description: 'Closed by it: download a copy before.' })
  openRequests!: OpenRequest[];
  @ApiProperty({ type: [Holding] }) holds!: Holding[];
  @ApiProperty() backups!: string;
}
