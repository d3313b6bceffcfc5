import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../foundation/access/decorators.js';
import { notFound } from '../foundation/http/problem.js';
import { Assets } from './assets.js';

/** Scripts that libraries put on their own sites with one tag; the address stays, the content follows. */
@ApiExcludeController()
@Controller('embed')
@Public()
export class EmbedController {
  constructor(private readonly assets: Assets) {}

  /** The cookie notice. */
  @Get('cookies.js')
  cookies(@Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const file = this.assets.find(this.assets.cookies ?? '');
    if (!file) throw notFound();
    void reply.type(file.type).headers({
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
      // Any site may load it, and may ask for its integrity; what it can call is said by the library's list of origins.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    return file.bytes;
  }
}
