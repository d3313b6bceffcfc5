import type { OpenAPIObject } from '@nestjs/swagger';
import type { Callers } from '../../src/foundation/access/decorators.js';
import { openApiDocument } from '../../src/foundation/operations/openapi.js';
import type { Carrel } from './carrel.js';

/** A schema as far as the suites read it. */
export interface Schema {
  type?: string;
  format?: string;
  $ref?: string;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
}

type Content = Record<string, { schema?: Schema }>;

/** One operation of the API's document. */
export interface Route {
  /** Method and template, such as `GET /api/v1/me`. */
  name: string;
  method: string;
  path: string;
  callers: Callers | undefined;
  summary: string;
  parameters: { name: string; in: string; required?: boolean; schema?: Schema }[];
  body: Content | undefined;
  responses: Record<string, { description?: string; content?: Content }>;
}

/** Every operation of the document of a running Carrel, so that a suite cannot miss a new one. */
export function routesOf(carrel: Carrel): { routes: Route[]; document: OpenAPIObject } {
  const document = openApiDocument(carrel.app);
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [routeOf(method.toUpperCase(), path, operation as never)] : [];
    }),
  );
  return { routes, document };
}

interface Operation {
  'x-callers'?: Callers;
  summary?: string;
  parameters?: Route['parameters'];
  requestBody?: { content: Content };
  responses: Route['responses'];
}

function routeOf(method: string, path: string, operation: Operation): Route {
  return {
    name: `${method} ${path}`,
    method,
    path,
    callers: operation['x-callers'],
    summary: operation.summary ?? '',
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content,
    responses: operation.responses,
  };
}

/** The schema behind a reference of the document. */
export function resolved(document: OpenAPIObject, schema: Schema | undefined): Schema {
  const name = schema?.$ref?.split('/').at(-1);
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return name ? (schemas[name] ?? {}) : (schema ?? {});
}

/** The template with its parameters filled in. */
export function pathWith(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
