import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { pageOf } from '../../foundation/http/page.js';
import { AwarenessService } from './awareness.service.js';
import { AwarenessMoved, Custody, EvidenceShape, EvidenceTaken, MovedAwareness } from './dto.js';
import { EvidenceService } from './evidence.service.js';

/** What proves an incident: snapshots with their chain of custody, and when the platform was aware. */
@ApiTags('incidents')
@Controller('incidents/:id')
@ForStaff(['security-officer'])
export class EvidenceController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly awareness: AwarenessService,
  ) {}

  /** Takes a snapshot before anything is changed: heads of logs, counts, names of settings, versions of keys. */
  @Post('evidence')
  @ApiCreatedResponse({ type: EvidenceTaken })
  take(@Me() me: Staff, @Id() id: string) {
    return this.evidence.take(me, id, new Date());
  }

  @Get('evidence')
  @ApiOkResponse({ schema: pageOf(EvidenceShape) })
  async list(@Me() me: Staff, @Id() id: string) {
    return { items: await this.evidence.list(me, id), next: null };
  }

  /** Notes in the chain of custody who has the evidence now. */
  @Post('evidence/:evidence/custody')
  @ApiCreatedResponse({ type: Made })
  handOver(@Me() me: Staff, @Id() id: string, @Id('evidence') evidence: string, @Body() { text }: Custody) {
    return this.evidence.handOver(me, id, evidence, text, new Date());
  }

  /** Moves the platform's awareness: earlier at once, later with a reason and once a second person confirms. */
  @Post('awareness')
  @ApiCreatedResponse({ type: AwarenessMoved })
  move(@Me() me: Staff, @Id() id: string, @Body() { awareAt, reason }: MovedAwareness) {
    return this.awareness.ofPlatform(me, id, { awareAt: new Date(awareAt), reason }, new Date());
  }

  /** Confirms a later moment that another officer proposed. */
  @Post('awareness/:proposal/confirmation')
  @HttpCode(200)
  @ApiOkResponse({ type: AwarenessMoved })
  confirm(@Me() me: Staff, @Id() id: string, @Id('proposal') proposal: string) {
    return this.awareness.confirmOfPlatform(me, id, proposal, new Date());
  }
}
