import type { Part, WrittenDocument } from './written-document.js';

/** A document as a letter says it: without marks, a blank line between its parts. */
export function plainTextOf({ lead, parts }: Pick<WrittenDocument, 'lead' | 'parts'>): string {
  return [lead, ...parts.map(textOf)].join('\n\n');
}

function textOf(part: Part): string {
  switch (part.kind) {
    case 'heading':
      return part.text.toUpperCase();
    case 'paragraph':
      return part.text;
    case 'facts':
      return part.facts.map(({ term, text }) => `${term}: ${text}`).join('\n');
    case 'table':
      return part.rows.map((cells) => `- ${cells.join(' · ')}`).join('\n');
    default:
      return part satisfies never;
  }
}
