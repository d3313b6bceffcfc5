import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import pg from 'pg';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';
import { carrelCommand } from './support/server.js';

let carrel: Carrel;
let superuser: pg.Client;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});

afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

function aFile(name: string, content: string | Buffer): string {
  const path = join(carrel.dataDir, name);
  writeFileSync(path, content);
  return path;
}

async function importInto(library: TestLibrary, file: string) {
  const command = carrelCommand(carrel, ['readers', 'import', file, '--library', library.slug]);
  const code = await command.ended;
  return { code, lines: command.output.trim().split('\n') };
}

const count = async (table: string, library: TestLibrary, and = 'true') =>
  Number(
    (
      await superuser.query<{ count: string }>(
        `select count(*) from ${table} where library_id = $1 and ${and}`,
        [library.id],
      )
    ).rows[0]?.count,
  );

it('imports what it can from a file as people make them, and says of every other line why not', async () => {
  const library = await aLibrary(carrel);
  await aReader(carrel, { library, email: 'ana@example.org' });
  const text = [
    'Correo electrónico;Nombre;País;Fecha de nacimiento;Teléfono fijo',
    'iñigo@example.org;Íñigo Etxeberria;ES;1984-11-02;',
    '"zoe@example.org";"O’Connor; Zoë";Irlanda;2001-01-30;',
    'ana@example.org;Ana Lectora;ES;;',
    'not an address;Nadie;ES;;',
    'zoe@example.org;Zoë otra vez;IE;;',
    'bea@example.org;Bea;ES;2023-02-30;',
  ].join('\r\n');
  const file = aFile('readers.csv', iconv.encode(text, 'win1252'));

  const { code, lines } = await importInto(library, file);

  expect(code).toBe(0);
  expect(lines.at(-1)).toBe('2 imported, 4 rejected.');
  expect(lines.join('\n')).toMatch(/^line 4: A reader of the library has this e-mail address already/m);
  expect(lines.join('\n')).toMatch(/^line 5: The e-mail address is not one that a letter can reach/m);
  expect(lines.join('\n')).toMatch(/^line 6: The e-mail address stands on line 3 already/m);
  expect(lines.join('\n')).toMatch(/^line 7: /m);
  expect(await count('reader', library, "state = 'unclaimed'")).toBe(2);
});

it('invents no consent, sends no letter, and lets the reader claim the account', async () => {
  const library = await aLibrary(carrel);
  const file = aFile('one.csv', 'email,name,newsletter\nmaria@imported.example,María Pérez,yes\n');

  expect((await importInto(library, file)).code).toBe(0);

  const { rows } = await superuser.query<{ id: string }>('select id from reader where library_id = $1', [
    library.id,
  ]);
  const asked = `/library/permissions?reader=${rows[0]?.id ?? ''}&purpose=newsletter`;
  expect((await library.api.get(asked).expect(200)).body).toMatchObject({ allowed: false });
  expect(await count('consent_event', library)).toBe(0);
  expect(await lettersTo(carrel, 'maria@imported.example')).toEqual([]);
  await new Caller(carrel.url)
    .post(`/libraries/${library.slug}/password-resets`, { email: 'maria@imported.example' })
    .expect(202);
  expect(await tokenInLetterTo(carrel, 'maria@imported.example')).toMatch(/\w/);
});

it('does not bring back somebody who was erased, and lets them sign up themselves', async () => {
  const library = await aLibrary(carrel);
  const email = 'forgotten@example.org';
  const reader = await aReader(carrel, { library, email });
  await reader.delete('/me', { password: reader.password }).expect(202);

  const { lines } = await importInto(library, aFile('nightly.csv', `email\n${email}\n`));

  expect(lines[0]).toMatch(/^line 2: Somebody with this e-mail address was erased/);
  expect(lines.at(-1)).toBe('0 imported, 1 rejected.');
  await eventually('the end of the erasure', async () => (await count('blind_index', library)) === 0);
  expect((await aReader(carrel, { library, email })).id).not.toBe(reader.id);
});

it('says what is wrong with the command instead of importing', async () => {
  const library = await aLibrary(carrel);

  const missing = await importInto(library, join(carrel.dataDir, 'nowhere.csv'));
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.lines.join()).toContain('There is no file');
  const elsewhere = await importInto(
    { ...library, slug: 'no-such-library' },
    aFile('few.csv', 'email\na@example.org\n'),
  );
  expect(elsewhere.code).toBe(1);
});

it('ends in the same state as an undisturbed run when it is killed and run again', async () => {
  const [library, undisturbed] = [await aLibrary(carrel), await aLibrary(carrel)];
  const people = Array.from({ length: 2_000 }, (_, i) => `reader${i}@example.org,Reader ${i},ES,1990-01-01`);
  const file = aFile('many.csv', ['email,name,country,birth date', ...people].join('\n'));

  for (const least of [0, 500, 1_000]) {
    const command = carrelCommand(carrel, ['readers', 'import', file, '--library', library.slug]);
    const enough = least + randomInt(0, 400);
    while ((await count('reader', library)) <= enough) await new Promise((later) => setTimeout(later, 20));
    command.signal('SIGKILL');
    await command.ended;
  }
  const last = await importInto(library, file);
  expect(last.code).toBe(0);
  expect((await importInto(undisturbed, file)).lines.at(-1)).toBe('2000 imported, 0 rejected.');

  for (const table of ['reader', 'subject', 'sealing_key', 'blind_index', 'consent_event'])
    expect([table, await count(table, library)]).toEqual([table, await count(table, undisturbed)]);
  expect(await count('reader', library)).toBe(2_000);
}, 180_000);
