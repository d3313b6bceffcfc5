import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../foundation/access/decorators.js';

/** Since when every page and the embedded script honour Global Privacy Control. */
const HONOURED_SINCE = '2026-11-25';

/** Tells browsers that the signal is honoured (Global Privacy Control, support resource). */
@ApiExcludeController()
@Controller('.well-known')
@Public()
export class GpcController {
  @Get('gpc.json')
  @Header('content-type', 'application/json')
  @Header('cache-control', 'public, max-age=86400')
  show() {
    return { gpc: true, lastUpdate: HONOURED_SINCE };
  }
}
