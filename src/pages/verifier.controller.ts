import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Public } from '../foundation/access/decorators.js';
import { notFound } from '../foundation/http/problem.js';

const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/;

/** The verifier as one file, for people to open or to save. It checks proofs in their browser and asks nothing of anybody. */
@ApiExcludeController()
@Controller('ledger')
@Public()
export class VerifierController {
  private readonly page = builtPage();

  @Get('verifier.html')
  show(@Res({ passthrough: true }) reply: FastifyReply): string {
    const [, policy] = POLICY.exec(this.page ?? '') ?? [];
    if (!this.page || !policy) throw notFound();
    void reply.type('text/html; charset=utf-8').headers({
      'cache-control': 'public, max-age=300',
      // Its script stands in the page, under a hash that only the page itself knows.
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
    });
    return this.page;
  }
}

/** Beside the compiled server, or in `dist` when the source is run. */
function builtPage(): string | undefined {
  const file = ['../../web/verifier.html', '../../dist/web/verifier.html']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
