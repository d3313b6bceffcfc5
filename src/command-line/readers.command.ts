import type { Command } from 'commander';
import { createReadStream } from 'node:fs';
import { ImportService } from '../modules/accounts/import.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { sizeOf } from './file-size.js';
import { Progress } from './progress.js';
import { say } from './say.js';

/** `carrel readers …` */
export function readersCommands(program: Command) {
  program
    .command('readers')
    .description('the readers of a library')
    .command('import <file>')
    .description(
      'import readers from a CSV file whose first line names the columns (email, name, country, birth date, language). ' +
        'They consent to nothing by it, and claim their account themselves. Lines that cannot be imported are printed with ' +
        'the reason, the rest is imported; a run that was interrupted is made good by running it again.',
    )
    .requiredOption('--library <slug>', 'whose readers they are')
    .action(importReaders);
}

async function importReaders(path: string, { library }: { library: string }) {
  const size = sizeOf(path);
  await withCarrel(async (app) => {
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    const file = createReadStream(path);
    const bar = new Progress('Importing', size);
    const counts = await app.get(ImportService, { strict: false }).readers(libraryId, file, new Date(), {
      rejected: ({ line, reason }) => say(`line ${line}: ${reason}`),
      imported: () => bar.at(file.bytesRead),
      ignoredColumns: (names) => say(`Nothing is read from these columns: ${names.join(', ')}`),
    });
    bar.end();
    say(`${counts.imported} imported, ${counts.rejected} rejected.`);
  });
}
