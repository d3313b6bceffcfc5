import { existsSync, globSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { foundation, layers, modules } from '../import-rules.js';

const entriesOf = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];

describe.each([
  { parent: 'src', table: layers },
  { parent: 'src/foundation', table: foundation },
  { parent: 'src/modules', table: modules },
])('$parent', ({ parent, table }) => {
  it('has a line in import-rules.js for each folder', () => {
    const folders = entriesOf(parent).filter((entry) => entry.isDirectory());

    expect(folders.map(({ name }) => name).filter((name) => !Object.hasOwn(table, name))).toEqual([]);
  });

  it('names only its own folders in those lines', () => {
    expect(
      Object.values(table)
        .flat()
        .filter((name) => !Object.hasOwn(table, name)),
    ).toEqual([]);
  });
});

// A file here would belong to no module, so no line of the table would hold for it.
it('keeps no file directly in src/modules', () => {
  expect(entriesOf('src/modules').filter((entry) => entry.isFile())).toEqual([]);
});

it('has no barrels', () => {
  expect(
    globSync('{src,test,bench,migrations}/**/*.ts').filter((file) => basename(file) === 'index.ts'),
  ).toEqual([]);
});
