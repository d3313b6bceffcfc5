import { escaped } from '../../foundation/documents/escaped.js';
import type { Values } from '../../foundation/records/statements.js';
import type { Chapter, DownloadContents } from './download-contents.js';
import { TEXTS } from './download-texts.js';

const LONGEST_VALUE = 2_000;

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2430}' +
  'h1,h2,h3{line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid #ccd}dl{margin:.5rem 0 1.25rem}' +
  'dt{font-weight:600;float:left;clear:left;width:14rem}dd{margin:0 0 .2rem 14.5rem;overflow-wrap:anywhere;white-space:pre-wrap}' +
  '.row{border-left:3px solid #ccd;padding-left:1rem}';

/** The page that a person reads: the same data as the files beside it, in words. Yields HTML in pieces. */
export class DownloadPage {
  constructor(private readonly contents: DownloadContents) {}

  /** Everything before the data. */
  head(): string {
    const { library, language, madeAt, authority } = this.contents;
    const texts = TEXTS[language];
    const { name, address, contact, dataProtectionOfficer } = library.controller;
    return (
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(texts.title)} · ${escaped(library.name)}</title>` +
      `<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
      `<style>${STYLE}</style></head><body><h1>${escaped(texts.title)} · ${escaped(library.name)}</h1><p>${escaped(texts.intro)}</p>` +
      listed([
        [texts.madeAt, madeAt.toISOString()],
        [texts.responsible, `${name}, ${address}`],
        [texts.contact, contact],
        [texts.officer, dataProtectionOfficer],
      ]) +
      section(
        texts.rightsTitle,
        `<ul>${texts.rights.map((right) => `<li>${escaped(right)}</li>`).join('')}</ul>`,
      ) +
      section(
        texts.complaintTitle,
        `<p>${escaped(texts.complaint)} ${escaped(authority ? `${authority.name}, ${authority.url}` : '')}</p>`,
      ) +
      section(texts.automatedTitle, `<p>${escaped(texts.automated)}</p>`) +
      section(texts.transfersTitle, `<p>${escaped(texts.transfers)}</p>`) +
      `<h2>${escaped(texts.yourData)}</h2>`
    );
  }

  /** What a table is for, and its latest rows. */
  chapter({ table, title, held, columns }: Chapter, rows: Values[]): string {
    const texts = TEXTS[this.contents.language];
    const file = `data/${table.name}.json`;
    return (
      `<h3>${escaped(title)}</h3>` +
      listed([
        [texts.why, held.purpose.title],
        [texts.basis, `${held.legalBasis.article}. ${held.legalBasis.text}`],
        [texts.source, held.source.text],
        [texts.recipients, held.recipients.join(', ') || texts.recipientsNone],
        [texts.keptUntil, held.keptUntil],
      ]) +
      `<p>${escaped(table.isSingle ? texts.all : texts.latest)} <a href="${file}">${file}</a></p>` +
      rows.map((row) => `<div class="row">${this.row(columns, row)}</div>`).join('')
    );
  }

  foot(): string {
    return '</body></html>\n';
  }

  private row(columns: Chapter['columns'], row: Values): string {
    const texts = TEXTS[this.contents.language];
    return listed(
      columns.map(({ property, title, withheld, codes }) => {
        if (withheld) return [title, `${texts.withheld} ${withheld}`];
        const text = textOf(row[property]);
        return [title, codes?.[text] ?? (text || texts.nothing)];
      }),
    );
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function listed(pairs: [string, string][]): string {
  return `<dl>${pairs.map(([term, text]) => `<dt>${escaped(term)}</dt><dd dir="auto">${escaped(text)}</dd>`).join('')}</dl>`;
}

function section(title: string, html: string): string {
  return `<h2>${escaped(title)}</h2>${html}`;
}
