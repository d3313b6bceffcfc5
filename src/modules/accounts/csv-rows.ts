import { Unreadable, type CsvRecord } from './csv-records.js';

/** Excel's first line that tells the delimiter. */
export function isSeparatorLine(record: CsvRecord): boolean {
  return 'cells' in record && /^sep=/i.test(record.cells[0] ?? '');
}

/** Refuses a row that the header does not fit, whose cells would be taken for others. @throws Unreadable */
export function refuseUnevenRow(cells: string[], { least, most }: { least: number; most: number }) {
  if (cells.some((cell) => cell.includes('\0'))) {
    throw new Unreadable('The line holds a NUL byte: save the file again as CSV in UTF-8.');
  }
  if (cells.length < least || cells.slice(most).some((cell) => cell !== '')) {
    throw new Unreadable(
      `The header has ${most} cells, this line ${cells.length}: ` +
        'add what is missing, and put quotation marks around cells that hold the delimiter.',
    );
  }
}

/** A cell whose every character was read. @throws Unreadable */
export function readable(cell: string): string {
  if (!cell.includes('\uFFFD')) return cell;
  throw new Unreadable('A character of this line cannot be read: correct it and save the file as UTF-8.');
}
