import { escaped } from '../../foundation/documents/escaped.js';
import type { Values } from '../../foundation/records/statements.js';
import { standingBeside } from '../../foundation/law/controllers.js';
import type { Chapter, DownloadContents } from './download-contents.js';
import { cellOf } from './csv.js';
import { TEXTS } from './download-texts.js';

const LONGEST_VALUE = 2_000;

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2430}' +
  'h1,h2,h3{line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid #ccd}dl{margin:.5rem 0 1.25rem}' +
  'dt{font-weight:600;float:left;clear:left;width:14rem}dd{margin:0 0 .2rem 14.5rem;overflow-wrap:anywhere;white-space:pre-wrap}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ccd}' +
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
      `<p>${escaped(texts.confirmation)}</p>` +
      listed([
        [texts.madeAt, madeAt.toISOString()],
        [texts.responsible, `${name}, ${address}`],
        [texts.contact, contact],
        [texts.officer, dataProtectionOfficer],
        ...standingBeside(library.controller, language),
      ]) +
      `<p>${escaped(texts.channels)} ${escaped(contact)}. ${escaped(texts.backups)}</p>` +
      section(
        texts.rightsTitle,
        `<ul>${texts.rights.map((right) => `<li>${escaped(right)}</li>`).join('')}</ul>`,
      ) +
      section(
        texts.complaintTitle,
        `<p>${escaped(texts.complaint)} ${escaped(authority ? `${authority.name}, ${authority.url}` : '')}</p>`,
      ) +
      section(texts.automatedTitle, `<p>${escaped(this.contents.automated)}</p>`) +
      section(texts.transfersTitle, `<p>${escaped(this.contents.transfers)}</p>`) +
      this.recipients() +
      this.looks() +
      this.others() +
      `<h2>${escaped(texts.yourData)}</h2>`
    );
  }

  /** Who really received something. */
  private recipients(): string {
    const texts = TEXTS[this.contents.language];
    const { recipients } = this.contents.material.particulars;
    if (!recipients.length) return section(texts.recipientsTitle, `<p>${escaped(texts.recipientsNone)}</p>`);
    const rows = recipients.map(({ name, what, lastAt }) => [name, what, lastAt?.toISOString() ?? '']);
    return section(
      texts.recipientsTitle,
      `<p>${escaped(texts.received)}</p>${table([texts.who, texts.what, texts.lastly], rows)}`,
    );
  }

  /** Who looked at the data, and when. */
  private looks(): string {
    const texts = TEXTS[this.contents.language];
    const { looks } = this.contents.material;
    if (!looks.length) return section(texts.looksTitle, `<p>${escaped(texts.looksNone)}</p>`);
    const rows = looks.map(({ at, who, what, why, count }) => [
      at.toISOString(),
      who.text,
      why ? `${what.title} (${why})` : what.title,
      count === null ? texts.amongOthers : String(count),
    ]);
    const columns = [texts.when, texts.who, texts.what, texts.howMany];
    return section(texts.looksTitle, `<p>${escaped(texts.looks)}</p>${table(columns, rows)}`);
  }

  /** What was left out of the copy because it tells of somebody else, and what was not. */
  private others(): string {
    const texts = TEXTS[this.contents.language];
    const { others, chapters } = this.contents;
    if (!others.length) return section(texts.othersTitle, `<p>${escaped(texts.othersNone)}</p>`);
    const titles = new Map(chapters.map(({ table, title }) => [table.name, title]));
    const pairs = others.map(({ table, title, isLeftOut, why }): [string, string] => [
      `${titles.get(table) ?? table}: ${title}`,
      isLeftOut ? `${texts.withheld} ${why}` : why,
    ]);
    return section(texts.othersTitle, `<p>${escaped(texts.others)}</p>${listed(pairs)}`);
  }

  /** What a table is for, and its latest rows. */
  chapter({ table, title, held, sources, ends, columns }: Chapter, rows: Values[]): string {
    const texts = TEXTS[this.contents.language];
    const files = ['json', 'csv'].map((type) => `data/${table.name}.${type}`);
    const links = files.map((file) => `<a href="${file}">${file}</a>`).join(' ');
    const from: [string, string][] = ends
      ? [
          [texts.from, ends.first.toISOString().slice(0, 10)],
          [texts.until, ends.last.toISOString().slice(0, 10)],
        ]
      : [];
    return (
      `<h3>${escaped(title)}</h3>` +
      listed([
        [texts.why, held.purpose.title],
        [texts.basis, `${held.legalBasis.article}. ${held.legalBasis.text}`],
        [texts.source, sources],
        [texts.recipients, held.recipients.join(', ') || texts.recipientsNone],
        [texts.keptUntil, held.keptUntil],
        ...from,
      ]) +
      `<p>${escaped(table.isSingle ? texts.all : texts.latest)} ${links}</p>` +
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
  const text = cellOf(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function listed(pairs: [string, string][]): string {
  return `<dl>${pairs.map(([term, text]) => `<dt>${escaped(term)}</dt><dd dir="auto">${escaped(text)}</dd>`).join('')}</dl>`;
}

function table(columns: string[], rows: string[][]): string {
  const line = (cells: string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(columns, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}

function section(title: string, html: string): string {
  return `<h2>${escaped(title)}</h2>${html}`;
}
