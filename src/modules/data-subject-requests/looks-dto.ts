import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';

class WhoLooked {
  @ApiProperty({ example: 'librarian' }) key!: string;
  @ApiProperty() text!: string;
}

class LookedAt {
  @ApiProperty({ example: 'message' }) table!: string;
  @ApiProperty() title!: string;
}

/** One look at a reader's data. */
@ApiExtraModels(WhoLooked, LookedAt)
export class LookShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() at!: Date;
  @ApiProperty({ type: WhoLooked, description: 'A role; whoever it was is not named.' }) who!: WhoLooked;
  @ApiProperty({ type: LookedAt }) what!: LookedAt;
  @ApiProperty({ type: String, nullable: true, description: 'For what the system looked by itself.' })
  why!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Null: a list that held others, too.' })
  count!: number | null;
}
