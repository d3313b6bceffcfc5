import { CsvError, parse } from 'csv-parse/sync';

/** One record of a CSV file, or the sentence that says why a line is none; `line` is the physical line where it starts. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; broken: string };

/** Something in a CSV file cannot be read; the message is for the person who sent the file, and quotes nothing from it. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

interface Layout {
  delimiter: string;
  /** Number of cells in the header. */
  width: number;
}

const DIALECT = { record_delimiter: '\n', trim: true, skip_empty_lines: true, relax_column_count: true };
const BLOCK = 64 * 1024;
const LONGEST_CELL = 10_000;
const LONGEST_RECORD = 256 * 1024;
const LONGEST_LINE = 4 * LONGEST_RECORD; // quotes can make a line three times as long as its record

/**
 * The records of a CSV text whose lines end with \n, in order, blank ones left out; the delimiter is the one of comma,
 * semicolon and tab that the header uses most. A stray quotation mark costs the line it stands on: reading goes on at
 * the next one. Memory stays flat.
 */
export async function* readRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let layout: Layout | undefined;
  let unread = { text: '', line: 1 };
  for await (const { lines, isLast } of blocksOfLines(text)) {
    unread.text += lines;
    layout ??= layoutOf(unread.text);
    unread = yield* recordsIn(unread, layout ?? { delimiter: ',', width: 1 }, isLast);
  }
}

function* recordsIn(block: { text: string; line: number }, layout: Layout, isLast: boolean) {
  let { text, line } = block;
  for (;;) {
    const { records, fault } = tokenise(text, layout);
    for (const { first, cells } of records) {
      if (cells.some((cell) => cell !== '')) yield { line: line + first - 1, cells };
    }
    if (fault === undefined) return { text: '', line: line + linesIn(text) };
    const read = offsetAfter(text, records.at(-1)?.last ?? 0);
    const blank = /^(?:[^\S\n]*\n)*/.exec(text.slice(read))?.[0].length ?? 0;
    line += linesIn(text.slice(0, read + blank));
    const rest = text.slice(read + blank);
    const mayStillClose = fault instanceof CsvError && fault.code === 'CSV_QUOTE_NOT_CLOSED';
    if (mayStillClose && !isLast && rest.length < BLOCK) return { text: rest, line };
    const next = offsetAfter(rest, 1);
    yield { line, ...withoutQuoting(rest.slice(0, next), layout, fault) };
    text = rest.slice(next);
    line += 1;
  }
}

/** Quotation marks within an unquoted cell are text like any other when they come in pairs, as in Jane "JD" Doe. */
function withoutQuoting(line: string, layout: Layout, fault: CsvError | Unreadable) {
  if (fault instanceof CsvError && fault.code === 'INVALID_OPENING_QUOTE') {
    const { records, fault: another } = tokenise(line, layout, { relax_quotes: true });
    const cells = records[0]?.cells;
    if (cells?.every(hasPairs) && another === undefined) return { cells };
  }
  return { broken: sentenceFor(fault) };
}

function hasPairs(cell: string): boolean {
  return cell.split('"').length % 2 === 1;
}

/** Tells each record's first and last line, counted from 1; blank lines are skipped at once, as there may be millions. */
function tokenise(text: string, layout: Layout, options: { relax_quotes?: boolean } = {}) {
  const records: { first: number; last: number; cells: string[] }[] = [];
  const add = (cells: string[], { lines: last }: { lines: number }) => {
    refuseWhatIsNoRecord(cells, layout);
    records.push({ first: last - linesIn(cells.join('')), last, cells });
    return null;
  };
  try {
    parse(text, { ...DIALECT, delimiter: layout.delimiter, on_record: add, ...options });
    return { records };
  } catch (fault) {
    if (!(fault instanceof CsvError || fault instanceof Unreadable)) throw fault;
    return { records, fault };
  }
}

function refuseWhatIsNoRecord(cells: string[], { delimiter, width }: Layout) {
  if (cells.some((cell) => cell.length > LONGEST_CELL) || cells.join().length > LONGEST_RECORD) {
    throw new Unreadable(
      'A cell of this line is longer than 10 kB: shorten it, or close the quotation mark before it.',
    );
  }
  const isRow = (line: string) => line.includes('@') && line.split(delimiter).length >= width;
  if (cells.some((cell) => cell.includes('\n') && cell.split('\n').slice(1).some(isRow))) {
    throw new Unreadable(
      'A quotation mark opened on this line swallows the lines below: close it, or remove it.',
    );
  }
}

function sentenceFor(fault: CsvError | Unreadable): string {
  if (fault instanceof Unreadable) return fault.message;
  return fault.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'A quotation mark opened on this line is never closed: close it, or remove it.'
    : 'A quotation mark stands where none can open or close a cell: write it twice ("") within a quoted cell, or remove it.';
}

/** What the first line that is not blank uses most, outside quotation marks; Excel's `sep=;` line settles it. */
function layoutOf(text: string): Layout | undefined {
  const [, told, header = ''] =
    /^\s*(?:"?sep=([,;\t|])"?[^\n]*\n\s*)?((?:"[^"]*(?:"|$)|[^"\n])*)/i.exec(text) ?? [];
  if (header.trim() === '') return undefined;
  const bare = header.replace(/"[^"]*("|$)/g, '');
  const widths = [told, ...(told ? [] : [',', ';', '\t'])].flatMap((delimiter) =>
    delimiter ? [{ delimiter, width: bare.split(delimiter).length }] : [],
  );
  return widths.reduce((widest, other) => (other.width > widest.width ? other : widest));
}

async function* blocksOfLines(
  text: AsyncIterable<string>,
): AsyncGenerator<{ lines: string; isLast: boolean }> {
  let held = '';
  for await (const piece of text) {
    held += piece;
    if (held.length < BLOCK) continue;
    const end = held.lastIndexOf('\n') + 1;
    if (end > 0) yield { lines: held.slice(0, end), isLast: false };
    held = held.slice(end, end + LONGEST_LINE); // of a line without an end only so much is kept: enough to be refused
  }
  yield { lines: held, isLast: true };
}

function offsetAfter(text: string, lines: number): number {
  let offset = 0;
  for (let line = 0; line < lines; line += 1) offset = text.indexOf('\n', offset) + 1 || text.length;
  return offset;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines += 1;
  return lines;
}
