import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { readReaders, type CsvRow } from './readers-csv.js';

async function read(file: string | Buffer | Buffer[]): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readReaders(Readable.from(Array.isArray(file) ? file : [Buffer.from(file)])))
    rows.push(row);
  return rows;
}

const rejected = (line: number, why: RegExp) => ({ line, rejected: expect.stringMatching(why) as string });

describe('encodings', () => {
  const file = 'Correo;Nombre;País\njosé@ejemplo.es;José Núñez – «Pepe» €;España\n';
  const josé = { email: 'josé@ejemplo.es', name: 'José Núñez – «Pepe» €', country: 'ES' };

  it.each([
    ['utf8', false],
    ['utf8', true],
    ['utf16le', true],
    ['utf16be', true],
    ['windows-1252', false],
  ] as const)('reads %s, byte order mark: %s', async (encoding, addBOM) => {
    expect(await read(iconv.encode(file, encoding, { addBOM }))).toEqual([{ line: 2, reader: josé }]);
  });

  it('reads them byte by byte as well', async () => {
    const bytes = iconv.encode(file, 'utf8', { addBOM: true });

    expect(await read(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual([{ line: 2, reader: josé }]);
  });

  const ascii =
    'email,name\n' + Array.from({ length: 8000 }, (_, i) => `reader${i}@example.org,Reader\n`).join('');
  const last = (rows: CsvRow[]) => rows.at(-1);

  it.each(['utf8', 'windows-1252'])(
    'decides for %s when the first accent stands far from the start',
    async (encoding) => {
      const rows = await read(
        Buffer.concat([Buffer.from(ascii), iconv.encode('ñ@example.org,Íñigo\n', encoding)]),
      );

      expect(last(rows)).toEqual({ line: 8002, reader: { email: 'ñ@example.org', name: 'Íñigo' } });
    },
  );

  it('decides rightly wherever the first accent is cut in two', async () => {
    const accents = 'ñ@example.org,Íñigo\n'.repeat(3);
    for (const encoding of ['utf8', 'windows-1252']) {
      for (const padding of [0, 1, 2, 3]) {
        const bytes = Buffer.concat([
          Buffer.from('email,name\n'.padEnd(65_532 + padding) + '\n'),
          iconv.encode(accents, encoding),
        ]);
        const [row] = await read([bytes.subarray(0, 65_536), bytes.subarray(65_536)]);

        expect(row).toMatchObject({ reader: { email: 'ñ@example.org', name: 'Íñigo' } });
      }
    }
  });

  it('does not mix encodings: a damaged byte late in a UTF-8 file costs its row only', async () => {
    const start = Buffer.from(`email,name\nñ@example.org,Íñigo\n${ascii.slice(11)}`);
    const rows = await read([
      start,
      iconv.encode('jane@example.org,Ñoño\n', 'windows-1252'),
      Buffer.from('o@example.org,Ñoño\n'),
    ]);

    expect(rows.slice(-2)).toEqual([
      rejected(8003, /save the file as UTF-8/),
      { line: 8004, reader: { email: 'o@example.org', name: 'Ñoño' } },
    ]);
  });

  it('keeps UTF-8 although one byte near the start is damaged', async () => {
    const rows = await read(
      Buffer.concat([Buffer.from('email,name\nñ@example.org,Íñigo\nj@example.org,'), Buffer.of(0xf1, 0x0a)]),
    );

    expect(rows).toEqual([
      { line: 2, reader: { email: 'ñ@example.org', name: 'Íñigo' } },
      rejected(3, /UTF-8/),
    ]);
  });

  it('refuses NUL bytes, in whatever column', async () => {
    const rows = await read(
      'email,name,note\njane@example.org,Ja\0ne,\njim@example.org,Jim,\0\njoe@example.org,Joe,\n',
    );

    expect(rows).toMatchObject([rejected(2, /NUL/), rejected(3, /NUL/), { line: 4 }]);
  });
});
