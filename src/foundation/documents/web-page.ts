import { escaped } from './escaped.js';
import type { Part, Words, WrittenDocument } from './written-document.js';

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2430;background:#fff}' +
  'h1,h2{line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid #ccd}dl{margin:.5rem 0 1.25rem}' +
  'dt{font-weight:600;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}' +
  'p{overflow-wrap:anywhere;white-space:pre-wrap}table{border-collapse:collapse;width:100%}' +
  'th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #ccd;overflow-wrap:anywhere}';

/** A document as one HTML file that needs nothing else and runs nothing. */
export function webPageOf({ title, language, lead, parts }: WrittenDocument): string {
  return (
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1><p>${escaped(lead)}</p>` +
    `${parts.map(htmlOf).join('')}</main></body></html>\n`
  );
}

function htmlOf(part: Part): string {
  switch (part.kind) {
    case 'heading':
      return `<h2>${escaped(part.text)}</h2>`;
    case 'paragraph':
      return `<p${inLanguage(part)}>${escaped(part.text)}</p>`;
    case 'facts':
      return `<dl>${part.facts
        .map((fact) => `<dt>${escaped(fact.term)}</dt><dd${inLanguage(fact)}>${escaped(fact.text)}</dd>`)
        .join('')}</dl>`;
    case 'table':
      return (
        `<table><thead>${row(part.columns, (cell) => `<th scope="col">${cell}</th>`)}</thead>` +
        `<tbody>${part.rows.map((cells) => row(cells, (cell) => `<td dir="auto">${cell}</td>`)).join('')}</tbody></table>`
      );
    default:
      return part satisfies never;
  }
}

function row(cells: string[], cellOf: (text: string) => string): string {
  return `<tr>${cells.map((cell) => cellOf(escaped(cell))).join('')}</tr>`;
}

function inLanguage({ language }: Words): string {
  return ` dir="auto"${language === undefined ? '' : ` lang="${escaped(language)}"`}`;
}
