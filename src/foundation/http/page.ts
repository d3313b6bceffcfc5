import { Type as Of } from 'class-transformer';
import { type Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import { Language, Uuid, Whole } from './fields.js';

/** Where a page of a list starts and how long it is. */
export class PageQuery {
  @Uuid({ optional: true, description: 'The `next` of the page before.' }) after?: string;
  @Of(() => Number)
  @Whole({ optional: true, min: 1, max: 200, description: 'How many; 50 unless told.' })
  limit?: number;
}

/** Items that a page was declared of, for the API document. */
export const pagedItems = new Set<Type>();

/** The shape of a page of `item`s. */
export function pageOf(item: Type) {
  pagedItems.add(item);
  return {
    type: 'object' as const,
    required: ['items', 'next'],
    properties: {
      items: { type: 'array' as const, items: { $ref: getSchemaPath(item) } },
      next: { type: 'string' as const, nullable: true },
    },
  };
}

/** The language of the texts asked for. */
export class LanguageQuery {
  @Language({
    optional: true,
    description: 'The language of the texts; the nearest the library has is given.',
  })
  language?: string;
}
