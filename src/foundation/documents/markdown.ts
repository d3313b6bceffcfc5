import type { Part, WrittenDocument } from './written-document.js';

/** A document as Markdown (CommonMark with tables). */
export function markdownOf({ title, lead, parts }: WrittenDocument): string {
  return [`# ${plain(title)}`, plain(lead), ...parts.map(markdownOfPart)].join('\n\n') + '\n';
}

function markdownOfPart(part: Part): string {
  switch (part.kind) {
    case 'heading':
      return `## ${plain(part.text)}`;
    case 'paragraph':
      return plain(part.text);
    case 'facts':
      return part.facts.map(({ term, text }) => `- **${plain(term)}**: ${plain(text)}`).join('\n');
    case 'table':
      return [part.columns, part.columns.map(() => '---'), ...part.rows].map(row).join('\n');
    default:
      return part satisfies never;
  }
}

function row(cells: string[]): string {
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** Every mark stands for itself, on one line. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, (mark) => `\\${mark}`).replaceAll(/\s+/g, ' ');
}
