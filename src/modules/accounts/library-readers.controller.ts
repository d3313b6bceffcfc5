import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForLibrary, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Email } from '../../foundation/http/fields.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { LibraryReadersService } from './library-readers.service.js';

class ReadersQuery extends PageQuery {
  @Email({ optional: true, description: 'Only the reader with exactly this address.' }) email?: string;
}

class LibraryReaderShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['active', 'unclaimed'] }) state!: string;
  @ApiProperty() email!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: String, nullable: true }) country!: string | null;
  @ApiProperty({ description: 'The data are kept and not used (Art. 18): what is sealed is not shown.' })
  isRestricted!: boolean;
  @ApiProperty() language!: string;
  @ApiProperty({ type: String, nullable: true }) phone!: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
}

/** The library's readers, for its staff and its systems. Every look is logged. */
@ApiTags('for the library’s systems')
@ApiExtraModels(LibraryReaderShape)
@Controller('library/readers')
@ForLibrary('readers:read')
export class LibraryReadersController {
  constructor(private readonly readers: LibraryReadersService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(LibraryReaderShape) })
  list(@Me() me: SignedIn, @Query() { email, ...page }: ReadersQuery) {
    return this.readers.list(me, email, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: LibraryReaderShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.readers.show(me, id);
  }
}
