import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { Email, Line, Paragraphs } from '../../foundation/http/fields.js';

const MOST_JOINT = 20;
const ARRANGEMENT = { optional: true, max: 2_000 } as const;
const NAMED = 'write {name, contact, arrangement} of each';
const STANDS = 'write {name, address, email} of who stands for the library, or null';

/** What two controllers arranged, in short, in each language that the library speaks. */
export class Arrangement {
  @Paragraphs(ARRANGEMENT) en?: string;
  @Paragraphs(ARRANGEMENT) es?: string;
}

/** Who decides together with the library why and how data are processed. */
export class JointControllerGiven {
  @Line({ max: 200 }) name!: string;
  @Line({ max: 500, description: 'An address at which readers reach it.' }) contact!: string;
  @ApiProperty({ type: Arrangement, description: 'Readers are told it (Art. 26(2)).' })
  @IsObject({ message: 'write the arrangement by language, such as {"en": "…"}' })
  @ValidateNested()
  @Type(() => Arrangement)
  arrangement!: Arrangement;
}

/** Who stands in the Union for a library that is not established there. */
export class RepresentativeGiven {
  @Line({ max: 200 }) name!: string;
  @Line({ max: 500 }) address!: string;
  @Email() email!: string;
}

/** Who answers beside the library itself (Art. 26, 27). */
export class Responsibility {
  @ApiProperty({ type: [JointControllerGiven], maxItems: MOST_JOINT })
  @IsArray({ message: NAMED })
  @ArrayMaxSize(MOST_JOINT, { message: `write at most ${MOST_JOINT}` })
  @ValidateNested({ each: true, message: NAMED })
  @Type(() => JointControllerGiven)
  jointControllers!: JointControllerGiven[];

  @ApiProperty({ type: RepresentativeGiven, nullable: true })
  @ValidateIf((_, value) => value !== null)
  @IsObject({ message: STANDS })
  @ValidateNested({ message: STANDS })
  @Type(() => RepresentativeGiven)
  representative!: RepresentativeGiven | null;
}

/** The library's controller as its owner keeps it, with arrangements in every language. */
export class ResponsibilityShape extends Responsibility {
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() contact!: string;
  @ApiProperty() dataProtectionOfficer!: string;
}
