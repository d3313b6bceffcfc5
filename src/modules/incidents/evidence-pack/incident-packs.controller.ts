import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { OneOf } from '../../../foundation/http/fields.js';
import { pageOf } from '../../../foundation/http/page.js';
import { TimelineEntry } from '../dto.js';
import { CustodyService } from './custody.service.js';
import { PacksHandedOutService } from './packs-handed-out.service.js';

const LOGS = ['none', 'whole'] as const;

class PackQuery {
  @OneOf(LOGS, {
    optional: true,
    description: 'Whether the logs concerned come along, whole; none unless told.',
  })
  logs?: (typeof LOGS)[number];
}

/** A line of the chain of custody, with the library in whose record it stands. */
class CustodyEntry extends TimelineEntry {
  @ApiProperty({ description: 'A slug; `platform` for the platform’s own.' }) library!: string;
}

/** Proof of an incident, and who has been handed it. */
@ApiTags('incidents')
@Controller('incidents/:id')
export class IncidentPacksController {
  constructor(
    private readonly packs: PacksHandedOutService,
    private readonly custody: CustodyService,
  ) {}

  /**
   * The record of an incident as a ZIP that is verified offline, with the public key alone: the whole of it for officers,
   * the own library's part for its owner. Who downloads it, and its SHA-256, go into the chain of custody.
   */
  @Get('evidence-pack')
  @ForStaff(['owner', 'security-officer'])
  @Header('cache-control', 'private, no-store')
  @ApiOkResponse({ content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } })
  async pack(@Me() me: Staff, @Id() id: string, @Query() { logs }: PackQuery): Promise<StreamableFile> {
    const { name, stream } = await this.packs.pack(me, id, logs === 'whole', () => new Date());
    return new StreamableFile(stream, {
      type: 'application/zip',
      disposition: `attachment; filename="${name}"`,
    });
  }

  /** The chain of custody: who had which evidence and which pack, and when, over the platform and all libraries hit. */
  @Get('custody')
  @ForStaff(['security-officer'])
  @ApiOkResponse({ schema: pageOf(CustodyEntry) })
  async chain(@Me() me: Staff, @Id() id: string) {
    return { items: await this.custody.chain(me, id), next: null };
  }
}
