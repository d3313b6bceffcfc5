import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { versionOfCarrel } from '../../config.js';
import { pagedItems } from '../http/page.js';
import { CALLERS, type Callers } from '../access/decorators.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-callers'?: Callers };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const INTRODUCTION = `Errors are \`application/problem+json\` (RFC 9457): a stable \`type\`, a sentence that says what to do, and
\`errors\` with JSON pointers. Lists page by cursor: \`{items, next}\`. What is created answers 201 with its \`id\`. Another
library's id, or another reader's, is a 404. \`Idempotency-Key\` is honoured on POSTs of signed-in callers.`;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Stable: compare with this, not with the texts.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence that says what to do.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

/** The API's OpenAPI document, in an order that only a change of the API changes. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Carrel')
    .setDescription(INTRODUCTION)
    .setVersion(versionOfCarrel())
    .addServer('/')
    .addBearerAuth({ type: 'http', description: 'A reader’s access token.' }, 'reader')
    .addBearerAuth({ type: 'http', description: 'A staff member’s access token.' }, 'staff')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'apiKey')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [...pagedItems],
    operationIdFactory: (controller, method) => `${controller}.${method}`,
  });
  const callersOf = declaredCallers(app);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation) complete(operation, path, method, callersOf.get(operation.operationId ?? ''));
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM },
  };
  return inOrder(document);
}

/** Adds what no route has to say by itself: who may call it, which problems it answers, the key of a repeated POST. */
function complete(operation: Operation, path: string, method: string, callers: Callers | undefined) {
  const isPublic = callers !== undefined && 'public' in callers;
  if (callers) operation['x-callers'] = callers;
  operation.security = isPublic ? [] : securityOf(callers);
  operation.summary ||= summaryOf(operation.operationId ?? '');
  namePathParameters(operation, path);
  const takesBody = operation.requestBody !== undefined;
  const takesInput = takesBody || (operation.parameters ?? []).length > 0;
  const statuses: [number, string, boolean][] = [
    [400, 'The request cannot be read.', takesBody],
    [401, 'Sign in first.', !isPublic],
    [
      403,
      'This caller may not do this.',
      callers !== undefined && ('staff' in callers || 'apiKey' in callers),
    ],
    [404, 'There is nothing at this address.', path.includes('{')],
    [409, 'The state of things forbids it.', method !== 'get'],
    [413, 'The request is too large.', takesBody],
    [415, 'The wrong content type.', takesBody],
    [422, 'Fields are not right; each is listed.', takesInput],
    [429, 'Too many requests.', path.startsWith('/api/')],
    [503, 'The database or the keys cannot be reached, or the server is not ready.', true],
  ];
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const [status, description, applies] of statuses)
    if (applies) operation.responses[status] ??= { description, content };
  if (method === 'post' && !isPublic) {
    const description =
      'Makes a repeated request be carried out once; 24 hours, scoped to the credential. 409 while the first is at work, and where a crash took the answer to one that was carried out.';
    const schema = { type: 'string', maxLength: 255 } as const;
    (operation.parameters ??= []).push({
      in: 'header',
      name: 'Idempotency-Key',
      required: false,
      description,
      schema,
    });
  }
}

/** Parameters that a decorator of ours reads are not seen by Nest's: ids, but for the slug and what is no id. */
function namePathParameters(operation: Operation, path: string) {
  const parameters = (operation.parameters ??= []);
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    if (parameters.some((one) => 'in' in one && one.in === 'path' && one.name === name)) continue;
    const schema = /id$/i.test(name) ? { type: 'string', format: 'uuid' } : { type: 'string' };
    parameters.push({ name, in: 'path', required: true, schema });
  }
}

function securityOf(callers: Callers | undefined) {
  if (!callers || 'public' in callers) return [];
  return [
    ...(callers.reader ? [{ reader: [] }] : []),
    ...(callers.apiKey ? [{ apiKey: [] }] : []),
    ...(callers.staff ? [{ staff: [] }] : []),
  ];
}

/** `MyData.whatIsHeld` reads “What is held”. */
function summaryOf(operationId: string): string {
  const words = (operationId.split('.')[1] ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who may call each handler, by `Controller.method`. @throws Error when two controllers share a name. */
function declaredCallers(app: INestApplication): Map<string, Callers> {
  const found = new Map<string, Callers>();
  const seen = new Map<string, Type>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const controller = metatype as Type;
      const other = seen.get(controller.name);
      if (other && other !== controller) throw new Error(`Two controllers are called ${controller.name}.`);
      seen.set(controller.name, controller);
      for (const [method, callers] of handlersOf(controller))
        found.set(`${controller.name}.${method}`, callers);
    }
  }
  return found;
}

function handlersOf(controller: Type): [string, Callers][] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((method): [string, Callers][] => {
    if (method === 'constructor' || typeof prototype[method] !== 'function') return [];
    const own = Reflect.getMetadata(CALLERS, prototype[method]) as Callers | undefined;
    const callers = own ?? (Reflect.getMetadata(CALLERS, controller) as Callers | undefined);
    return callers ? [[method, callers]] : [];
  });
}

function inOrder(document: OpenAPIObject): OpenAPIObject {
  const sorted = <V>(map: Record<string, V> | undefined) =>
    Object.fromEntries(Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  const components = document.components ?? {};
  return {
    ...document,
    paths: sorted(document.paths),
    components: { ...components, schemas: sorted(components.schemas) },
  };
}
