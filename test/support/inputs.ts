import type { OpenAPIObject } from '@nestjs/swagger';
import { randomBytes, randomUUID } from 'node:crypto';
import { resolved, type Route, type Schema } from './routes.js';

/** A value that a schema of the document allows. */
export function valueOf(document: OpenAPIObject, given: Schema | undefined): unknown {
  const schema = resolved(document, given);
  const parts = schema.allOf ?? schema.oneOf?.slice(0, 1);
  if (parts) return Object.assign({}, ...parts.map((part) => valueOf(document, part))) as unknown;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valueOf(document, inner)]),
      );
    case 'array':
      return [valueOf(document, schema.items)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    default:
      return textOf(schema);
  }
}

function textOf({ format, pattern, minLength }: Schema): string {
  if (format === 'uuid') return randomUUID();
  if (format === 'email') return `someone-${randomBytes(4).toString('hex')}@example.org`;
  if (format === 'date') return '1990-12-31';
  if (format === 'date-time') return '2026-01-31T10:00:00.000Z';
  if (pattern?.startsWith('^[a-z]{2,3}')) return 'en';
  if (pattern === '^[A-Z]{2}$') return 'ES';
  if (pattern?.includes('{64}')) return 'a'.repeat(64);
  return 'text'.padEnd(minLength ?? 4, 'x');
}

/** A JSON body that the route's schema allows, or undefined where it takes none. */
export function bodyOf(document: OpenAPIObject, route: Route): Record<string, unknown> | undefined {
  const json = route.body?.['application/json'];
  return json && (valueOf(document, json.schema) as Record<string, unknown>);
}
