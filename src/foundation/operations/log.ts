import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../../config.js';
import { reportOf } from '../http/error-report.js';
import { countRequest } from '../metrics/metrics.js';

// A net below the rule that nothing personal is logged at all.
const NEVER = [
  'email', 'name', 'password', 'token', 'phone', 'birthDate', 'authorization', 'cookie', 'url', 'ip', 'body',
]; // prettier-ignore

const CHATTER = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** The log of this process: one JSON object a line, without personal data; for people where a terminal shows it. */
export async function openLog(config: Config, destination?: DestinationStream): Promise<Logger> {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: NEVER.flatMap((field) => [field, `*.${field}`]), remove: true },
      serializers: { err: reportOf, error: reportOf },
    },
    destination ?? (await forPeople()) ?? pino.destination({ dest: 1, sync: false }),
  );
}

/** Lines for people, where the output is a terminal and the formatter is installed, as it is in development. */
async function forPeople(): Promise<DestinationStream | undefined> {
  if (!process.stdout.isTTY) return undefined;
  const name = 'pino-pretty';
  const found = (await import(name).catch(() => undefined)) as
    { default: (options: object) => DestinationStream } | undefined;
  return found?.default({ sync: true, translateTime: 'SYS:HH:MM:ss' });
}

/** Nest's log, written by pino. What Nest tells of each route at start is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log = (...told: unknown[]) => this.write('info', told);
  warn = (...told: unknown[]) => this.write('warn', told);
  error = (...told: unknown[]) => this.write('error', told);
  fatal = (...told: unknown[]) => this.write('fatal', told);
  debug = (...told: unknown[]) => this.write('debug', told);
  verbose = (...told: unknown[]) => this.write('trace', told);

  private write(level: 'info' | 'warn' | 'error' | 'fatal' | 'debug' | 'trace', told: unknown[]) {
    const context = told.length > 1 ? told.at(-1) : undefined;
    const rest = context === undefined ? told : told.slice(0, -1);
    const fields = Object.assign({}, ...rest.map(fieldsOf)) as object;
    const texts = rest.filter((one) => typeof one === 'string');
    const chatty = level === 'info' && typeof context === 'string' && CHATTER.has(context);
    this.pino[chatty ? 'debug' : level]({ context, ...fields }, texts.join(' '));
  }
}

function fieldsOf(told: unknown): object {
  if (told instanceof Error) return { error: told };
  return typeof told === 'object' && told !== null ? told : {};
}

/** Logs and counts every answered request: its id, method, route template, status and duration; never its address. */
export function logRequests(fastify: FastifyInstance, log: Logger) {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const { statusCode: status, elapsedTime } = reply;
    countRequest(request.method, route, status, elapsedTime / 1000);
    log.info({ requestId: request.id, method: request.method, route, status, ms: Math.round(elapsedTime) });
    done();
  });
}
