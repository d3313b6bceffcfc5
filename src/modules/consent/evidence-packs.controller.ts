import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { EvidencePacksService } from './evidence-packs.service.js';

/** Proof of a reader's consent, for the owner who has to show it. */
@ApiTags('for the library')
@Controller('library/readers')
export class EvidencePacksController {
  constructor(private readonly packs: EvidencePacksService) {}

  /** Every receipt of a reader and the library's log, as a ZIP that is verified offline (Art. 7(1), 17(3)(e)). */
  @Get(':id/evidence-pack')
  @ForStaff(['owner'])
  @Header('cache-control', 'private, no-store')
  @ApiOkResponse({ content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } })
  @ApiResponse({ status: 410, description: 'The evidence was destroyed at the end of its retention.' })
  async pack(@Me() me: SignedIn, @Id() id: string): Promise<StreamableFile> {
    const { name, stream } = await this.packs.of(me, id, new Date());
    const disposition = `attachment; filename="${name}"`;
    return new StreamableFile(stream, { type: 'application/zip', disposition });
  }
}
