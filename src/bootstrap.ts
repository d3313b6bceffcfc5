import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import formBody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import { AppModule } from './app.module.js';
import { refuseUnusableText } from './foundation/http/hygiene.js';
import { ProblemFilter } from './foundation/http/problem.filter.js';
import { validation } from './foundation/http/validation.js';
import type { Setting } from './foundation/setting.js';

export const BASE = 'api/v1';

/** Builds the application over a database that is up; it listens to nothing yet. */
export async function buildApp(
  setting: Setting,
  logger: LoggerService | false,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: setting.config.trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(setting), adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix(BASE, { exclude: ['health/{*path}', 'l/{*path}', 'outbox{/*path}'] });
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter());
  const fastify: FastifyInstance = adapter.getInstance();
  refuseUnusableText(fastify);
  acceptEmptyJson(fastify);
  await app.register(formBody);
  await app.init();
  await fastify.ready();
  return app;
}

/** An empty body with a JSON content type is no body: DELETE is often sent so. */
function acceptEmptyJson(fastify: FastifyInstance) {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
}
