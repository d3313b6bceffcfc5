import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../foundation/access/decorators.js';
import { notFound } from '../../foundation/http/problem.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { Ledger } from '../../foundation/ledger/ledger.js';
import { OutsideAnchors } from '../../foundation/ledger/outside-anchors.js';
import { PublishedLog } from '../../foundation/ledger/published-log.js';
import { askedBy } from '../../foundation/ledger/tile-path.js';
import { Anchor, Consistency, GenerationQuery, LogGeneration, SpanQuery } from './ledger-dto.js';
import { LibrariesService } from './libraries.service.js';

const FOR_EVER = 'public, max-age=31536000, immutable';
const NEVER = 'no-cache';

/** A library's log, or the platform's, for whoever verifies it: everybody. It names nobody. */
@ApiTags('the ledger, for verifiers')
@ApiParam({
  name: 'slug',
  description: 'A library’s slug, or `platform` for the log that anchors all others.',
})
@Controller('ledger/:slug')
@Public()
export class LedgerController {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly log: PublishedLog,
    private readonly ledger: Ledger,
    private readonly outside: OutsideAnchors,
  ) {}

  /** Every generation of the log, with its key and latest checkpoint. */
  @Get()
  @Header('cache-control', NEVER)
  @ApiOkResponse({ schema: pageOf(LogGeneration) })
  async generations(@Param('slug') slug: string) {
    return { items: await this.log.generations(await this.libraries.logOf(slug)), next: null };
  }

  /** The latest signed tree head (C2SP tlog-checkpoint). */
  @Get('checkpoint')
  @Header('cache-control', NEVER)
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async checkpoint(
    @Param('slug') slug: string,
    @Query() { generation }: GenerationQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.type('text/plain; charset=utf-8');
    return this.log.checkpoint(await this.libraries.logOf(slug), generation);
  }

  /** The verifier key (C2SP signed-note). */
  @Get('key')
  @Header('cache-control', NEVER)
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async key(
    @Param('slug') slug: string,
    @Query() { generation }: GenerationQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.type('text/plain; charset=utf-8');
    return this.log.log(await this.libraries.logOf(slug), generation, (_scope, { key }) =>
      Promise.resolve(`${key}\n`),
    );
  }

  /** Checkpoints that others keep: time-stamped by an authority, or mailed to the data protection officer. */
  @Get('anchors')
  @Header('cache-control', NEVER)
  @ApiOkResponse({ schema: pageOf(Anchor) })
  async anchors(@Param('slug') slug: string, @Query() page: PageQuery) {
    return this.outside.page(await this.libraries.logOf(slug), page);
  }

  /** The proof that the log of `to` entries continues the one of `from` (RFC 6962 §2.1.2), base64. */
  @Get('consistency')
  @ApiOkResponse({ type: Consistency })
  async consistency(@Param('slug') slug: string, @Query() { from, to, generation }: SpanQuery) {
    const proof = await this.log.log(await this.libraries.logOf(slug), generation, (scope, log) =>
      this.ledger.consistency(scope, log, from, to),
    );
    return { from, to, proof: proof.map((one) => one.toString('base64')) };
  }

  /** Hashes of the tree, or the entries themselves (C2SP tlog-tiles). */
  @Get('tile/*')
  @ApiParam({ name: 'path', description: '`<level>/<index>[.p/<width>]` or `entries/<index>[.p/<width>]`' })
  @ApiOkResponse({
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  async tile(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Query() { generation }: GenerationQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const asked = askedBy((request.params as { '*'?: string })['*'] ?? '');
    if (!asked) throw notFound();
    const libraryId = await this.libraries.logOf(slug);
    const { level, position, width } = asked;
    const bytes =
      level === 'entries'
        ? await this.log.bundle(libraryId, position, width, generation)
        : await this.log.tile(libraryId, { level, position }, width, generation);
    void reply.type('application/octet-stream').header('cache-control', FOR_EVER);
    return bytes;
  }
}
