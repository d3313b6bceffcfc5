import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { tableTitle, type Language } from '../../foundation/data-map/words.js';
import { LEFT_BEHIND } from './portability-texts.js';
import type { PortabilityImport } from './portability-import.entity.js';

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

/** An import as the API shows it. */
export function importShape(row: Opened<PortabilityImport>, language: Language): ImportShape {
  const { id, state, receivedAt, expiresAt, completedAt, plan } = row;
  const words = LEFT_BEHIND[language];
  const titled = <T extends { table: string }>(one: T) => ({
    ...one,
    title: tableTitle(one.table, language),
  });
  return {
    id,
    state,
    receivedAt,
    expiresAt,
    completedAt,
    from: plan?.from ?? { name: '', country: '' },
    takes: (plan?.takes ?? []).map(titled),
    leaves: (plan?.leaves ?? []).map((one) => ({ ...titled(one), why: words[one.why] })),
    never: words.never,
  };
}
