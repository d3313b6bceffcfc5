import { Readable } from 'node:stream';
import { plainDate } from '../../foundation/law/plain-date.js';
import { readReaders, type CsvRow, type ReadersCsvOptions } from './readers-csv.js';

async function read(file: string, options?: ReadersCsvOptions): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readReaders(Readable.from([file]), options)) rows.push(row);
  return rows;
}

const rejected = (line: number, why: RegExp) => ({ line, rejected: expect.stringMatching(why) as string });

describe('cells', () => {
  const birthDates = async (cell: string, options?: ReadersCsvOptions) => {
    const [row] = await read(`email;birth date\njane@example.org;${cell}\n`, options);
    return row && 'reader' in row ? row.reader.birthDate : row?.rejected;
  };

  it.each([
    ['1990-05-17', '1990-05-17'],
    ['1990/05/17', '1990-05-17'],
    ['19900517', '1990-05-17'],
    ['1990-05-17T00:00:00', '1990-05-17'],
    ['17/05/1990 0:00', '1990-05-17'],
    ['17/5/1990', '1990-05-17'],
    ['17-05-1990', '1990-05-17'],
    ['05/17/1990', '1990-05-17'],
    ['5.4.1990', '1990-04-05'],
    ['04/04/1990', '1990-04-04'],
    ['29/02/2000', '2000-02-29'],
    ['', undefined],
  ])('reads the birth date %j', async (cell, date) => {
    expect(await birthDates(cell)).toBe(date);
  });

  it.each([
    ['03/04/1990', /two ways|day\/month/],
    ['29/02/2001', /no such day/],
    ['1990-13-01', /no such day/],
    ['0000-00-00', /no such day|Nobody/],
    ['31/31/1990', /no such day/],
    ['17/05/90', /YYYY-MM-DD/],
    ['32874', /YYYY-MM-DD/],
    ['17 May 1990', /YYYY-MM-DD/],
    ['1990-05-17T22:00:00Z', /YYYY-MM-DD/],
    ['01/01/1890', /Nobody/],
    ['2026-11-24', /Nobody/],
  ])('refuses the birth date %j', async (cell, why) => {
    expect(await birthDates(cell, { today: plainDate('2026-11-23') })).toMatch(why);
  });

  it('reads a date with slashes as its owner said', async () => {
    expect(await birthDates('03/04/1990', { dateOrder: 'day-first' })).toBe('1990-04-03');
    expect(await birthDates('03/04/1990', { dateOrder: 'month-first' })).toBe('1990-03-04');
    expect(await birthDates('05/17/1990', { dateOrder: 'day-first' })).toMatch(/no such day/);
  });

  it.each([
    ['es', 'ES'],
    ['España', 'ES'],
    ['Spain', 'ES'],
    ['ALEMANIA', 'DE'],
    ['Deutschland', 'DE'],
    ['UK', 'GB'],
    ['Czech Republic', 'CZ'],
    ['EL', 'GR'],
    ['Ελλάδα', 'GR'],
  ])('reads the country %j', async (cell, country) => {
    expect(await read(`correo,país\njane@example.org,${cell}\n`)).toMatchObject([{ reader: { country } }]);
  });

  it.each([
    ['es', 'es'],
    ['Español', 'es'],
    ['castellano', 'es'],
    ['Spanish', 'es'],
    ['spa', 'es'],
    ['es_ES.UTF-8', 'es-ES'],
    ['pt-br', 'pt-BR'],
    ['Deutsch', 'de'],
    ['euskara', 'eu'],
    ['日本語', 'ja'],
  ])('reads the language %j', async (cell, language) => {
    expect(await read(`email,idioma\njane@example.org,${cell}\n`)).toMatchObject([{ reader: { language } }]);
  });

  it.each([
    ['country', 'Atlantis', /two-letter code/],
    ['country', 'ZZ', /two-letter code/],
    ['country', 'EU', /two-letter code/],
    ['language', 'Klingonese', /language/],
    ['language', 'xx', /language/],
    ['name', 'Jane\u0007', /control character/],
    ['name', '"Jane\njim@example.org"', /quotation mark/],
  ])('refuses the %s %j', async (title, cell, why) => {
    expect(await read(`email,${title}\njane@example.org,${cell}\n`)).toContainEqual(rejected(2, why));
  });

  it.each([
    '',
    'jane',
    'jane@',
    'Jane <jane@example.org>',
    'jane@example.org; jim@example.org',
    'jane doe@example.org',
  ])('refuses the address %j, without repeating it', async (cell) => {
    const [row] = await read(`email\tname\n${cell}\tJane\n`);

    expect(row).toEqual(rejected(2, /e-mail address/));
    expect(JSON.stringify(row)).not.toMatch(/jane/i);
  });

  it('does not see what nobody sees', async () => {
    expect(
      await read('email,name\n\u200b\u00a0jane@example.org\ufeff ,\u202aJose\u0301\u202c  Doe\n'),
    ).toEqual([{ line: 2, reader: { email: 'jane@example.org', name: 'José Doe' } }]);
  });
});
