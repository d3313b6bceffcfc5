import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { plainDate } from '../../foundation/law/plain-date.js';
import { readReaders, type CsvRow } from './readers-csv.js';

async function read(file: Readable): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readReaders(file)) rows.push(row);
  return rows;
}

const readersIn = (rows: CsvRow[]) => rows.flatMap((row) => ('reader' in row ? [row.reader] : []));
const rejected = (line: number, why: RegExp) => ({ line, rejected: expect.stringMatching(why) as string });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

describe('a file of readers', () => {
  it('refuses an address that an earlier row has, and names that row', async () => {
    const file =
      'email,birth date\nJane@Example.org,bad\njane@example.org,\n\njim@example.org,\nJANE@example.ORG,\n';
    const rows = await read(Readable.from([file]));

    expect(rows).toMatchObject([
      rejected(2, /birth date/),
      { line: 3 },
      { line: 5 },
      rejected(6, /on line 3 already/),
    ]);
  });

  const name = fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .filter((text) => !text.includes('@') && !/[\p{Cc}\p{Cf}\uFFFD]/u.test(text))
    .map((text) => text.replace(/\s+/g, ' ').trim().normalize('NFC'));
  const reader = fc.record({
    email: fc.emailAddress({ size: 'small' }),
    name,
    country: fc.constantFrom('ES', 'DE', 'GB', 'SI'),
    birthDate: fc
      .date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
      .map((date) => plainDate(date.toISOString().slice(0, 10))),
    language: fc.constantFrom('es', 'en', 'pt-BR', 'ca'),
  });
  const readers = fc.uniqueArray(reader, {
    selector: ({ email }) => email.toLowerCase(),
    minLength: 1,
    maxLength: 20,
  });
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    encoding: fc.constantFrom('utf8', 'utf16le', 'utf16be'),
    quoteAll: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 200 }),
  });

  it('that was written from readers gives those readers', async () => {
    await fc.assert(
      fc.asyncProperty(
        readers,
        dialect,
        async (written, { delimiter, newline, encoding, quoteAll, chunk }) => {
          const quoted = (cell: string) =>
            quoteAll || /[",;\t\n\r]/.test(cell)
              ? `"${cell.replaceAll('"', '""').replaceAll(' ', newline)}"`
              : cell;
          const rows = written.map((r) => [r.email, r.name, r.country, r.birthDate, r.language].map(quoted));
          const lines = [['E-Mail', 'Nombre completo', 'País', 'Fecha de nacimiento', 'Idioma'], ...rows];
          const file = iconv.encode(lines.map((cells) => cells.join(delimiter)).join(newline), encoding, {
            addBOM: true,
          });
          const chunks = Array.from({ length: Math.ceil(file.length / chunk) }, (_, i) =>
            file.subarray(i * chunk, (i + 1) * chunk),
          );

          expect(readersIn(await read(Readable.from(chunks)))).toEqual(written);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is read to its end without an exception, each row once, whatever bytes it holds', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('"', '""', ',', '\n', '\r\n', 'a@example.org', 'b@example.org,Bob\n', '\0', 'ñ')
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 60 }), async (pieces) => {
        const lines = (await read(Readable.from([Buffer.from('email,name\n'), ...pieces]))).map(
          (row) => row.line,
        );

        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('of 200,000 rows costs no memory but a hash for each', async () => {
    const row = (i: number) => `reader${i}@example.org;"Reader ${i}";ES;${'x'.repeat(50)}\n`;
    let i = 0;
    const file = new Readable({
      // In pieces that arrive later, as from a disk: what is pushed at once is kept until the test pauses.
      read() {
        setImmediate(() => this.push(i === 200_000 ? null : piece()));
      },
    });
    const piece = () => {
      const header = i === 0 ? 'email;name;country;note\n' : '';
      return header + Array.from({ length: 1000 }, () => row(i++)).join('');
    };
    const heap: number[] = [];
    let count = 0;
    for await (const row of readReaders(file)) {
      if ('reader' in row) count += 1;
      if (count === 50_000 || count === 150_000) heap.push(heapAfterCollection());
    }

    expect(count).toBe(200_000);
    const [early = 0, late = 0] = heap;
    expect((late - early) / 100_000).toBeLessThan(100); // bytes a row: a line of the file alone has 90
  });

  it('whose source fails, or whose reader stops, closes the source', async () => {
    const failing = Readable.from(
      (function* () {
        yield 'email\njane@example.org\n';
        throw new Error('the line broke');
      })(),
    );
    await expect(read(failing)).rejects.toThrow('the line broke');

    const endless = Readable.from(
      (function* () {
        yield 'email\n';
        for (let i = 0; ; i += 1) yield `reader${i}@example.org\n`;
      })(),
    );
    for await (const row of readReaders(endless)) if (row.line > 5) break;
    expect(endless.destroyed).toBe(true);
  });
});
