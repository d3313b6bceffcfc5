import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../foundation/access/decorators.js';
import { notFound } from '../foundation/http/problem.js';
import { Assets } from './assets.js';

/** Scripts and styles of the pages. Their names change with their content, so that browsers keep them for good. */
@ApiExcludeController()
@Controller('assets')
@Public()
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get(':name')
  show(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const isEmbedded = name === 'carrel.js';
    const file = this.assets.find(isEmbedded ? (this.assets.embedded ?? '') : name);
    if (!file) throw notFound();
    void reply.type(file.type).headers({
      'cache-control': isEmbedded ? 'public, max-age=300' : 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      // Other sites embed the components; the files hold no secret.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    return file.bytes;
  }
}
