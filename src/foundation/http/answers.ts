import { ApiProperty } from '@nestjs/swagger';

/** What was made, by its id. */
export class Made {
  @ApiProperty({ format: 'uuid' }) id!: string;
}

/** What happens next, outside this answer, such as a letter. */
export class NextStep {
  @ApiProperty({ example: 'confirm' }) next!: string;
}
