import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForLibrary, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { recordOfProcessing } from '../../foundation/data-map/record-of-processing.js';
import { spoken } from '../../foundation/data-map/words.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { PurposesService } from '../consent/purposes.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';

class RecordShape {
  @ApiProperty({ type: 'object', additionalProperties: true }) controller!: object;
  @ApiProperty({ type: 'array', items: { type: 'object' } }) activities!: object[];
  @ApiProperty({ type: 'array', items: { type: 'object' } }) places!: object[];
  @ApiProperty({ type: 'array', items: { type: 'object' } }) withoutPersonalData!: object[];
  @ApiProperty() transfers!: string;
  @ApiProperty({ type: [String] }) measures!: string[];
}

/** A library's record of processing activities (Art. 30). */
@ApiTags('for the library')
@Controller('library/record-of-processing')
export class RecordOfProcessingController {
  constructor(
    private readonly map: DataMap,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
  ) {}

  /** By the library's own purposes, recipients and retention. */
  @Get()
  @ForLibrary('readers:read', ['owner'])
  @ApiOkResponse({ type: RecordShape })
  async show(@Me() me: SignedIn, @Query() { language = 'en' }: LanguageQuery) {
    const { controller } = await this.libraries.describe(me, language);
    const record = recordOfProcessing(this.map, spoken(language), await this.purposes.list(me, language));
    return { controller, ...record };
  }
}
