import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import formBody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { DestinationStream } from 'pino';
import { Panel } from './admin/panel.js';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { ErasureLedger } from './foundation/records/erasure-ledger.js';
import { refuseUnknownErasures } from './foundation/backup/unknown-erasures.js';
import { secretFor } from './foundation/access/access-token.js';
import { acceptFiles } from './foundation/files/accept-files.js';
import { refuseUnusableText } from './foundation/http/hygiene.js';
import { ProblemFilter } from './foundation/http/problem.filter.js';
import { onClientError, onFrameworkError } from './foundation/http/transport-problems.js';
import { validation } from './foundation/http/validation.js';
import { logRequests, NestLog, openLog } from './foundation/operations/log.js';
import { AddressBlocks, refuseBlocked } from './foundation/operations/address-blocks.js';
import { answerOrigins, Origins } from './foundation/operations/origins.js';
import { openApiDocument } from './foundation/operations/openapi.js';
import { limitRates } from './foundation/operations/rate-limits.js';
import { Readiness } from './foundation/operations/readiness.js';
import { sendSecurityHeaders } from './foundation/operations/security-headers.js';
import type { Setting } from './foundation/setting.js';
import { migrationNames } from './migrations.js';

export const BASE = 'api/v1';

const OUTSIDE_THE_API = [
  '',
  'assets/{*path}',
  'embed/{*path}',
  'health/{*path}',
  'l/{*path}',
  'ledger/verifier.html',
  '.well-known/{*path}',
  'outbox{/*path}',
];

/** Builds the application over a database that is up; it listens to nothing yet. `destination` takes the log. */
export async function buildApp(
  setting: Setting,
  destination?: DestinationStream,
): Promise<NestFastifyApplication> {
  const { config, root } = setting;
  const log = await openLog(config, destination);
  const adapter = new FastifyAdapter(serverOptions(config));
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(setting), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix(BASE, { exclude: OUTSIDE_THE_API });
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter());
  const fastify: FastifyInstance = adapter.getInstance();
  logRequests(fastify, log);
  sendSecurityHeaders(fastify, config.publicUrl);
  refuseBlocked(fastify, app.get(AddressBlocks));
  if (config.rateLimits) limitRates(fastify, secretFor('rate-limits', root));
  await answerOrigins(fastify, app.get(Origins));
  refuseUnusableText(fastify);
  acceptEmptyJson(fastify);
  acceptFiles(fastify);
  await app.register(formBody);
  // How large a file may be is said by the route that takes it, which reads it as it comes.
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { files: 1, fields: 5, fieldSize: 1_000, parts: 6, fileSize: Number.MAX_SAFE_INTEGER },
  });
  app.get(Readiness).expect(migrationNames());
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Carrel’s API',
  });
  app.get(Panel, { strict: false }).mount(fastify);
  await refuseUnserved(app);
  await app.init();
  await app.get(AddressBlocks).watch();
  await fastify.ready();
  return app;
}

/** Nothing runs yet, so that closing the connections is all there is to undo. */
async function refuseUnserved(app: NestFastifyApplication) {
  const pool = app.get(Pool);
  try {
    await refuseUnknownErasures(pool, app.get(ErasureLedger));
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function serverOptions(config: Config) {
  return {
    trustProxy: config.trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 500 },
    // A request's head arrives within 20 seconds, the whole of it, such as a book, within 15 minutes.
    http: { headersTimeout: 20_000 },
    requestTimeout: 900_000,
    keepAliveTimeout: 75_000,
    // While the server stops, connections that are in use end after their answer; the rest are closed.
    forceCloseConnections: 'idle' as const,
    return503OnClosing: false,
    frameworkErrors: onFrameworkError,
    clientErrorHandler: onClientError,
  };
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
