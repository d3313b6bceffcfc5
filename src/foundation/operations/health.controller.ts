import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { versionOfCarrel } from '../../config.js';
import { Public } from '../access/decorators.js';
import { Problem } from '../http/problem.js';
import { Readiness } from './readiness.js';

class Alive {
  @ApiProperty({ enum: ['live'] }) status!: string;
  @ApiProperty({ description: 'The version that runs.' }) version!: string;
}

class Ready {
  @ApiProperty({ enum: ['ready'] }) status!: string;
}

/** What a load balancer and a container platform ask. */
@ApiTags('operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Answers while the process lives. */
  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ type: Alive })
  live() {
    return { status: 'live', version: versionOfCarrel() };
  }

  /** Answers 200 when requests can be served; 503 says which check fails. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ type: Ready })
  async ready() {
    const checks = await this.readiness.checks();
    if (Object.values(checks).every(Boolean)) return { status: 'ready' };
    throw new Problem(
      503,
      'not-ready',
      'This instance cannot serve yet. Send requests to another, and ask again shortly.',
      [],
      { checks },
      { 'retry-after': '2' },
    );
  }
}
