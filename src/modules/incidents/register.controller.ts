import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForStaff, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { handedOut } from '../../foundation/documents/made-file.js';
import { RegisterQuery } from './breach-dto.js';
import { registerFile } from './register-files.js';
import { RegisterService } from './register.service.js';

const binary = { schema: { type: 'string' as const, format: 'binary' } };

/** The register of personal data breaches (Art. 33(5)). */
@ApiTags('incidents')
@Controller('breach-register')
@ForStaff(['owner', 'security-officer'])
export class RegisterController {
  constructor(private readonly register: RegisterService) {}

  /** A controller's own register for its owner, every library's for an officer. JSON is described with terms of the DPV. */
  @Get()
  @ApiOkResponse({
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'text/csv': { schema: { type: 'string' } },
      'application/pdf': binary,
    },
  })
  async show(
    @Me() me: Staff,
    @Query() { format = 'json', library, mode = 'live' }: RegisterQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const entries = await this.register.of(me, library, mode);
    return handedOut(reply, await registerFile(entries, format, new Date()));
  }
}
