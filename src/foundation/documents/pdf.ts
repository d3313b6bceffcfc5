import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { Fact, Part, WrittenDocument } from './written-document.js';

type Pdf = PDFKit.PDFDocument;
type Structure = PDFKit.PDFStructureElement;
type Text = PDFKit.Mixins.TextOptions;

const { resolve } = createRequire(import.meta.url);
const PLAIN = 'plain';
const STRONG = 'strong';
const MARGIN = 56;
const LINE_GAP = 1.5;
const INK = '#1d2329';
const SOFT = '#4d5860';
const LINE = '#c9cfd2';

/** A document as a tagged PDF of A4 pages: its title, language, headings and tables are there for who does not see them. */
export async function pdfOf(document: WrittenDocument, madeAt: Date): Promise<Buffer> {
  const { title, language: lang, lead, parts } = document;
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang,
    info: { Title: title, CreationDate: madeAt, ModDate: madeAt, Producer: 'Carrel', Creator: 'Carrel' },
  });
  const whole = buffer(pdf);
  pdf.registerFont(PLAIN, resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  pdf.registerFont(STRONG, resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  const root = pdf.struct('Document', { lang });
  pdf.addStructure(root);
  write(pdf, root, title, { font: STRONG, size: 19, tag: 'H1', after: 8 });
  write(pdf, root, lead, { size: 11, colour: SOFT, after: 6 });
  for (const part of parts) add(pdf, root, part);
  root.end();
  pdf.end();
  return whole;
}

function add(pdf: Pdf, root: Structure, part: Part): void {
  switch (part.kind) {
    case 'heading':
      startUnlessFits(pdf, 60);
      pdf.y += 10;
      write(pdf, root, part.text, { font: STRONG, size: 13, tag: 'H2', after: 4 });
      break;
    case 'paragraph':
      write(pdf, root, part.text, { after: 6, ...languageOf(part.language) });
      break;
    case 'facts':
      addFacts(pdf, root, part.facts);
      break;
    case 'table':
      addTable(pdf, root, [part.columns, ...part.rows]);
      break;
    default:
      part satisfies never;
  }
}

/** Each term stands above its text, so that a text of any length goes on over the page. */
function addFacts(pdf: Pdf, root: Structure, facts: Fact[]) {
  const list = pdf.struct('L');
  root.add(list);
  for (const { term, text, language } of facts) {
    startUnlessFits(pdf, 34);
    const item = pdf.struct('LI');
    list.add(item);
    write(pdf, item, term, { font: STRONG, size: 9, colour: SOFT, tag: 'Lbl', after: 0 });
    write(pdf, item, text, { tag: 'LBody', after: 5, ...languageOf(language) });
    item.end();
  }
  list.end();
}

/** Cells of one row begin at one height; a row that does not fit begins a page. What is longer than a page is no cell. */
function addTable(pdf: Pdf, root: Structure, rows: string[][]) {
  const table = pdf.struct('Table');
  root.add(table);
  const columns = rows[0]?.length ?? 1;
  const width = (pdf.page.width - 2 * MARGIN) / columns;
  for (const [i, cells] of rows.entries()) {
    const style = { font: i ? PLAIN : STRONG, size: 9.5, tag: i ? 'TD' : 'TH' };
    pdf.font(style.font).fontSize(style.size);
    const height = Math.max(
      ...cells.map((cell) => pdf.heightOfString(cell, { lineGap: LINE_GAP, width: width - 10 })),
    );
    startUnlessFits(pdf, height + 10);
    const top = pdf.y + 4;
    const row = pdf.struct('TR');
    table.add(row);
    for (const [column, cell] of cells.entries())
      write(pdf, row, cell, { ...style, x: MARGIN + column * width, y: top, width: width - 10 });
    row.end();
    pdf.x = MARGIN;
    pdf.y = top + height + 4;
    pdf.markContent('Artifact', { type: 'Layout' });
    pdf
      .moveTo(MARGIN, pdf.y)
      .lineTo(pdf.page.width - MARGIN, pdf.y)
      .lineWidth(0.5)
      .stroke(LINE);
    pdf.endMarkedContent();
  }
  table.end();
  pdf.y += 8;
}

interface Style {
  font?: string;
  size?: number;
  colour?: string;
  tag?: string;
  /** Points of space below. */
  after?: number;
  language?: string;
  x?: number;
  y?: number;
  width?: number;
}

/** Writes a text where the pen stands, or at a place, as one element of the structure. */
function write(pdf: Pdf, parent: Structure, text: string, style: Style) {
  const { font = PLAIN, size = 10, colour = INK, tag = 'P', after = 0, language, x, y, width } = style;
  pdf.font(font).fontSize(size).fillColor(colour);
  const options: Text = { lineGap: LINE_GAP, ...(width === undefined ? {} : { width }) };
  const draw = () =>
    x === undefined || y === undefined ? pdf.text(text, options) : pdf.text(text, x, y, options);
  const element = pdf.struct(tag, language === undefined ? {} : { lang: language }, [draw]);
  parent.add(element);
  element.end();
  pdf.y += after;
}

function languageOf(language: string | undefined): Pick<Style, 'language'> {
  return language === undefined ? {} : { language };
}

function startUnlessFits(pdf: Pdf, height: number) {
  if (pdf.y + height > pdf.page.height - MARGIN) pdf.addPage();
}
