import { plainDate, type PlainDate } from '../../foundation/law/plain-date.js';
import { Unreadable } from './csv-records.js';

/** How a file writes 03/04/1990, where its owner has said so. */
export type DateOrder = 'day-first' | 'month-first';

const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const MIDNIGHT = /[T ]0?0:00(:00(\.0+)?)?$/;

/** Without what nobody sees: blanks around, soft hyphens, marks of direction; composed, as the sign-up form sends it. */
export function cleaned(cell: string): string {
  return cell.replace(INVISIBLE, '').trim().normalize('NFC');
}

/** The letters and digits of a word alone, in lower case and without accents. */
export function plainSpelling(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Reads a name. @throws Unreadable for one that can only come from a broken row. */
export function readName(cell: string): string {
  const name = cell.replace(/\s+/g, ' ');
  if (/\p{Cc}/u.test(name)) throw new Unreadable('The name holds a control character: write it again.');
  if (name.includes('@'))
    throw new Unreadable('The name holds an @: check the quotation marks and the order of the cells.');
  return name;
}

/** Reads 1990-05-17, 19900517, 17/05/1990, 17.5.1990 and 05/17/1990. @throws Unreadable where it could be two dates, or none. */
export function readBirthDate(cell: string, told: { dateOrder?: DateOrder; today?: PlainDate }): PlainDate {
  const date = existing(isoDate(cell.replace(MIDNIGHT, ''), told.dateOrder));
  if (date < '1900' || (told.today !== undefined && date > told.today)) {
    throw new Unreadable(
      'Nobody alive was born on the birth date given: correct it, or leave the cell empty.',
    );
  }
  return date;
}

function isoDate(text: string, order: DateOrder | undefined): string {
  const [, year, , month = '', day = ''] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return `${year}-${month}-${day}`;
  const [, first = '', separator, second = '', lastYear] = YEAR_LAST.exec(text) ?? [];
  if (lastYear === undefined)
    throw new Unreadable('The birth date is not a date we can read: write it as YYYY-MM-DD.');
  const isDayFirst = order ? order === 'day-first' : guessDayFirst(Number(first), Number(second), separator);
  const [dayOfMonth, monthOfYear] = isDayFirst ? [first, second] : [second, first];
  return `${lastYear}-${monthOfYear.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
}

function guessDayFirst(first: number, second: number, separator: string | undefined): boolean {
  if (separator === '.' || first > 12 || first === second) return true; // with points nobody writes the month first
  if (second > 12) return false;
  throw new Unreadable('The birth date can be read as day/month or as month/day: write it as YYYY-MM-DD.');
}

function existing(date: string): PlainDate {
  try {
    return plainDate(date);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Unreadable(
      'There is no such day as the birth date given: correct it, or leave the cell empty.',
    );
  }
}
