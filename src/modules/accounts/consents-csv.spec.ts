import { Readable } from 'node:stream';
import { readConsents, type ConsentRow } from './consents-csv.js';

const now = new Date('2026-11-25T12:00:00.000Z');
const HEADER = 'email,purpose,decision,decided_at,text,language,method,evidence';

async function read(...lines: string[]): Promise<ConsentRow[]> {
  const rows: ConsentRow[] = [];
  for await (const row of readConsents(Readable.from([lines.join('\n')]), { now })) rows.push(row);
  return rows;
}
const one = async (line: string) => (await read(HEADER, line))[0];

it('reads a decision with its evidence, the words to the last character', async () => {
  const words = '"Yes, send me ""news"" —  twice  a month."';
  const row = await one(
    `ana@example.org,newsletter,Given,2020-05-17T10:00:00+02:00,${words},español,paper form at the desk,"folder 12, archive"`,
  );
  expect(row).toEqual({
    line: 2,
    consent: {
      reader: { email: 'ana@example.org' },
      purpose: 'newsletter',
      decision: 'given',
      decidedAt: new Date('2020-05-17T08:00:00.000Z'),
      text: 'Yes, send me "news" —  twice  a month.',
      language: 'es',
      method: 'paper form at the desk',
      proof: 'folder 12, archive',
    },
  });
});

it('takes a day from its first moment, and a reader by id', async () => {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  const row = await one(`${id.toUpperCase()},newsletter,withdrawn,2020-05-17,Words,en,phone,list`);
  expect(row).toMatchObject({
    consent: { reader: { id }, decision: 'withdrawn', decidedAt: new Date('2020-05-17T00:00:00.000Z') },
  });
});

it('reads a header in Spanish, with semicolons', async () => {
  const header = 'Correo electrónico;Finalidad;Decisión;Fecha;Texto mostrado;Idioma;Método;Prueba';
  const [row] = await read(header, 'ana@example.org;newsletter;given;2020-05-17;Sí;es;formulario;carpeta 3');
  expect(row).toMatchObject({ consent: { method: 'formulario', proof: 'carpeta 3' } });
});

it.each([
  ['purpose', 'ana@example.org,,given,2020-05-17,Words,en,form,folder'],
  ['text', 'ana@example.org,newsletter,given,2020-05-17,,en,form,folder'],
  ['method', 'ana@example.org,newsletter,given,2020-05-17,Words,en,,folder'],
  ['evidence', 'ana@example.org,newsletter,given,2020-05-17,Words,en,form,'],
  ['decided_at, language', 'ana@example.org,newsletter,given,,Words,,form,folder'],
])('rejects a line without %s: what cannot be shown was not given', async (missing, line) => {
  expect(await one(line)).toEqual({
    line: 2,
    rejected: expect.stringContaining(`The evidence is not complete, ${missing} is missing`),
  });
});

it.each([
  ['whose decision', 'nobody,newsletter,given,2020-05-17,Words,en,form,folder'],
  ['write given, refused or withdrawn', 'ana@example.org,newsletter,maybe,2020-05-17,Words,en,form,folder'],
  ['cannot be read', 'ana@example.org,newsletter,given,17/05/2020,Words,en,form,folder'],
  ['cannot be read', 'ana@example.org,newsletter,given,2020-05-17T10:00:00,Words,en,form,folder'],
  ['cannot be read', 'ana@example.org,newsletter,given,2020-02-30,Words,en,form,folder'],
  ['in the future', 'ana@example.org,newsletter,given,2026-11-25T12:00:01Z,Words,en,form,folder'],
  ['language', 'ana@example.org,newsletter,given,2020-05-17,Words,klingonish,form,folder'],
  ['The header has 8 cells', 'ana@example.org,newsletter,given'],
])('says of a line that %s', async (reason, line) => {
  expect(await one(line)).toEqual({ line: 2, rejected: expect.stringContaining(reason) });
});

it('rejects a file that has no place for the evidence', async () => {
  expect(await read('email,newsletter', 'ana@example.org,yes')).toEqual([
    { line: 1, rejected: expect.stringContaining('no column for purpose, decision, decided_at, text') },
  ]);
  expect(await read('')).toEqual([{ line: 1, rejected: expect.stringContaining('empty') }]);
});
