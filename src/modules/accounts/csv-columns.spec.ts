import { Readable } from 'node:stream';
import { readReaders, type CsvRow, type ReadersCsvOptions } from './readers-csv.js';

async function read(file: string, options?: ReadersCsvOptions): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readReaders(Readable.from([file]), options)) rows.push(row);
  return rows;
}

const readersIn = (rows: CsvRow[]) => rows.flatMap((row) => ('reader' in row ? [row.reader] : []));
const rejected = (line: number, why: RegExp) => ({ line, rejected: expect.stringMatching(why) as string });
const jane = { email: 'jane@example.org', name: 'Jane Doe' };

describe('the header', () => {
  it.each([
    'email',
    'E-Mail',
    'e_mail',
    'EMAIL ADDRESS',
    'Correo electrónico',
    'correo',
    'E-Mail-Adresse',
    'Courriel',
    '"e-mail"',
  ])('calls the address %j', async (title) => {
    expect(await read(`${title}\njane@example.org\n`)).toEqual([{ line: 2, reader: { ...jane, name: '' } }]);
  });

  it.each([
    ['Full Name', 'Jane Doe'],
    ['Nombre y apellidos', 'Jane Doe'],
    ['Name', 'Jane Doe'],
    ['first name,LAST NAME', 'Jane,Doe'],
    ['Nombre,Apellidos', 'Jane,Doe'],
    ['Apellidos,Nombre', 'Doe,Jane'],
    ['Nombre,Primer apellido,Segundo apellido', 'Jane,Doe,'],
    ['Name,Vorname', 'Doe,Jane'],
    ['Nom,Prénom', 'Doe,Jane'],
    ['name,first name,last name', 'Jane Doe,J.,D.'],
    ['name,first name,last name', ',Jane,Doe'],
  ])('with %s reads %s as one name', async (titles, cells) => {
    expect(await read(`email,${titles}\njane@example.org,${cells}\n`)).toEqual([{ line: 2, reader: jane }]);
  });

  it('tells once of the columns that it ignores', async () => {
    const told: string[][] = [];
    const rows = await read(
      'Shoe size,email,E-Mail,,"Favourite, colour"\n39,jane@example.org,x,y,red\n40,jim@example.org,,,\n',
      {
        onIgnoredColumns: (names) => told.push(names),
      },
    );

    expect(told).toEqual([['Shoe size', 'E-Mail', 'Favourite, colour']]);
    expect(readersIn(rows)).toHaveLength(2);
  });

  it.each([
    ['', /empty/],
    ['\n\n \n', /empty/],
    ['name,country\nJane,ES\nJim,ES\n', /no e-mail column/],
    ['jane@example.org,Jane\njim@example.org,Jim\n', /no e-mail column/],
    ['"email,name\njane@example.org,Jane\n', /no e-mail column/],
  ])('of %j makes the whole file one rejection', async (file, why) => {
    expect(await read(file)).toEqual([rejected(1, why)]);
  });
});
