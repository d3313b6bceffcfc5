import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';

class BroughtFrom {
  @ApiProperty() name!: string;
  @ApiProperty({ example: 'ES' }) country!: string;
}

class Takes {
  @ApiProperty({ example: 'message' }) table!: string;
  @ApiProperty() title!: string;
  @ApiProperty() count!: number;
}

class Leaves extends Takes {
  @ApiProperty() why!: string;
}

/** A file from another library, and what is taken of it. */
@ApiExtraModels(BroughtFrom, Takes, Leaves)
export class ImportShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['previewed', 'confirmed', 'completed', 'failed'] }) state!: string;
  @ApiProperty() receivedAt!: Date;
  @ApiProperty({ description: 'When a file that was not confirmed is removed.' }) expiresAt!: Date;
  @ApiProperty({ type: Date, nullable: true }) completedAt!: Date | null;
  @ApiProperty({ type: BroughtFrom }) from!: BroughtFrom;
  @ApiProperty({ type: [Takes] }) takes!: Takes[];
  @ApiProperty({ type: [Leaves] }) leaves!: Leaves[];
  @ApiProperty({ description: 'What is never brought along, whatever the file holds.' }) never!: string;
}
