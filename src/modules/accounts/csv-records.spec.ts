import { Readable } from 'node:stream';
import { readReaders, type CsvRow } from './readers-csv.js';

async function read(file: string | Buffer | Buffer[]): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readReaders(Readable.from(Array.isArray(file) ? file : [Buffer.from(file)])))
    rows.push(row);
  return rows;
}

const readersIn = (rows: CsvRow[]) => rows.flatMap((row) => ('reader' in row ? [row.reader] : []));
const rejected = (line: number, why: RegExp) => ({ line, rejected: expect.stringMatching(why) as string });
const jane = { email: 'jane@example.org', name: 'Jane Doe' };

describe('delimiters, quotes and newlines', () => {
  it.each([',', ';', '\t'])(
    'finds the delimiter %j in the header, outside quotation marks',
    async (delimiter) => {
      const other = delimiter === ',' ? ';;;;' : ',,,,';
      const header = [`"ignore ${other} this"`, 'email', 'name'].join(delimiter);

      expect(await read(`${header}\n${['x', 'jane@example.org', '"Jane Doe"'].join(delimiter)}`)).toEqual([
        { line: 2, reader: jane },
      ]);
    },
  );

  it('takes the word of Excel’s first line', async () => {
    expect(await read('sep=;\r\nemail;name\r\njane@example.org;Jane Doe\r\n')).toEqual([
      { line: 3, reader: jane },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('reads lines that end with %j, and counts them', async (newline) => {
    const lines = ['', 'email,name', '', 'jane@example.org,"Jane', 'Doe"', ' , ', 'jim@example.org,Jim', ''];

    expect(await read(lines.join(newline))).toEqual([
      { line: 4, reader: jane },
      { line: 7, reader: { email: 'jim@example.org', name: 'Jim' } },
    ]);
  });

  it('reads quoted delimiters, doubled quotes and blanks around quotes', async () => {
    expect(
      readersIn(await read('email,name\na@example.org, "Doe, Jane ""JD""" \nb@example.org,"" \n')),
    ).toEqual([
      { email: 'a@example.org', name: 'Doe, Jane "JD"' },
      { email: 'b@example.org', name: '' },
    ]);
  });

  it('takes a quotation mark within an unquoted cell as text', async () => {
    expect(readersIn(await read('email,name,note\na@example.org,Jane "JD" Doe,"x, y"\n'))).toEqual([
      { email: 'a@example.org', name: 'Jane "JD" Doe' },
    ]);
  });

  it('loses one line to a stray quotation mark, and goes on at the next', async () => {
    const rows = await read(
      'email,name,country\na@example.org,"Ann,ES\nb@example.org,"Bob",ES\nc@example.org,"Cy" the kid,ES\nd@example.org,Dee,ES\n',
    );

    expect(rows).toMatchObject([
      rejected(2, /quotation mark/),
      { line: 3 },
      rejected(4, /quotation mark/),
      { line: 5 },
    ]);
  });

  it('does not take a closing quotation mark for part of a name', async () => {
    const rows = await read('email,name\na@example.org,"Ann\nb@example.org,Bob"\nc@example.org,Cy\n');

    expect(rows).toMatchObject([rejected(2, /swallows/), rejected(3, /quotation mark/), { line: 4 }]);
  });

  it('finds the readers whom a quotation mark would swallow', async () => {
    const rows = await read(
      'email,name,note\na@example.org,Ann,"oh\nb@example.org,Bob,\nc@example.org,Cy,"\nd@example.org,Dee,\n',
    );

    expect(rows).toMatchObject([
      rejected(2, /swallows/),
      { line: 3 },
      rejected(4, /quotation mark/),
      { line: 5 },
    ]);
  });

  it('counts blank lines, before a broken row and between pieces as well', async () => {
    const blank = ' \n\n'.repeat(50_000);
    const rows = await read(`${blank}email,name\n${blank}a@example.org,"Ann\n${blank}b@example.org,Bob\n`);

    expect(rows).toMatchObject([rejected(200_002, /never closed/), { line: 300_003 }]);
  });

  it('goes on after a quotation mark that is never closed, however long the file', async () => {
    const tail = Array.from({ length: 20_000 }, (_, i) => `reader${i}@example.org,Reader\n`).join('');
    const rows = await read(`email,name\na@example.org,"Ann\n${tail}`);

    expect(rows[0]).toEqual(rejected(2, /never closed/));
    expect(readersIn(rows)).toHaveLength(20_000);
    expect(rows.at(-1)).toMatchObject({ line: 20_002 });
  });

  it('refuses a cell above 10 kB and a line without an end', async () => {
    const rows = await read([
      Buffer.from(
        `email,name\na@example.org,${'x'.repeat(10_001)}\n"${'y\n'.repeat(6000)}",Y\nb@example.org,Bob\nc@example.org,`,
      ),
      ...Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'z,')),
      Buffer.from('\nd@example.org,Dee\n'),
    ]);

    expect(rows[0]).toEqual(rejected(2, /10 kB/));
    expect(readersIn(rows).map(({ email }) => email)).toEqual(['b@example.org', 'd@example.org']);
    expect(rows.at(-2)).toEqual(rejected(6005, /10 kB/));
    expect(rows.at(-1)).toMatchObject({ line: 6006 });
  });

  it('refuses rows with too few or too many cells, but not empty ones at the end', async () => {
    const rows = await read(
      'email,name,country,,\na@example.org,Ann,ES\nb@example.org,Bob\nc@example.org,Cy,ES,x,y,z\nd@example.org,Dee,ES,,,,,\n',
    );

    expect(rows).toMatchObject([
      { line: 2 },
      rejected(3, /header has 5 cells, this line 2/),
      rejected(4, /this line 6/),
      { line: 5 },
    ]);
  });
});
